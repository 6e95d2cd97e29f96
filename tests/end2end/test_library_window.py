"""A person finds, picks, throws away and takes back, in the whole window."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from gallery_studio.config import Settings
from gallery_studio.domain.people import Product
from gallery_studio.library.library import Library
from gallery_studio.ui.bin.bin_list import BinModel
from gallery_studio.ui.library_feature import LibraryFeature
from gallery_studio.ui.palette.palette_feature import PaletteFeature
from gallery_studio.ui.picking_feature import PickingFeature
from gallery_studio.ui.replay.replay_feature import ReplayFeature
from tests.support.filled import fill
from tests.support.marking import star

WAIT_MS = 10_000
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def filled(studio):
    """Two sessions: lamps and vases."""
    library = Library.open(studio.folder)
    lamps = fill(library, "Halden lamp", ("brass dome at dusk", "cobalt room", "sage on sage"))
    vases = fill(library, "Mira vase", ("velvet curtain", "first light"), 100)
    library.shutdown()
    return lamps, vases


@contextmanager
def opened(studio, session_id: str = ""):
    settings = Settings(last_session=session_id, is_motion_reduced=True)
    with studio.window(settings) as window:
        yield window


def feature(window, kind):
    return next(found for found in window.features if isinstance(found, kind))


def names(model) -> list[str]:
    return [model.session(row).name for row in range(model.rowCount())]


def middles(window) -> list[int]:
    """Return the colour in the middle of each card, as it is painted now."""
    view = window.view
    picture = view.grab().toImage()
    places = [card.placement.rect for card in window.canvas.cards]
    points = [view.camera.to_view(rect.x + rect.width / 2, rect.y + 40) for rect in places]
    return [picture.pixel(round(x), round(y)) for x, y in points]


def is_alike(one: int, other: int) -> bool:
    """Whether two colours are the same to the eye: JPEGs of two sizes may be a shade apart."""
    shades = zip(QColor(one).getRgb(), QColor(other).getRgb(), strict=True)
    return all(abs(a - b) <= 3 for a, b in shades)


def shown(qtbot, palette):
    """Return the chosen entry once the palette shows what was typed."""
    qtbot.waitUntil(lambda: not palette._is_waiting, timeout=WAIT_MS)
    return palette.list.current_entry()


def bin_names(page) -> list[str]:
    model = page.model
    return [model.entry(row).name for row in range(model.rowCount())]


def test_a_word_of_a_directive_leads_to_its_card(studio, qtbot, filled) -> None:
    (lamps, work), (vases, _) = filled
    with opened(studio, vases.id) as window:
        QTest.keyClick(window, Qt.Key.Key_K, CTRL)
        palette = feature(window, PaletteFeature).dialog
        assert palette.isVisible()
        QTest.keyClicks(palette.field.edit, "dusk")
        entry = shown(qtbot, palette)
        assert entry.text == "brass dome at dusk"
        assert entry.detail == "Halden lamp"
        QTest.keyClick(palette.field.edit, Qt.Key.Key_Return)
        assert not palette.isVisible()
        assert window.session.id == lamps.id
        assert window.view.model.selection == [work.cards[0].id]
        seen = window.view.camera.visible_rect()
        assert window.view.model.get(work.cards[0].id).placement.rect.intersects(seen)
        assert window.focusWidget() is window.view


def test_the_palette_finds_sessions_and_actions_by_keyboard(studio, qtbot, filled) -> None:
    (lamps, _), (vases, _) = filled
    with opened(studio, vases.id) as window:
        palette = feature(window, PaletteFeature)
        palette.open()
        edit = palette.dialog.field.edit
        QTest.keyClicks(edit, "halden")
        assert shown(qtbot, palette.dialog).section == "Sessions"
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert window.session.id == lamps.id
        palette.open()
        QTest.keyClicks(edit, "shortc")
        assert shown(qtbot, palette.dialog).text == "Keyboard shortcuts"
        QTest.keyClick(edit, Qt.Key.Key_Escape)
        assert not palette.dialog.isVisible()
        palette.open()
        QTest.keyClicks(edit, "zzzz")
        assert shown(qtbot, palette.dialog) is None
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert palette.dialog.isVisible()


def test_enter_goes_to_what_was_typed_even_before_it_is_shown(studio, qtbot, filled) -> None:
    (_, _), (vases, work) = filled
    with opened(studio) as window:
        palette = feature(window, PaletteFeature)
        palette.open()
        QTest.keyClicks(palette.dialog.field.edit, "velvet")
        QTest.keyClick(palette.dialog.field.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not palette.dialog.isVisible(), timeout=WAIT_MS)
        assert window.session.id == vases.id
        assert window.view.model.selection == [work.cards[0].id]


def test_a_product_leads_to_the_images_that_show_it(studio, qtbot) -> None:
    library = Library.open(studio.folder)
    product = Product("prd-1", "HL-1", "Halden lamp", "", brand="Halden", description="Brass")
    library.people.save_products([product])
    of, work = fill(library, "Lamps", ("on a plinth",), product_id="prd-1")
    library.shutdown()
    with opened(studio) as window:
        palette = feature(window, PaletteFeature)
        palette.open()
        QTest.keyClicks(palette.dialog.field.edit, "hl-1")
        QTest.keyClick(palette.dialog.field.edit, Qt.Key.Key_Return)
        halden = 'product:"Halden lamp"'
        qtbot.waitUntil(lambda: palette.dialog.field.text() == halden, timeout=WAIT_MS)
        shown(qtbot, palette.dialog)
        lines = palette.dialog.list.lines
        texts = [lines.index(row).data() for row in range(lines.rowCount())]
        assert any("on a plinth" in text for text in texts)
        assert work.session_id == of.id


def test_f6_leads_into_the_page_that_is_shown(studio, qtbot, filled) -> None:
    with opened(studio) as window:
        library = feature(window, LibraryFeature)
        library.open_sessions()
        window.sidebar.focus_list()
        window.focus_next_region()
        assert window.focusWidget() is library.sessions.page.grid


def test_the_sidebar_finds_a_session_by_what_was_written_in_it(studio, qtbot, filled) -> None:
    with opened(studio) as window:
        QTest.keyClicks(window.sidebar.search.edit, "velvet")
        qtbot.waitUntil(lambda: names(window.sidebar.model) == ["Mira vase"], timeout=WAIT_MS)
        QTest.keyClicks(window.sidebar.search.edit, " starred")
        qtbot.waitUntil(lambda: names(window.sidebar.model) == [], timeout=WAIT_MS)


def test_the_browser_searches_renames_duplicates_and_deletes(studio, qtbot, filled) -> None:
    (lamps, _), (vases, _) = filled
    with opened(studio, vases.id) as window:
        library = feature(window, LibraryFeature)
        window.sidebar.all_sessions.click()
        page, grid = library.sessions.page, library.sessions.page.grid
        assert page.isVisible()
        assert page.totals.text() == "2 sessions, 5 images"
        QTest.keyClick(window, Qt.Key.Key_F, CTRL)
        assert page.search.edit.hasFocus()
        QTest.keyClicks(page.search.edit, "cobalt")
        qtbot.waitUntil(lambda: names(page.model) == ["Halden lamp"], timeout=WAIT_MS)
        QTest.keyClicks(page.search.edit, "xyz")
        nothing = "Nothing matches ‘cobaltxyz’"
        qtbot.waitUntil(lambda: page._nothing.text() == nothing, timeout=WAIT_MS)
        page.clear.click()
        assert len(names(page.model)) == 2
        page.grid.setFocus()
        grid.setCurrentIndex(page.model.index(page.model.row_of(lamps.id)))
        QTest.keyClick(grid, Qt.Key.Key_D, CTRL)
        qtbot.waitUntil(lambda: "Halden lamp copy" in names(page.model), timeout=WAIT_MS)
        grid.setCurrentIndex(page.model.index(page.model.row_of(lamps.id)))
        page.model.setData(grid.currentIndex(), "Brass lamps")
        qtbot.waitUntil(lambda: "Brass lamps" in names(page.model), timeout=WAIT_MS)
        grid.setCurrentIndex(page.model.index(page.model.row_of(lamps.id)))
        QTest.keyClick(grid, Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda: "Brass lamps" not in names(page.model), timeout=WAIT_MS)
        toasts = library._toasts[page].toasts
        undo = next(toast for toast in toasts if "Brass lamps" in toast.message.text)
        undo.action_button.click()
        qtbot.waitUntil(lambda: "Brass lamps" in names(page.model), timeout=WAIT_MS)
        grid.setCurrentIndex(page.model.index(page.model.row_of(lamps.id)))
        QTest.keyClick(grid, Qt.Key.Key_Return)
        assert not page.isVisible()
        assert window.session.id == lamps.id


def grid_of(window):
    """Open all sessions and return their grid."""
    library = feature(window, LibraryFeature)
    library.open_sessions()
    grid = library.sessions.page.grid
    assert grid.is_grid
    return grid


def cell_of(grid, session_id: str):
    model = grid.model()
    return grid.visualRect(model.index(model.row_of(session_id)))


def test_a_card_of_the_browser_is_renamed_where_its_name_stands(studio, qtbot, filled) -> None:
    (lamps, _), (vases, _) = filled
    with opened(studio, vases.id) as window:
        grid = grid_of(window)
        model = grid.model()
        grid.setCurrentIndex(model.index(model.row_of(lamps.id)))
        QTest.keyClick(grid, Qt.Key.Key_F2)
        (field,) = grid.viewport().findChildren(QLineEdit)
        mosaic = grid._mosaic.mosaic_rect(cell_of(grid, lamps.id))
        assert cell_of(grid, lamps.id).contains(field.geometry())
        assert not mosaic.intersects(field.geometry())
        assert field.selectedText() == "Halden lamp"
        QTest.keyClicks(field, "Brass lamps")
        QTest.keyClick(field, Qt.Key.Key_Return)
        reader = window.parts.reader
        qtbot.waitUntil(lambda: reader.session(lamps.id).name == "Brass lamps", timeout=WAIT_MS)
        qtbot.waitUntil(lambda: "Brass lamps" in names(model), timeout=WAIT_MS)
        assert grid.isVisible()
        assert window.session.id == vases.id


def test_the_buttons_on_a_card_of_the_browser_do_what_they_say(studio, qtbot, filled) -> None:
    (lamps, _), (vases, _) = filled
    with opened(studio, vases.id) as window:
        grid = grid_of(window)
        view, click = grid.viewport(), QTest.mouseClick
        cell = cell_of(grid, lamps.id)
        click(view, Qt.MouseButton.LeftButton, pos=grid._mosaic.menu_rect(cell).center())
        assert grid.menu.isVisible()
        assert grid.isVisible()
        assert window.session.id == vases.id
        copy = next(a for a in grid.menu.actions() if a.text().startswith("Duplicate"))
        click(grid.menu, Qt.MouseButton.LeftButton, pos=grid.menu.actionGeometry(copy).center())
        qtbot.waitUntil(lambda: "Halden lamp copy" in names(grid.model()), timeout=WAIT_MS)
        cell = cell_of(grid, lamps.id)
        click(view, Qt.MouseButton.LeftButton, pos=grid._mosaic.replay_rect(cell).center())
        replay = feature(window, ReplayFeature)
        qtbot.waitUntil(lambda: replay.stage is not None, timeout=WAIT_MS)
        assert window.session.id == lamps.id
        assert replay.stage.loaded.session.id == lamps.id
        cell = cell_of(grid_of(window), vases.id)
        assert replay.stage is None
        click(view, Qt.MouseButton.LeftButton, pos=grid._mosaic.mosaic_rect(cell).center())
        assert window.session.id == vases.id
        assert not grid.isVisible()


KEPT = (
    *("runs", "conversations", "turns", "outputs", "output_references"),
    *("output_parts", "cards", "images", "micro_previews", "search_documents"),
)


def delete_in_browser(window, session_id) -> None:
    """Delete a session as a person does: all sessions, choose it, Delete."""
    library = feature(window, LibraryFeature)
    library.open_sessions()
    page = library.sessions.page
    page.grid.setCurrentIndex(page.model.index(page.model.row_of(session_id)))
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)


def test_fifty_pictures_come_back_from_the_bin_and_shared_files_stay(studio, qtbot) -> None:
    library = Library.open(studio.folder)
    fifty, _ = fill(library, "Fifty", tuple(f"picture {n}" for n in range(50)))
    sharing, _ = fill(library, "Sharing", ("the first again",))
    library.shutdown()

    def files() -> dict:
        return {
            path.relative_to(studio.folder): path.read_bytes()
            for part in ("images", "previews")
            for path in (studio.folder / part).rglob("*.*")
        }

    def rows(reader) -> dict:
        return {table: reader._rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in KEPT}

    with opened(studio, sharing.id) as window:
        reader, before = window.parts.reader, files()
        cards, stored = reader.canvas_cards(fifty.id), rows(reader)
        before_of_session = reader.session(fifty.id)
        delete_in_browser(window, fifty.id)
        qtbot.waitUntil(lambda: reader.bin_count() == 1, timeout=WAIT_MS)
        page = feature(window, LibraryFeature).bin.page
        window.action("open_bin").trigger()
        qtbot.waitUntil(lambda: bin_names(page) == ["Fifty"], timeout=WAIT_MS)
        detail = page.model.index(0).data(BinModel.DETAIL_ROLE)
        assert detail == "Session · 50 images · deleted just now"
        page.list.selectAll()
        QTest.keyClick(page.list, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not bin_names(page), timeout=WAIT_MS)
        assert reader.canvas_cards(fifty.id) == cards
        assert rows(reader) == stored
        assert reader.session(fifty.id) == before_of_session
        assert files() == before
        delete_in_browser(window, fifty.id)
        qtbot.waitUntil(lambda: reader.bin_count() == 1, timeout=WAIT_MS)
        window.action("open_bin").trigger()
        qtbot.waitUntil(lambda: bin_names(page) == ["Fifty"], timeout=WAIT_MS)
        page.empty.click()
        dialog = feature(window, LibraryFeature).bin.dialog
        assert dialog.isVisible()
        assert bin_names(page) == ["Fifty"]
        dialog.remove.click()
        qtbot.waitUntil(lambda: not bin_names(page), timeout=WAIT_MS)
        (shared,) = reader.canvas_cards(sharing.id)
        qtbot.waitUntil(lambda: len(list((studio.folder / "images").rglob("*.png"))) == 1)
        image = reader.image(shared.image_id)
        assert files()[reader.image_store.path_of(image).relative_to(studio.folder)]


def test_the_bin_empties_itself_in_time_but_never_of_what_is_starred(studio, qtbot) -> None:
    from datetime import UTC, datetime

    library = Library.open(studio.folder, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    of, work = fill(library, "Old", ("starred one", "plain one", "kept one"))
    library.cards.star([work.cards[0].id], is_starred=True)
    library.cards.delete([work.cards[0].id, work.cards[1].id])
    library.shutdown()
    with opened(studio, of.id) as window:
        library = feature(window, LibraryFeature)
        library.bin.remove_expired()
        reader = window.parts.reader
        qtbot.waitUntil(lambda: reader.bin_count() == 1, timeout=WAIT_MS)
        assert [entry.name for entry in reader.bin_entries()] == ["starred one"]
        library.open_bin()
        library.bin.page.days_chosen.emit(0)
        assert window.parts.keeper.settings.bin_days == 0


def test_keys_star_reject_rate_and_take_back(studio, qtbot, filled) -> None:
    (lamps, work), _ = filled
    with opened(studio, lamps.id) as window:
        view = window.view
        view.setFocus()
        first = work.cards[0].id
        view.select([first])

        def press(key, test) -> None:
            QTest.keyClick(view, key)
            qtbot.waitUntil(lambda: test(view.model.get(first)), timeout=WAIT_MS)

        press(Qt.Key.Key_S, lambda card: card.is_starred)
        press(Qt.Key.Key_4, lambda card: card.rating == 4)
        press(Qt.Key.Key_X, lambda card: card.is_rejected)
        press(Qt.Key.Key_U, lambda card: not card.is_rejected and not card.is_starred)
        press(Qt.Key.Key_0, lambda card: card.rating == 0)


def test_the_filter_moves_nothing_and_keeps_the_rest_from_being_selected(
    studio, qtbot, filled
) -> None:
    (lamps, work), _ = filled
    with opened(studio, lamps.id) as window:
        picking, view = feature(window, PickingFeature), window.view
        star(window, [work.cards[1].id])
        qtbot.waitUntil(lambda: view.model.get(work.cards[1].id).is_starred, timeout=WAIT_MS)
        places = view.placements(view.model.cards)
        qtbot.waitUntil(
            lambda: not any(view._is_awaited(card) for card in window.canvas.cards), timeout=WAIT_MS
        )
        wall = view._wall.ground_color().rgb()
        qtbot.waitUntil(lambda: wall not in middles(window), timeout=WAIT_MS)
        before = middles(window)
        view.select_all()
        picking.open_menu()
        next(a for a in picking.menu.actions() if a.text() == "Starred").trigger()
        picking.menu.close()
        assert view.model.selection == [work.cards[1].id]
        assert view.placements(view.model.cards) == places
        # a frame paints what it has time for, the next ones the rest
        qtbot.waitUntil(
            lambda: not any(is_alike(middles(window)[n], before[n]) for n in (0, 2)),
            timeout=WAIT_MS,
        )
        qtbot.waitUntil(lambda: is_alike(middles(window)[1], before[1]), timeout=WAIT_MS)
        view.select([])
        view.select_all()
        assert view.model.selection == [work.cards[1].id]
        assert picking.button.accessibleName() == "Filter: 1 of 3 images"


def test_deleting_the_open_session_leaves_the_browser_where_it_is(studio, qtbot, filled) -> None:
    (lamps, _), _ = filled
    with opened(studio, lamps.id) as window:
        library = feature(window, LibraryFeature)
        library.open_sessions()
        page = library.sessions.page
        page.grid.setCurrentIndex(page.model.index(page.model.row_of(lamps.id)))
        QTest.keyClick(page.grid, Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda: names(page.model) == ["Mira vase"], timeout=WAIT_MS)
        assert page.isVisible()
        assert window.focusWidget() is page.grid, window.focusWidget()
        assert library._toasts[page].toasts


def test_everything_without_a_star_goes_into_the_bin_and_comes_back(studio, qtbot, filled) -> None:
    (lamps, work), _ = filled
    with opened(studio, lamps.id) as window:
        star(window, [work.cards[1].id])
        card = work.cards[1].id
        qtbot.waitUntil(lambda: window.view.model.get(card).is_starred, timeout=WAIT_MS)
        window.action("delete_unstarred").trigger()
        qtbot.waitUntil(lambda: list(window.view.model.cards) == [card], timeout=WAIT_MS)
        window.undo_stack.undo()
        qtbot.waitUntil(lambda: len(window.view.model.cards) == 3, timeout=WAIT_MS)
