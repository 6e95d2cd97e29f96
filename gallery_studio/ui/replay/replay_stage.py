"""The stage of a replay: a wall of its own over the canvas, with head, bar and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gallery_studio.ui.canvas.camera import Insets
from gallery_studio.ui.replay.replay_bar import ReplayBar
from gallery_studio.ui.replay.replay_player import ReplayPlayer
from gallery_studio.ui.replay.replay_wall import ReplayWall
from gallery_studio.ui.replay.replay_words import moment_text, quote_of, told
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import GhostButton
from gallery_studio.ui.widgets.focus_return import give_focus_back
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.replay import ReplayState
    from gallery_studio.studio.replaying import LoadedReplay
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.preview_pool import PreviewPool

_HEADER = 52
_BAR_WIDTH = 880
_MARGIN = 20
_SIDE = 28
_COMPACT_BELOW = 640
_NARROW_BELOW = 720

_WINDOW_KEYS = frozenset(
    {
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier),
    }
)
"""Keys of the window that work over a replay; all others would act on what it hides."""


class _Head(QWidget):
    """The head of the stage, over the wall's colour fading to nothing."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, _event: QPaintEvent) -> None:
        wall = self._theme.color("canvas")
        clear = QColor(wall)
        clear.setAlpha(0)
        fade = QLinearGradient(0, 0, 0, self.height())
        fade.setColorAt(0, wall)
        fade.setColorAt(0.72, wall)
        fade.setColorAt(1, clear)
        QPainter(self).fillRect(QRectF(self.rect()), fade)


