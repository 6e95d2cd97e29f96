"""The bar of a replay: caption, time line and buttons, floating where the compose bar is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.domain.naming import one_line
from gallery_studio.ui.replay.replay_caption import ReplayCaption
from gallery_studio.ui.replay.replay_player import SPEEDS
from gallery_studio.ui.replay.scrubber import Scrubber
from gallery_studio.ui.theme.painting import paint_surface
from gallery_studio.ui.widgets.buttons import GhostButton, PrimaryButton
from gallery_studio.ui.widgets.choice_chip import ChoiceChip
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.menu import Menu
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.replay import Replay
    from gallery_studio.ui.replay.replay_player import ReplayPlayer
    from gallery_studio.ui.theme.theme import Theme

_TURNS_SHOWN = 24
"""Turns in the menu, around the present one; the ticks of the time line lead to all others."""

_WORDS_IN_MENU = 48


def speed_text(speed: float) -> str:
    """Return a speed as a person reads it, such as ``0.5×``."""
    return f"{speed:g}×"


class ReplayBar(QWidget):
    """Shows where a replay is and lets a person steer it.

    Signals:
        turn_chosen(int): Position of the turn to go to.
        caption_toggled(bool): Show the caption, or hide it.
    """

    turn_chosen = Signal(int)
    caption_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._replay: Replay | None = None
        self._position = 0
        self._turn_text = "Turns"
        self._is_compact = False
        self.menu: Menu | None = None
        self.setAccessibleName("Replay")
        self.caption = ReplayCaption(theme)
        self.scrubber = Scrubber(theme)
        self.to_start = IconButton(theme, "skip-back", "To the beginning", key="Home")
        self.back = IconButton(theme, "chevron-left", "One step back", key="Left")
        self.play = PrimaryButton(theme, icon="play", height=36)
        self.on = IconButton(theme, "chevron-right", "One step on", key="Right")
        self.to_end = IconButton(theme, "skip-forward", "To the end", key="End")
        self.place = PlainLabel(theme, "", "meta", "textSecondary")
        self.turn = GhostButton(theme, "Turns", icon="message-square", height=32)
        speeds = [(speed, speed_text(speed)) for speed in SPEEDS]
        self.speed = ChoiceChip(theme, "Speed", speeds)
        self.loop = IconButton(theme, "refresh-cw", "Begin anew at the end", key="L")
        self.captions = IconButton(theme, "text", "Caption", key="H")
        self._build_layout()
        self._connect()
        self._on_theme_changed()

    def _build_layout(self) -> None:
        for switch in (self.loop, self.captions):
            switch.setCheckable(True)
        self.captions.setChecked(True)
        self.speed.set_value(1.0)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addWidget(self.caption)
        column.addWidget(self.scrubber)
        self._row = QHBoxLayout()
        for button in (self.to_start, self.back, self.play, self.on, self.to_end):
            self._row.addWidget(button)
        self._row.addWidget(self.place)
        self._row.addStretch(1)
        for widget in (self.turn, self.speed, self.loop, self.captions):
            self._row.addWidget(widget)
        column.addLayout(self._row)

    def _connect(self) -> None:
        self.turn.clicked.connect(self.open_turn_menu)
        self.captions.toggled.connect(self._on_captions_toggled)
        self._theme.changed.connect(self._on_theme_changed)

    # -- what it shows -------------------------------------------------------------------------

    def use(self, replay: Replay, player: ReplayPlayer) -> None:
        """Steer another replay."""
        self._replay = replay
        self.scrubber.use(replay)
        self.scrubber.scrubbed.connect(player.seek_time)
        self.to_start.clicked.connect(lambda: player.seek(0))
        self.back.clicked.connect(lambda: player.step(-1))
        self.play.clicked.connect(player.toggle)
        self.on.clicked.connect(lambda: player.step(1))
        self.to_end.clicked.connect(lambda: player.seek(len(replay)))
        self.loop.toggled.connect(player.set_looping)
        self.speed.value_chosen.connect(player.set_speed)
        self.turn_chosen.connect(player.seek)
        player.time_changed.connect(self.scrubber.set_time)
        player.playing_changed.connect(self.set_playing)
        player.speed_changed.connect(self.speed.set_value)
        player.loop_changed.connect(self.loop.setChecked)
        self.turn.setEnabled(bool(replay.turns))
        self.set_playing(False)

    def set_playing(self, is_playing: bool) -> None:
        """Offer to pause, or to play."""
        self.play.set_icon("pause" if is_playing else "play")
        self.play.setAccessibleName("Pause" if is_playing else "Play")
        set_plain_tooltip(self.play, "Pause" if is_playing else "Play", "Space")

    def set_position(self, position: int, quote: str, facts: str) -> None:
        """Show where the replay is, and its words."""
        if self._replay is None:
            return
        self._position = position
        total = len(self._replay)
        self.place.setText(f"{position} of {total}")
        self.scrubber.setAccessibleDescription(f"Step {position} of {total}. {facts}")
        self.caption.set_words(quote, facts)
        index = self._replay.turn_at(position)
        count = len(self._replay.turns)
        self._turn_text = f"Turn {index + 1} of {count}" if index is not None else "Turns"
        self._show_turn()
        self.to_start.setEnabled(position > 0)
        self.back.setEnabled(position > 0)
        self.on.setEnabled(position < total)
        self.to_end.setEnabled(position < total)

    def open_turn_menu(self) -> None:
        """Show the turns around the present one."""
        if self._replay is None:
            return
        menu = Menu(self._theme, "Turns", self)
        now = self._replay.turn_at(self._position) or 0
        first = max(0, min(now - _TURNS_SHOWN // 2, len(self._replay.turns) - _TURNS_SHOWN))
        for index, turn in enumerate(self._replay.turns[first : first + _TURNS_SHOWN], first):
            words = one_line(turn.logged.message, _WORDS_IN_MENU)
            choose = self._chooser(turn.position)
            menu.add_item(f"{index + 1}  {words}", choose, is_checked=index == now)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        corner = self.turn.mapToGlobal(QPoint(0, 0))
        menu.popup(corner - QPoint(0, menu.sizeHint().height() + self._theme.px(4)))

    def _chooser(self, position: int) -> Callable[[], object]:
        return lambda: self.turn_chosen.emit(position)

    def set_compact(self, is_compact: bool) -> None:
        """Leave out what keys and other buttons do too, where there is little room."""
        for widget in (self.to_start, self.to_end, self.place):
            widget.setVisible(not is_compact)
        self._is_compact = is_compact
        self._show_turn()

    def _show_turn(self) -> None:
        self.turn.setText("" if self._is_compact else self._turn_text)
        self.turn.setAccessibleName(self._turn_text)
        set_plain_tooltip(self.turn, self._turn_text, "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the floating surface."""
        theme, painter = self._theme, QPainter(self)
        radius = theme.radius("panel")
        rect = QRectF(self.rect())
        paint_surface(painter, rect, radius, theme.color("raised"), theme.color("border"))

    def _on_captions_toggled(self, is_shown: bool) -> None:
        self.caption.setVisible(is_shown)
        self.caption_toggled.emit(is_shown)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        column = self.layout()
        assert column is not None
        column.setContentsMargins(0, px(6), 0, px(10))
        self._row.setContentsMargins(px(12), px(2), px(12), 0)
        self._row.setSpacing(px(4))
        self.update()
