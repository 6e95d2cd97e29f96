"""The ground of a floating panel: what is not painted any more, and that nobody sees it."""

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gallery_studio.ui.compose.compose_bar import ComposeBar
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.ui.widgets.panel_ground import PanelGround


class Paints(QObject):
    """Counts how often widgets are painted."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.counts = dict.fromkeys(widgets, 0)
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched in self.counts:
            self.counts[watched] += 1
        return False


class Stage:
    """A wall of 900 × 600 with a compose bar floating over it."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.window = QWidget()
        self.window.resize(900, 600)
        qtbot.addWidget(self.window)
        self.wall = QWidget(self.window)
        self.wall.setGeometry(0, 0, 900, 600)
        self.bar = ComposeBar(theme, lambda _image_id: None, self.window)
        self.bar.place_in(QRect(0, 0, 900, 600))
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.ground = self.bar.findChild(PanelGround)


@pytest.fixture
def stage(qtbot: QtBot, theme: Theme) -> Stage:
    return Stage(qtbot, theme)


def test_the_wall_moves_and_what_floats_on_it_is_left_alone(stage: Stage) -> None:
    parts = stage.bar.edit.viewport(), stage.bar.attach, stage.bar.generate
    paints = Paints(stage.wall, *parts)
    stage.wall.repaint()
    assert paints.counts[stage.wall] == 1
    assert [paints.counts[part] for part in parts] == [0, 0, 0]


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("has_focus", [False, True])
def test_nobody_sees_it(
    stage: Stage, theme: Theme, monkeypatch: pytest.MonkeyPatch, name: str, *, has_focus: bool
) -> None:
    theme.set_scheme(name)
    monkeypatch.setattr(stage.bar.edit, "hasFocus", lambda: has_focus)
    with_ground = stage.window.grab().toImage()
    stage.ground.hide()
    assert stage.window.grab().toImage() == with_ground


def test_it_follows_the_panel(stage: Stage) -> None:
    before = stage.ground.geometry()
    stage.bar.place_in(QRect(0, 0, 700, 500))
    margin = stage.bar.panel_rect.translated(-stage.bar.pos())
    assert stage.ground.geometry() == margin.adjusted(2, 2, -2, -2)
    assert stage.ground.geometry() != before
    assert not stage.ground.isHidden()