class ReplayStage(QWidget):
    """Covers the canvas while a session plays itself back. GUI thread only.

    Args:
        theme: Gives all colours and sizes.
        pool: Decodes previews; belongs to the caller.
        model_badge: Short name and glyph of a model, by its id.
        loaded: The session.
        window: The window; the stage is its child.
        cover: The part of the window that it covers, and switches off meanwhile.

    Signals:
        closed(): It has gone; the canvas is as it was.
        copy_requested(): Make a session of the cards that are shown now.
        export_requested(): Make a time-lapse.
    """

    closed = Signal()
    copy_requested = Signal()
    export_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        pool: PreviewPool,
        model_badge: Callable[[str], tuple[str, str]],
        loaded: LoadedReplay,
        window: QWidget,
        cover: QWidget,
    ) -> None:
        super().__init__(window)
        self._theme, self._cover, self._model_badge = theme, cover, model_badge
        self._opener = window.focusWidget()
        self.loaded = loaded
        self.player = ReplayPlayer(loaded.replay, parent=self)
        self.wall = ReplayWall(theme, pool, model_badge, self)
        self.head = _Head(theme, self)
        self.bar = ReplayBar(theme, self)
        self.title = PlainLabel(theme, loaded.session.name, "title")
        self.moment = PlainLabel(theme, "", "meta", "textSecondary")
        self.copy = GhostButton(theme, "Copy from here", icon="copy", height=32)
        self.export = GhostButton(theme, "Time-lapse…", icon="download", height=32)
        self.close_button = IconButton(theme, "x", "Close the replay", key="Esc")
        self.setAccessibleName("Replay")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build_layout()
        self._connect()
        self.wall.use(loaded)
        self.bar.use(loaded.replay, self.player)
        self._on_theme_changed()

    def _build_layout(self) -> None:
        self._row = QHBoxLayout(self.head)
        self._row.addWidget(self.title)
        self._row.addWidget(self.moment, 1)
        for button in (self.copy, self.export, self.close_button):
            self._row.addWidget(button)

    def _connect(self) -> None:
        self.player.position_changed.connect(self._on_position_changed)
        self.bar.caption_toggled.connect(self._place)
        self.copy.clicked.connect(self.copy_requested)
        self.export.clicked.connect(self.export_requested)
        self.close_button.clicked.connect(self.leave)
        self._theme.changed.connect(self._on_theme_changed)
        for watched in (self._cover, self._cover.parentWidget()):
            if watched is not None:
                watched.installEventFilter(self)

    # -- coming and going ----------------------------------------------------------------------

    @property
    def state(self) -> ReplayState:
        """The canvas as it is shown."""
        return self.loaded.replay.state(self.player.position)

    def enter(self) -> None:
        """Cover the canvas and play from the beginning."""
        self._cover.setEnabled(False)
        self._follow_cover()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show(0, is_played=False)
        self.player.play()

    def leave(self) -> None:
        """Uncover the canvas, which nothing has touched, and give the focus back."""
        if not self.isVisible():
            return
        self.player.pause()
        self._cover.setEnabled(True)
        self.hide()
        give_focus_back(self._opener)
        self.closed.emit()

    # -- events --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size and place of what is covered; go when another page takes its place."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._follow_cover()
        elif event.type() == QEvent.Type.Hide and watched is self._cover:
            self.leave()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep the window's keys away that would act on the hidden canvas."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keypad = Qt.KeyboardModifier.KeypadModifier
            if (Qt.Key(event.key()), event.modifiers() & ~keypad) not in _WINDOW_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Steer the replay."""
        action = self._keys().get(Qt.Key(event.key()))
        strong = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if action is None or event.modifiers() & strong:
            event.ignore()
        else:
            action()

    def _keys(self) -> dict[Qt.Key, Callable[[], object]]:
        player = self.player
        return {
            Qt.Key.Key_Space: player.toggle,
            Qt.Key.Key_Left: lambda: player.step(-1),
            Qt.Key.Key_Right: lambda: player.step(1),
            Qt.Key.Key_PageUp: player.previous_turn,
            Qt.Key.Key_PageDown: player.next_turn,
            Qt.Key.Key_Home: lambda: player.seek(0),
            Qt.Key.Key_End: lambda: player.seek(len(self.loaded.replay)),
            Qt.Key.Key_Plus: lambda: player.change_speed(1),
            Qt.Key.Key_Equal: lambda: player.change_speed(1),
            Qt.Key.Key_Minus: lambda: player.change_speed(-1),
            Qt.Key.Key_H: self.bar.captions.toggle,
            Qt.Key.Key_L: self.bar.loop.toggle,
            Qt.Key.Key_Escape: self.leave,
        }

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self._place()

    # -- internals -----------------------------------------------------------------------------

    def _on_position_changed(self, position: int) -> None:
        was_next = position == self._shown_position + 1
        self._show(position, is_played=was_next)

    _shown_position = 0

    def _show(self, position: int, *, is_played: bool) -> None:
        self._shown_position = position
        self.wall.show_position(position, is_played=is_played)
        moment = self.loaded.replay.moment(position)
        facts = told(moment, lambda model: self._model_badge(model)[0])
        self.bar.set_position(position, quote_of(moment), facts)
        when = moment_text(moment.step.created_utc) if moment.step else ""
        self.moment.setText(f"As it was on {when}" if when else "Before the first picture")
        self.copy.setEnabled(any(card.image_id for card in self.wall.model.cards.values()))
        if not self.player.is_playing:
            announce(self, facts)

    def _follow_cover(self) -> None:
        corner = self._cover.mapTo(self.window(), QRect(self._cover.rect()).topLeft())
        self.setGeometry(QRect(corner, self._cover.size()))

    def _place(self) -> None:
        px = self._theme.px
        width, height = self.width(), self.height()
        self.wall.setGeometry(0, 0, width, height)
        self.head.setGeometry(0, 0, width, px(_HEADER))
        bar_width = min(px(_BAR_WIDTH), width - 2 * px(_MARGIN))
        self.bar.set_compact(bar_width < px(_COMPACT_BELOW))
        layout = self.bar.layout()
        if layout is not None:
            layout.activate()
        bar_height = self.bar.sizeHint().height()
        top = height - bar_height - px(_MARGIN)
        self.bar.setGeometry((width - bar_width) // 2, top, bar_width, bar_height)
        for button, name in ((self.copy, "Copy from here"), (self.export, "Time-lapse…")):
            button.setText("" if width < px(_NARROW_BELOW) else name)
            button.setAccessibleName(name)
            set_plain_tooltip(button, name, "")
        self.wall.set_insets(Insets(px(_SIDE), px(_HEADER + 8), px(_SIDE), height - top + px(12)))
        self.wall.follow(is_animated=False)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(20), 0, px(14), 0)
        self._row.setSpacing(px(8))
        self._place()
        self.update()
