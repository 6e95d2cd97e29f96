"""Composing at the window: directives before they cost, products of a file, people, budget."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gallery_studio.config import Settings
from gallery_studio.domain.ids import new_identity_id, new_person_id
from gallery_studio.domain.people import Identity, Person
from gallery_studio.domain.status import Status
from gallery_studio.ui.compose.compose_value import ComposeValue
from gallery_studio.ui.composing_feature import ComposingFeature
from gallery_studio.ui.palette.palette_feature import PaletteFeature
from gallery_studio.ui.sidebar.session_filter_button import SessionNarrowing
from tests.support.gemini_server import GeminiServer, answer_body, json_answer
from tests.support.studio_bench import FLASH, KEY

WAIT_MS = 30_000
NOW = "2026-11-21T11:42:00.000+00:00"


def feature_of(window) -> ComposingFeature:
    return next(f for f in window.features if isinstance(f, ComposingFeature))


def compose(window, text: str, directives: int = 1, models=("offline",)) -> None:
    from dataclasses import replace

    settings = replace(window.compose.value().settings, models=models, directive_count=directives)
    if models == ("offline",):
        settings = replace(settings, image_size="512")  # a quarter of the time
    window.compose.set_value(ComposeValue(text, settings, ()))
    window.composer.refresh()


def written(directives) -> bool:
    return directives.is_open and not directives.is_writing


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch):
    with GeminiServer() as server:
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        yield server


def assert_prompts_say_what_cards_show(window) -> None:
    """The words that were sent name the directive and the product that the card names."""
    for card in window.canvas.cards:
        prompt = window.parts.reader.output(card.output_id).prompt
        assert card.caption in prompt
        assert card.product_name in prompt


def assert_found_again(window, qtbot, word: str, directive: str) -> None:
    """Typing a word of a directive after Ctrl+K leads to both of its cards, by keys alone."""
    window.view.select([])
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = next(f for f in window.features if isinstance(f, PaletteFeature)).dialog
    QTest.keyClicks(palette.field.edit, word)
    qtbot.waitUntil(lambda: not palette._is_waiting, timeout=WAIT_MS)
    lines = palette.list.lines
    texts = [str(lines.index(row).data()) for row in range(lines.rowCount())]
    assert sum(text.startswith(directive) for text in texts) == 2
    wanted = next(row for row, text in enumerate(texts) if text.startswith(directive))
    while palette.list.currentIndex().row() != wanted:
        QTest.keyClick(palette.field.edit, Qt.Key.Key_Down)
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Return)
    (chosen,) = window.canvas.chosen(window.view.model.selection)
    assert chosen.caption == directive


def test_from_a_brief_and_a_file_to_twelve_cards(studio, qtbot, tmp_path: Path) -> None:
    table = tmp_path / "products.csv"
    table.write_text("sku;name;brand\nL-1;Halden lamp;Halden\nV-2;Mira vase;Mira\n")
    with studio.window() as window:
        composing = feature_of(window)
        directives = composing.directives
        compose(window, "on a window sill", directives=6)
        assert window.compose.generate.text() == "Generate 6…"
        window.compose.request_generate()
        qtbot.waitUntil(lambda: written(directives), timeout=WAIT_MS)
        assert window.canvas.cards == []
        assert window.compose.generate.text() == "Generate 6"
        assert not window.area.minimap.isVisible(), "it would lie on the first words"
        panel = directives.panel
        before = panel.directives()
        assert len({d.text for d in before}) == 6
        panel.rows()[0].field.edit.setText("only the shadow of it")
        panel.rows()[1].lock.click()
        panel.reroll_all.click()
        qtbot.waitUntil(lambda: written(directives), timeout=WAIT_MS)
        after = panel.directives()
        assert after[1].text == before[1].text
        assert after[1].is_locked
        assert not {d.text for d in after[2:]} & {d.text for d in before}
        panel.rows()[0].field.edit.setText("only the shadow of it")

        composing.products.open_catalogue()
        composing.products.begin_import(str(table))
        dialog = composing.products.import_dialog
        qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)
        dialog.start.click()
        qtbot.waitUntil(lambda: composing.products.import_dialog is None, timeout=WAIT_MS)
        catalogue = composing.products.catalogue
        qtbot.waitUntil(lambda: catalogue.model.rowCount() == 2, timeout=WAIT_MS)
        ids = [catalogue.model.product(row).id for row in range(2)]
        catalogue.close_dialog()
        composing.products.use(ids[0])
        qtbot.waitUntil(lambda: len(window.sidebar.products.rows()) == 1, timeout=WAIT_MS)
        assert [p.id for p in window.compose.chips.products] == ids, "both are offered"
        composing.products.use(ids[1])
        assert window.compose.generate.text() == "Generate 12"
        window.compose.request_generate()
        qtbot.waitUntil(lambda: len(window.canvas.cards) == 12, timeout=WAIT_MS)
        done = [Status.COMPLETED] * 12
        qtbot.waitUntil(lambda: [c.status for c in window.canvas.cards] == done, timeout=WAIT_MS)
        used = {d.text for d in after[1:]} | {"only the shadow of it"}
        shown = {(card.caption, card.product_name) for card in window.canvas.cards}
        assert shown == {(text, name) for text in used for name in ("Halden lamp", "Mira vase")}
        assert not directives.is_open
        assert window.area.minimap.isVisible()
        window.view.motion.finish_flight()
        seen = window.view.viewport_state
        window.view.fit_all(is_animated=False)
        assert seen == window.view.viewport_state, "the cards have all the room there is"
        assert window.compose.value().text == ""
        kept = window.parts.reader.session_directives(window.session.id)
        assert {d.text for d in kept} == used
        assert_prompts_say_what_cards_show(window)
        assert_found_again(window, qtbot, "shadow", "only the shadow of it")


def test_directives_survive_a_restart_before_they_are_sent(studio, qtbot) -> None:
    with studio.window() as window:
        directives = feature_of(window).directives
        window.compose.edit.insertPlainText("a lamp at dusk")
        compose_settings = window.compose.value().settings
        compose(window, "a lamp at dusk", directives=3, models=compose_settings.models)
        window.session.keep_draft("a lamp at dusk")
        window.compose.request_generate()
        qtbot.waitUntil(lambda: written(directives), timeout=WAIT_MS)
        directives.panel.rows()[2].lock.click()
        shown = directives.panel.directives()
        directives.save_now()
    with studio.window() as window:
        directives = feature_of(window).directives
        assert directives.is_open
        assert directives.panel.directives() == shown


def test_directives_that_were_sent_do_not_come_back_for_other_words(studio, qtbot) -> None:
    with studio.window() as window:
        directives = feature_of(window).directives
        compose(window, "a lamp at dusk", directives=2)
        window.compose.request_generate()
        qtbot.waitUntil(lambda: written(directives), timeout=WAIT_MS)
        window.compose.request_generate()
        done = [Status.COMPLETED] * 2
        qtbot.waitUntil(lambda: [c.status for c in window.canvas.cards] == done, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: not directives.is_open, timeout=WAIT_MS)
        window.compose.edit.insertPlainText("a chair at noon")
    with studio.window() as window:
        assert window.compose.value().text == "a chair at noon"
        assert not feature_of(window).directives.is_open


def test_the_number_of_directives_follows_chip_and_rows(studio, qtbot) -> None:
    with studio.window() as window:
        directives = feature_of(window).directives
        panel, chips = directives.panel, window.compose.chips
        compose(window, "a lamp", directives=4)
        window.compose.request_generate()
        qtbot.waitUntil(lambda: written(directives), timeout=WAIT_MS)
        panel.rows()[3].lock.click()
        from dataclasses import replace

        kept = panel.directives()
        chips.choose(replace(chips.wish, directive_count=2))
        assert panel.directives() == (kept[0], kept[3])
        chips.choose(replace(chips.wish, directive_count=3))
        qtbot.waitUntil(lambda: len(panel.directives()) == 3, timeout=WAIT_MS)
        assert panel.directives()[:2] == (kept[0], kept[3])
        panel.rows()[0].remove.click()
        assert chips.settings().directive_count == 2
        panel.close_button.click()
        assert not directives.is_open
        assert window.compose.generate.text().endswith("…")


def test_a_text_model_writes_them_and_its_price_is_shown(studio, qtbot, gemini) -> None:
    body = answer_body([{"text": '{"directives": ["blue dusk, neon", "an empty studio"]}'}])
    body["usageMetadata"] = {"promptTokenCount": 1000, "candidatesTokenCount": 100}
    gemini.script(json_answer(body), model="gemini-3.8-flash")
    with studio.window() as window:
        qtbot.waitUntil(lambda: len(window.composer.askable()) > 1, timeout=WAIT_MS)
        directives = feature_of(window).directives
        compose(window, "a lamp", directives=2, models=(FLASH,))
        window.compose.request_generate()
        qtbot.waitUntil(lambda: written(directives), timeout=WAIT_MS)
        texts = [d.text for d in directives.panel.directives()]
        assert texts == ["blue dusk, neon", "an empty studio"]
        assert "$0.001" in directives.panel._note.text()
        assert window.parts.reader.session_spent_usd(window.session.id) > 0
        assert [r.model for r in gemini.requests if "Content" in r.path] == ["gemini-3.8-flash"]


def test_the_budget_stops_or_asks(studio, qtbot, gemini) -> None:
    with studio.window(Settings(monthly_limit_usd=0.02)) as window:
        qtbot.waitUntil(lambda: len(window.composer.askable()) > 1, timeout=WAIT_MS)
        compose(window, "a lamp", models=(FLASH,))
        assert not window.compose.can_generate
        assert "$0.01 over this month's limit" in window.compose._problem.text()
        compose(window, "a lamp", models=("offline",))
        assert window.compose.can_generate
        keeper = window.parts.keeper
        from dataclasses import replace

        keeper.change(replace(keeper.settings, is_stopping_at_limit=False))
        compose(window, "a lamp", models=(FLASH,))
        assert window.compose.can_generate
        window.compose.request_generate()
        question = window.compose.question
        assert question.isVisible()
        assert window.canvas.cards == []
        question.decline.click()
        assert not question.isVisible()
        assert window.compose.value().text == "a lamp"
        window.compose.request_generate()
        question.confirm.click()
        qtbot.waitUntil(lambda: len(window.canvas.cards) == 1, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: window.canvas.cards[0].status is Status.COMPLETED, timeout=WAIT_MS)


def test_naming_someone_shows_a_chip_and_sends_the_pictures(studio, qtbot, tmp_path) -> None:
    from tests.support.gemini_server import small_png

    file = tmp_path / "ada.png"
    file.write_bytes(small_png(red=3))
    with studio.window() as window:
        composing = feature_of(window)
        people = composing.people
        artist = Identity(new_identity_id(), "The Artist", NOW, prompt="paint on the hands")
        composing.worker.save_identity(artist)
        qtbot.mouseClick(window.sidebar.people.add, Qt.MouseButton.LeftButton)
        form = people.dialog.person_form
        QTest.keyClicks(form.name.edit, "Ada Lovelace")
        form.shelf.files_offered.emit([str(file)])
        qtbot.waitUntil(lambda: len(form.shelf.images()) == 1, timeout=WAIT_MS)
        people.dialog.close_dialog()
        qtbot.waitUntil(lambda: len(window.sidebar.people.buttons()) == 1, timeout=WAIT_MS)
        edit = window.compose.edit
        window.activateWindow()
        edit.setFocus()
        qtbot.waitUntil(edit.hasFocus, timeout=WAIT_MS)
        QTest.keyClicks(edit, "portrait of @ad")
        assert people.compose_names.is_open
        QTest.keyClick(edit, Qt.Key.Key_Return)
        QTest.keyClicks(edit, "as @art")
        QTest.keyClick(edit, Qt.Key.Key_Tab)
        assert edit.toPlainText() == "portrait of Ada Lovelace as The Artist "
        names = [chip.accessibleName() for chip in window.compose.likeness.chips()]
        assert names == ["Person: Ada Lovelace", "Identity: The Artist"]
        assert "1 of 5 references" in window.compose.likeness._note.text()
        window.compose.request_generate()
        qtbot.waitUntil(lambda: len(window.canvas.cards) == 1, timeout=WAIT_MS)
        output = window.parts.reader.output(window.canvas.cards[0].output_id)
        (ada,) = window.parts.reader.people()
        assert output.sent_references == ada.reference_images
        assert "paint on the hands" in output.prompt
        qtbot.waitUntil(lambda: window.canvas.cards[0].status is Status.COMPLETED, timeout=WAIT_MS)


def test_switching_the_person_switches_the_conversation(studio, qtbot) -> None:
    with studio.window() as window:
        composing = feature_of(window)
        compose(window, "a lamp")
        window.compose.request_generate()
        qtbot.waitUntil(
            lambda: [c.status for c in window.canvas.cards] == [Status.COMPLETED], timeout=WAIT_MS
        )
        conversation = window.canvas.cards[0].conversation_id
        ada, ben = (Person(new_person_id(), name, NOW) for name in ("Ada", "Ben"))
        for person in (ada, ben):
            composing.worker.save_person(person)
        window.parts.worker.write(
            "choose", lambda library: library.people.set_active_conversation(ada.id, conversation)
        )
        reader = window.parts.reader
        qtbot.waitUntil(
            lambda: any(p.active_conversation_id for p in reader.people()), timeout=WAIT_MS
        )
        composing.people.refresh()
        window.new_session()
        with qtbot.waitSignal(composing.people.active_person_changed):
            composing.people.set_active(ada.id)
        assert window.edits.conversation_id == conversation
        assert window.session.is_stored
        composing.people.set_active(ben.id)
        assert composing.people.active_person == ben
        assert window.parts.keeper.settings.active_person == ben.id


def test_the_budget_holds_edits_back_too(studio, qtbot, gemini) -> None:
    from dataclasses import replace

    from gallery_studio.studio.editing import EditMessage

    with studio.window(Settings(monthly_limit_usd=0.02)) as window:
        qtbot.waitUntil(lambda: len(window.composer.askable()) > 1, timeout=WAIT_MS)
        budget, keeper = feature_of(window).budget, window.parts.keeper
        message = EditMessage("warmer", (FLASH,), image_size="1K")
        assert "over this month's limit. Nothing was sent" in budget.refuse_edit(message)
        assert budget.refuse_edit(EditMessage("warmer", ("offline",))) == ""
        keeper.change(replace(keeper.settings, is_stopping_at_limit=False))
        assert "Send again" in budget.refuse_edit(message)
        assert budget.refuse_edit(message) == ""
        assert "Send again" in budget.refuse_edit(message)
        assert "Send again" in budget.refuse_edit(replace(message, text="darker"))


def test_the_window_lives_while_a_large_file_is_imported(studio, qtbot, tmp_path: Path) -> None:
    """E48: the heart beats on, and a cancel leaves nothing."""
    import time
    from itertools import pairwise

    from PySide6.QtCore import QTimer

    table = tmp_path / "large.csv"
    rows = (f"S-{n},Lamp {n},Halden,Brass lamp number {n}\n" for n in range(60_000))
    table.write_text("sku,name,brand,description\n" + "".join(rows))
    with studio.window() as window:
        products = feature_of(window).products
        products.open_catalogue()
        products.begin_import(str(table))
        dialog = products.import_dialog
        qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)
        beats: list[float] = []
        heart = QTimer(window)
        heart.timeout.connect(lambda: beats.append(time.monotonic()))
        heart.start(10)
        dialog.start.click()
        qtbot.waitUntil(lambda: dialog.bar.value() > 200, timeout=WAIT_MS)
        dialog.cancel.click()
        qtbot.waitUntil(dialog.problem.isVisible, timeout=WAIT_MS)
        heart.stop()
        gaps = sorted(later - earlier for earlier, later in pairwise(beats))
        assert len(gaps) > 20
        assert gaps[int(0.95 * len(gaps))] < 0.2
        assert "cancelled" in dialog.problem.text()
        assert window.parts.reader.product_count() == 0
        dialog.close_dialog()


def test_naming_in_a_message_adds_its_pictures(studio, qtbot, tmp_path: Path) -> None:
    from tests.support.gemini_server import small_png

    file = tmp_path / "lamp.png"
    file.write_bytes(small_png(red=9))
    with studio.window() as window:
        products = feature_of(window).products
        products.open_catalogue()
        form = products.catalogue.form
        QTest.keyClicks(form.name.edit, "Halden lamp")
        form.files_offered.emit([str(file)])
        qtbot.waitUntil(
            lambda: any(p.image_id for p in window.parts.reader.find_products()), timeout=WAIT_MS
        )
        products.catalogue.close_dialog()
        compose(window, "a table")
        window.compose.request_generate()
        qtbot.waitUntil(
            lambda: [c.status for c in window.canvas.cards] == [Status.COMPLETED], timeout=WAIT_MS
        )
        window.edits.open_conversation(window.canvas.cards[0].conversation_id)
        edit = window.pane.input.text.edit
        qtbot.waitUntil(edit.isVisible, timeout=WAIT_MS)
        window.activateWindow()
        edit.setFocus()
        qtbot.waitUntil(edit.hasFocus, timeout=WAIT_MS)
        QTest.keyClicks(edit, "add the @hal")
        assert feature_of(window).people.message_names.is_open
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert edit.toPlainText() == "add the Halden lamp "
        (reference,) = window.pane.input.message().references
        (lamp,) = window.parts.reader.find_products()
        assert (reference.image_id, reference.label) == (lamp.image_id, "Halden lamp")


def test_the_chip_offers_all_that_can_be_shown(studio, qtbot) -> None:
    with studio.window() as window:
        people = feature_of(window).people
        qtbot.mouseClick(window.compose.chips.add, Qt.MouseButton.LeftButton)
        entries = [action for action in people.menu.actions() if not action.isSeparator()]
        words = [entry.text() for entry in entries]
        assert words == ["All products…", "Add a person…", "Add an identity…"]
        people.menu.close()
        artist = Identity(new_identity_id(), "The Artist", NOW, prompt="paint on the hands")
        feature_of(window).worker.save_identity(artist)
        qtbot.waitUntil(lambda: len(window.sidebar.identities.buttons()) == 1, timeout=WAIT_MS)
        qtbot.mouseClick(window.compose.chips.add, Qt.MouseButton.LeftButton)
        tick = next(one for one in people.menu.actions() if one.text() == "The Artist")
        tick.trigger()
        assert window.compose.chips.wish.identity_id == artist.id
        people.menu.close()


def test_the_sidebar_lists_only_sessions_with_the_model_chosen(studio, qtbot) -> None:
    with studio.window() as window:
        compose(window, "a lighthouse at dusk")
        window.compose.request_generate()
        qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 1, timeout=WAIT_MS)
        done = [Status.COMPLETED]
        qtbot.waitUntil(lambda: [c.status for c in window.canvas.cards] == done, timeout=WAIT_MS)
        qtbot.mouseClick(window.sidebar.narrow, Qt.MouseButton.LeftButton)
        menu = window.sidebar.narrow.open_one
        offered = [action.text() for action in menu.actions() if not action.isSeparator()]
        assert offered == ["Any model or product", "Offline"]
        menu.close()
        window.sidebar.narrow.narrowed.emit(SessionNarrowing(model="gemini-3-pro-image"))
        assert window.sidebar.model.rowCount() == 0
        window.sidebar.narrow.narrowed.emit(SessionNarrowing(model="offline"))
        assert window.sidebar.model.rowCount() == 1
