"""Export with a look at what leaves, and archives with progress, stop and report."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from gallery_studio.config import EXPORT_PROFILES
from gallery_studio.domain.image import Origin
from gallery_studio.imaging.recipe import png
from gallery_studio.imaging.recipe.reading import MetadataField
from gallery_studio.imaging.recipe.recipe import Recipe
from gallery_studio.imaging.recipe.writing import with_recipe
from gallery_studio.library.archive.store import ImportReport
from gallery_studio.library.archive.writer import ExportReport, MissingPicture
from gallery_studio.studio.export_profiles import ExportProfile, Leaving, LeavingFile
from gallery_studio.ui.export.archive_dialog import ArchiveDialog
from gallery_studio.ui.export.export_dialog import PROFILES, ExportDialog
from gallery_studio.ui.export.leaving_view import NOTHING, WAITING
from gallery_studio.workers.archive_worker import ArchiveProgress
from tests.support.archive_session import EMOJI, add_picture
from tests.support.archive_session import png as picture

CANARY = "<img src='file:///nowhere/canary.png'> if a<b> then"


def first_card(bench):
    reader = bench.library.reader()
    try:
        return next(c for c in reader.canvas_cards(bench.session_id) if c.image_id and c.output_id)
    finally:
        reader.shutdown()


@pytest.fixture
def dialog(theme, window, bench):
    card = first_card(bench)
    dialog = ExportDialog(theme, window, [(card.image_id, "A lighthouse")])
    dialog.preview_requested.connect(bench.worker.show_leaving)
    bench.worker.leaving_shown.connect(dialog.show_leaving)
    bench.worker.failed.connect(dialog.show_problem)
    return dialog


def choose(dialog, profile, qtbot, bench):
    if dialog.profile is profile:
        return
    with qtbot.waitSignal(bench.worker.leaving_shown):
        dialog.profile_choice._group.button(PROFILES.index(profile)).click()


def test_it_shows_what_leaves_for_each_profile(dialog, bench, qtbot):
    with qtbot.waitSignal(bench.worker.leaving_shown):
        dialog.open()
        assert dialog.leaving_view.texts() == [WAITING]
        assert not dialog.export_button.isEnabled()
    qtbot.waitUntil(dialog.export_button.isEnabled)
    text = "\n".join(dialog.leaving_view.texts())
    assert "A-lighthouse.png" in text
    assert "A-lighthouse.json" in text
    assert EMOJI in text
    for profile, has_prompt in (
        (ExportProfile.CLIENT, False),
        (ExportProfile.WEB, False),
        (ExportProfile.RECIPE, True),
        (ExportProfile.PRIVATE, False),
    ):
        choose(dialog, profile, qtbot, bench)
        qtbot.waitUntil(dialog.export_button.isEnabled)
        text = "\n".join(dialog.leaving_view.texts())
        assert (EMOJI in text) is has_prompt, profile
        assert dialog.summary_label.text() == profile.summary
    assert NOTHING in text


def test_a_signed_picture_warns_before_it_can_be_exported(theme, window, bench, qtbot):
    first, *rest = png.chunks(picture(200))
    data = png.joined([first, (b"caBX", b"jumbc2pa"), *rest])
    image = add_picture(bench.library, data, Origin.IMPORTED, "signed.png")
    dialog = ExportDialog(theme, window, [(image.id, "signed")])
    dialog.preview_requested.connect(bench.worker.show_leaving)
    bench.worker.leaving_shown.connect(dialog.show_leaving)
    with qtbot.waitSignal(bench.worker.leaving_shown):
        dialog.open()
    assert any("kept whole" in text for text in dialog.leaving_view.texts())
    choose(dialog, ExportProfile.PRIVATE, qtbot, bench)
    assert any("they are lost" in text for text in dialog.leaving_view.texts())


def test_a_picture_whose_file_is_gone_cannot_be_exported(dialog, bench, qtbot):
    reader = bench.library.reader()
    image = reader.image(dialog.pictures[0][0])
    reader.shutdown()
    bench.library.images.path_of(image).unlink()
    with qtbot.waitSignal(bench.worker.failed):
        dialog.open()
    assert not dialog.export_button.isEnabled()
    assert "File missing" in dialog.leaving_view.texts()[0]


def test_exporting_writes_what_was_shown(dialog, bench, qtbot, tmp_path):
    with qtbot.waitSignal(bench.worker.leaving_shown) as shown:
        dialog.open()
    with qtbot.waitSignal(dialog.export_requested) as wanted:
        dialog.export_button.click()
    out = tmp_path / "out"
    out.mkdir()
    with qtbot.waitSignal(bench.worker.pictures_exported) as done:
        bench.worker.export_pictures(dialog.pictures, wanted.args[0], out)
    files = shown.args[0].files
    assert [path.name for path in done.args[0]] == [file.name for file in files]
    assert [path.read_bytes() for path in done.args[0]] == [file.data for file in files]


def test_a_late_answer_to_an_earlier_choice_is_passed_over(theme, window, qtbot):
    dialog = ExportDialog(theme, window, [("0" * 64, "x")])
    dialog.open()
    late = Leaving(ExportProfile.PRIVATE, (LeavingFile("x.png", b"1"),))
    dialog.show_leaving(late)
    assert dialog.leaving_view.texts() == [WAITING]


def test_texts_from_files_are_shown_literally(theme, window):
    dialog = ExportDialog(theme, window, [("0" * 64, "x")])
    dialog.open()
    fields = (MetadataField(CANARY, CANARY),)
    dialog.show_leaving(Leaving(ExportProfile.ARCHIVE, (LeavingFile(CANARY, b"1", fields),)))
    report = ArchiveDialog(theme, window, "Import session", CANARY)
    report.show_imported(ImportReport("gal-1-0", CANARY, 1, (CANARY,), (CANARY,)))
    labels = dialog.findChildren(QLabel) + report.findChildren(QLabel)
    assert any(CANARY in label.text() for label in labels)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_the_profiles_are_chosen_with_the_keyboard(dialog, bench, window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    with qtbot.waitSignal(bench.worker.leaving_shown):
        dialog.open()
    with qtbot.waitSignal(bench.worker.leaving_shown):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert dialog.profile is ExportProfile.RECIPE


def test_a_session_goes_out_and_comes_in_again(theme, window, bench, qtbot, tmp_path):
    worker = bench.worker
    out = ArchiveDialog(theme, window, "Export session", "s.zip")
    worker.progressed.connect(out.show_progress)
    worker.session_exported.connect(out.show_exported)
    out.open()
    with qtbot.waitSignal(worker.session_exported):
        worker.export_session(bench.session_id, tmp_path / "s.zip")
        assert worker.is_running
    assert not worker.is_running
    assert out.result_label.text().startswith("7 pictures and 1 project exported to s.zip, ")
    out.close_dialog()
    assert not out.isVisible()
    into = ArchiveDialog(theme, window, "Import session", "s.zip")
    worker.session_imported.connect(into.show_imported)
    into.open()
    with qtbot.waitSignal(worker.session_imported) as done:
        worker.import_session(tmp_path / "s.zip")
    assert into.result_label.text() == f"{EMOJI}: 7 pictures, 1 project"
    assert "this is a copy" in into.detail_label.text()
    with qtbot.waitSignal(into.open_requested) as opened:
        into.open_button.click()
    assert opened.args == [done.args[0].session_id]


def test_escape_stops_what_runs_and_the_library_is_as_before(theme, window, bench, qtbot, tmp_path):
    worker = bench.worker
    with qtbot.waitSignal(worker.session_exported):
        worker.export_session(bench.session_id, tmp_path / "s.zip")
    dialog = ArchiveDialog(theme, window, "Import session", "s.zip")
    dialog.stop_requested.connect(worker.stop)
    worker.stopped.connect(dialog.show_stopped)
    dialog.open()
    with qtbot.waitSignal(worker.stopped):
        worker.import_session(tmp_path / "s.zip")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.result_label.text() == "Stopped. Nothing was changed."
    reader = bench.library.reader()
    assert len(reader.session_summaries()) == 1
    reader.shutdown()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_refusal_is_one_sentence(theme, window, bench, qtbot, tmp_path):
    (tmp_path / "no.zip").write_text("no")
    dialog = ArchiveDialog(theme, window, "Import session", "no.zip")
    bench.worker.failed.connect(dialog.show_failed)
    dialog.open()
    with qtbot.waitSignal(bench.worker.failed):
        bench.worker.import_session(tmp_path / "no.zip")
    assert dialog.result_label.text().endswith("whole ZIP file; nothing was changed.")


def test_reports_list_what_is_missing_but_not_a_thousand_lines(theme, window, tmp_path):
    dialog = ArchiveDialog(theme, window, "Export session", "s.zip")
    dialog.show_progress(ArchiveProgress(1_000_000, 4_000_000))
    assert dialog.result_label.text() == "1.0 MB of 4.0 MB"
    missing = tuple(MissingPicture("0" * 64, f"File missing: {n}") for n in range(150))
    dialog.show_exported(ExportReport(tmp_path / "s.zip", 3, missing, 5_000))
    assert "150 are missing" in dialog.result_label.text()
    lines = dialog.detail_label.text().split("\n")
    assert len(lines) == 101
    assert lines[-1] == "… and 50 more"


def test_a_dropped_file_tells_its_recipe(bench, qtbot, tmp_path):
    path = tmp_path / "dropped.png"
    path.write_bytes(with_recipe(picture(5), Recipe(prompt="a lamp", seed=3)))
    with qtbot.waitSignal(bench.worker.recipe_found) as found:
        bench.worker.find_recipe(path)
    assert found.args[0].recipe.prompt == "a lamp"
    (tmp_path / "text.png").write_text("no picture")
    with qtbot.waitSignal(bench.worker.recipe_found) as found:
        bench.worker.find_recipe(tmp_path / "text.png")
    assert found.args[0].recipe is None


def test_the_profile_of_the_settings_is_chosen_first(qtbot, theme, window):
    for profile in ExportProfile:
        assert profile in EXPORT_PROFILES
        dialog = ExportDialog(theme, window, [("0" * 64, "x")], profile)
        with qtbot.waitSignal(dialog.preview_requested) as asked:
            dialog.open()
        assert asked.args[2] is profile
        dialog.close_dialog()
