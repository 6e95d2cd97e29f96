"""Marks are undone like moves are, wherever they are given; everything deleted comes back."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gallery_studio.config import Settings
from gallery_studio.domain.bin import BinKind
from gallery_studio.domain.image import Origin
from gallery_studio.domain.people import Identity, Person, Product
from gallery_studio.library.library import Library
from gallery_studio.studio.storing import store_now
from gallery_studio.ui.bin.bin_list import BinModel
from gallery_studio.ui.library_feature import LibraryFeature
from tests.support.filled import paint
from tests.support.gemini_server import small_png
from tests.unit.library.building import edit_work, run_work, session

WAIT_MS = 10_000
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def lamps(studio):
    """A session of three pictures and an edit of the first: (session, run, edit)."""
    library = Library.open(studio.folder)
    of = session("Halden lamp")
    work = run_work(of, ("brass dome", "cobalt room", "sage on sage"))
    library.work.start(work)
    images = [paint(library, output.id, red) for red, output in enumerate(work.outputs)]
    edit = edit_work(of, images[0], work.outputs[0].id)
    library.work.start(edit)
    paint(library, edit.outputs[0].id, 99)
    library.shutdown()
    return of, work, edit


@contextmanager
def opened(studio, of):
    with studio.window(Settings(last_session=of.id, is_motion_reduced=True)) as window:
        yield window


def feature(window, kind):
    return next(found for found in window.features if isinstance(found, kind))


def marks(window, cards) -> list[tuple[bool, int, bool]]:
    found = [window.view.model.get(card.id) for card in cards]
    return [(card.is_starred, card.rating, card.is_rejected) for card in found]


def test_one_gesture_for_many_cards_is_undone_and_redone_as_one(studio, qtbot, lamps) -> None:
    of, work, _ = lamps
    with opened(studio, of) as window:
        view, stack = window.view, window.undo_stack
        view.setFocus()
        view.select([card.id for card in work.cards])
        plain, rated = [(False, 0, False)] * 3, [(False, 4, False)] * 3
        QTest.keyClick(view, Qt.Key.Key_4)
        QTest.keyClick(view, Qt.Key.Key_S)
        QTest.keyClick(view, Qt.Key.Key_X)
        QTest.keyClick(view, Qt.Key.Key_U)
        QTest.keyClick(view, Qt.Key.Key_5)
        QTest.keyClick(view, Qt.Key.Key_5)
        assert stack.count() == 5
        assert [stack.text(n) for n in range(5)] == [
            "Rate 3 images", "Star 3 images", "Reject 3 images", "Unflag 3 images",
            "Rate 3 images",
        ]  # fmt: skip
        after = [(False, 5, False)] * 3
        qtbot.waitUntil(lambda: marks(window, work.cards) == after, timeout=WAIT_MS)
        for state in (rated, [(True, 4, True)] * 3, [(True, 4, False)] * 3, rated, plain):
            QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
            qtbot.waitUntil(lambda s=state: marks(window, work.cards) == s, timeout=WAIT_MS)
        assert not stack.canUndo()
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL_SHIFT)
        qtbot.waitUntil(lambda: marks(window, work.cards) == rated, timeout=WAIT_MS)


def test_cards_with_different_marks_get_their_own_back(studio, qtbot, lamps) -> None:
    of, work, _ = lamps
    with opened(studio, of) as window:
        view = window.view
        view.setFocus()
        for card, key in zip(work.cards, (Qt.Key.Key_1, Qt.Key.Key_3), strict=False):
            view.select([card.id])
            QTest.keyClick(view, key)
        view.select([card.id for card in work.cards])
        QTest.keyClick(view, Qt.Key.Key_3)
        three = [(False, 3, False)] * 3
        qtbot.waitUntil(lambda: marks(window, work.cards) == three, timeout=WAIT_MS)
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
        own = [(False, 1, False), (False, 3, False), (False, 0, False)]
        qtbot.waitUntil(lambda: marks(window, work.cards) == own, timeout=WAIT_MS)


def tile_of(window, output_id):
    from gallery_studio.ui.conversation.output_tile import OutputTile

    return next(t for t in window.pane.findChildren(OutputTile) if t.output.id == output_id)


def test_the_conversation_marks_too_and_is_undone(studio, qtbot, lamps) -> None:
    of, _, edit = lamps
    with opened(studio, of) as window:
        window.edits.open_conversation(edit.conversations[0].id)
        tile = tile_of(window, edit.outputs[0].id)
        tile.setFocus()
        QTest.keyClick(tile, Qt.Key.Key_4, ALT)
        QTest.keyClick(tile, Qt.Key.Key_X)
        QTest.keyClick(tile, Qt.Key.Key_S)
        qtbot.waitUntil(lambda: marks(window, edit.cards) == [(True, 4, True)], timeout=WAIT_MS)
        output = tile_of(window, edit.outputs[0].id)
        name = "ready, starred, rated 4, rejected"
        qtbot.waitUntil(lambda: name in output.accessibleName(), timeout=WAIT_MS)
        for state in ([(False, 4, True)], [(False, 4, False)], [(False, 0, False)]):
            QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
            qtbot.waitUntil(lambda s=state: marks(window, edit.cards) == s, timeout=WAIT_MS)


def test_the_lightbox_marks_too_and_shows_what_is_undone(studio, qtbot, lamps) -> None:
    of, work, _ = lamps
    with opened(studio, of) as window:
        first = work.cards[0]
        window.lightbox.open_card(first.id)
        box = window.lightbox._box
        QTest.keyClick(box, Qt.Key.Key_S)
        QTest.keyClick(box, Qt.Key.Key_3, CTRL)
        QTest.keyClick(box, Qt.Key.Key_R)
        qtbot.waitUntil(lambda: marks(window, [first]) == [(True, 3, True)], timeout=WAIT_MS)
        QTest.keyClick(box, Qt.Key.Key_Z, CTRL)
        QTest.keyClick(box, Qt.Key.Key_Z, CTRL)
        qtbot.waitUntil(lambda: marks(window, [first]) == [(True, 0, False)], timeout=WAIT_MS)

        def shown() -> tuple[bool, int, bool]:
            item = box.order.current
            return item.is_starred, item.rating, item.is_rejected

        qtbot.waitUntil(lambda: shown() == (True, 0, False), timeout=WAIT_MS)
        box.close_lightbox()


def test_one_picture_of_a_turn_is_deleted_and_comes_back_three_ways(studio, qtbot, lamps) -> None:
    of, _, edit = lamps
    (output,), (card,) = edit.outputs, edit.cards
    with opened(studio, of) as window:
        reader, view = window.parts.reader, window.view
        place = view.model.get(card.id).placement
        window.edits.open_conversation(edit.conversations[0].id)

        def is_gone() -> bool:
            return view.model.get(card.id) is None and not window.pane.state.turns[0].outputs

        def is_back() -> bool:
            found = view.model.get(card.id)
            return (
                found is not None
                and found.placement == place
                and bool(window.pane.state.turns[0].outputs)
            )

        def delete() -> None:
            tile = tile_of(window, output.id)
            tile.setFocus()
            QTest.keyClick(tile, Qt.Key.Key_Delete)
            qtbot.waitUntil(is_gone, timeout=WAIT_MS)

        delete()
        (entry,) = reader.bin_entries()
        assert entry.key.kind is BinKind.OUTPUT
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
        qtbot.waitUntil(is_back, timeout=WAIT_MS)
        delete()
        toast = next(t for t in window.toasts.toasts if t.message.text == "Image deleted")
        toast.action_button.click()
        qtbot.waitUntil(is_back, timeout=WAIT_MS)
        delete()
        page = feature(window, LibraryFeature).bin.page
        window.action("open_bin").trigger()
        qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT_MS)
        detail = page.model.index(0).data(BinModel.DETAIL_ROLE)
        assert detail == "Image of a turn · from Halden lamp · deleted just now"
        page.list.selectAll()
        QTest.keyClick(page.list, Qt.Key.Key_Return)
        qtbot.waitUntil(is_back, timeout=WAIT_MS)
        assert reader.bin_count() == 0


def test_the_bin_shows_every_kind_and_takes_each_back_and_away(studio, qtbot, lamps) -> None:
    of, work, edit = lamps
    library = Library.open(studio.folder)
    face = store_now(library.images, small_png(red=201), Origin.REFERENCE, "").file
    picture = store_now(library.images, small_png(red=202), Origin.REFERENCE, "").file
    for file in (face, picture):
        library.work.add_image(file, bytes(768))
    product = Product("prd-1", "HL-1", "Halden lamp", "2026", image_id=picture.id)
    library.people.save_products([product])
    library.people.save_person(Person("per-ada", "Ada", "2026", reference_images=(face.id,)))
    library.people.save_identity(Identity("idn-1", "The Artist", "2026"))
    library.people.delete_product("prd-1")
    library.people.delete_person("per-ada")
    library.people.delete_identity("idn-1")
    library.conversations.delete(edit.conversations[0].id)
    library.cards.delete([work.cards[2].id])
    library.conversations.delete_output(work.outputs[1].id)
    library.shutdown()
    with opened(studio, of) as window:
        reader, page = window.parts.reader, feature(window, LibraryFeature).bin.page
        window.action("open_bin").trigger()
        kinds = {page.model.entry(row).key.kind for row in range(page.model.rowCount())}
        assert kinds == set(BinKind) - {BinKind.SESSION, BinKind.PROJECT}
        assert not page.grab().isNull()
        page.list.selectAll()
        QTest.keyClick(page.list, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: reader.bin_count() == 0, timeout=WAIT_MS)
        assert [p.name for p in reader.people()] == ["Ada"]
        assert [p.sku for p in reader.products()] == ["HL-1"]
        assert [i.name for i in reader.identities()] == ["The Artist"]
        assert len(reader.canvas_cards(of.id)) == 4
        composing = window.sidebar.people
        qtbot.waitUntil(lambda: len(composing.buttons()) == 1, timeout=WAIT_MS)


def test_delete_asks_once_and_removes_what_was_chosen_for_ever(studio, qtbot, lamps) -> None:
    of, work, _ = lamps
    library = Library.open(studio.folder)
    library.cards.delete([work.cards[1].id])
    library.cards.delete([work.cards[2].id])
    library.shutdown()
    with opened(studio, of) as window:
        reader, controller = window.parts.reader, feature(window, LibraryFeature).bin
        window.action("open_bin").trigger()
        page = controller.page
        assert not page.remove.isEnabled()
        page.list.setCurrentIndex(page.model.index(0))
        name = page.model.entry(0).name
        QTest.mouseClick(page.remove, Qt.MouseButton.LeftButton)
        QTest.mouseClick(controller.dialog.cancel, Qt.MouseButton.LeftButton)
        assert reader.bin_count() == 2
        QTest.keyClick(page.list, Qt.Key.Key_Delete)
        QTest.mouseClick(controller.dialog.remove, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT_MS)
        assert page.model.entry(0).name != name
        shown = feature(window, LibraryFeature)._toasts[page].toasts
        qtbot.waitUntil(lambda: bool(shown), timeout=WAIT_MS)
        assert shown[0].message.text.startswith("1 thing removed")
        assert len(reader.canvas_cards(of.id)) == 2


def test_a_product_whose_sku_was_given_away_stays_and_keeps_no_other(studio, qtbot, lamps) -> None:
    of, _, _ = lamps
    library = Library.open(studio.folder)
    library.people.save_products([Product("prd-1", "HL-1", "Old lamp", "2026")])
    library.people.save_identity(Identity("idn-1", "The Artist", "2026"))
    library.people.delete_product("prd-1")
    library.people.delete_identity("idn-1")
    library.people.save_products([Product("prd-2", "HL-1", "New lamp", "2026")])
    library.shutdown()
    with opened(studio, of) as window:
        reader, bin_feature = window.parts.reader, feature(window, LibraryFeature)
        bin_feature.open_bin()
        page = bin_feature.bin.page
        page.list.selectAll()
        QTest.keyClick(page.list, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: reader.bin_count() == 1, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: len(bin_feature._toasts[page].toasts) == 2, timeout=WAIT_MS)
        said = [toast.message.text for toast in bin_feature._toasts[page].toasts]
        assert "Restored" in said
        assert any("“HL-1” belongs to “New lamp” already" in words for words in said)
        assert [i.name for i in reader.identities()] == ["The Artist"]
