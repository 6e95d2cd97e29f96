"""A canvas on the screen, with a few cards whose pictures are real preview files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from gallery_studio.domain.card import CanvasCard
from gallery_studio.domain.session import Viewport
from gallery_studio.paths import resources
from gallery_studio.ui.canvas.canvas_view import CanvasView
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.preview_pool import PreviewPool
from tests.support.canvas_hands import Previews, make_card


@pytest.fixture
def previews(tmp_path: Path) -> Previews:
    return Previews(tmp_path)


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme(resources(), "dark", is_motion_reduced=True)


@pytest.fixture
def undo_stack() -> QUndoStack:
    return QUndoStack()


@pytest.fixture
def view(
    qtbot: QtBot, theme: Theme, previews: Previews, undo_stack: QUndoStack
) -> Iterator[CanvasView]:
    """Return a shown canvas, 1000 × 800, that looks at 0, 0 in its upper left corner."""
    pool = PreviewPool(previews.path)
    canvas = CanvasView(theme, pool, undo_stack, lambda _model: ("3 Pro", "gem"))
    canvas.resize(1000, 800)
    qtbot.addWidget(canvas)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.setFocus()
    canvas.set_viewport(Viewport(500, 400, 1.0))
    yield canvas
    canvas.hide()
    pool.shutdown()


@pytest.fixture
def settle(qtbot: QtBot, view: CanvasView) -> Callable[[], None]:
    """Return a function that waits until the view is still and every tile in sight is current."""

    def wait() -> None:
        def check() -> None:
            sheet = view.tiles.sheet(view.camera, view.devicePixelRatioF(), is_zooming=False)
            assert not view.motion.is_moving
            assert view.tiles.prepare(sheet, 0.0)
            assert view.previews.is_idle

        qtbot.waitUntil(check, timeout=5000)

    return wait


@pytest.fixture
def wall(view: CanvasView) -> list[CanvasCard]:
    """Show four cards in two rows and return them: a b / c d."""
    cards = [
        make_card("a", 0, 0),
        make_card("b", 300, 0),
        make_card("c", 0, 400),
        make_card("d", 300, 400),
    ]
    view.set_cards(cards)
    return cards
