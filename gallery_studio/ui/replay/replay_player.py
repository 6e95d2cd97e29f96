"""The clock of a replay: plays, pauses, jumps and loops over a session's steps."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.replay import Replay

SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0)
_FRAME_MS = 33
_LONGEST_FRAME_S = 0.25
"""After a pause of the whole machine the replay goes on where it was, and does not leap."""


class ReplayPlayer(QObject):
    """Keeps the time of a replay. GUI thread only.

    Args:
        replay: What is played.
        now_s: The clock, in seconds; never goes back.
        parent: Owner.

    Signals:
        position_changed(int): Another position; while playing, each one in order.
        time_changed(float): Seconds at speed 1 since the beginning.
        playing_changed(bool): It plays, or it rests.
        speed_changed(float): How much faster than at speed 1.
        loop_changed(bool): Whether it begins anew at the end.
    """

    position_changed = Signal(int)
    time_changed = Signal(float)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    loop_changed = Signal(bool)

    def __init__(
        self,
        replay: Replay,
        *,
        now_s: Callable[[], float] = monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._replay = replay
        self._now_s = now_s
        self._position = 0
        self._time_s = 0.0
        self._speed = 1.0
        self._is_looping = False
        self._last_s = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.tick)

    @property
    def position(self) -> int:
        """How many steps are shown."""
        return self._position

    @property
    def time_s(self) -> float:
        """Where it is, in seconds at speed 1."""
        return self._time_s

    @property
    def is_playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        """How much faster than at speed 1."""
        return self._speed

    @property
    def is_looping(self) -> bool:
        """Whether it begins anew at the end."""
        return self._is_looping

    # -- playing -------------------------------------------------------------------------------

    def play(self) -> None:
        """Play on; from the beginning when it is at the end."""
        if self.is_playing or not len(self._replay):
            return
        if self._time_s >= self._replay.duration_s or self._position == len(self._replay):
            self.seek(0)
        self._last_s = self._now_s()
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Rest here."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play, or rest."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def set_speed(self, speed: float) -> None:
        """Play faster or slower."""
        if speed != self._speed:
            self._speed = speed
            self.speed_changed.emit(speed)

    def change_speed(self, by: int) -> None:
        """Go that many places along `SPEEDS`."""
        index = SPEEDS.index(self._speed) + by
        self.set_speed(SPEEDS[max(0, min(len(SPEEDS) - 1, index))])

    def set_looping(self, is_looping: bool) -> None:
        """Begin anew at the end, or stop there."""
        if is_looping != self._is_looping:
            self._is_looping = is_looping
            self.loop_changed.emit(is_looping)

    def tick(self) -> None:
        """Play what has passed since the last tick."""
        now_s = self._now_s()
        passed_s, self._last_s = now_s - self._last_s, now_s
        self.advance(min(_LONGEST_FRAME_S, passed_s))

    def advance(self, seconds: float) -> None:
        """Play that many seconds on the wall clock, each step in order."""
        self._time_s = min(self._replay.duration_s, self._time_s + seconds * self._speed)
        self._show_until(self._replay.position_at(self._time_s))
        self.time_changed.emit(self._time_s)
        if self._time_s >= self._replay.duration_s:
            self._on_end()

    def _show_until(self, target: int) -> None:
        while self._position < target:
            self._position += 1
            self.position_changed.emit(self._position)

    def _on_end(self) -> None:
        if self._is_looping:
            self.seek(0)
        else:
            self.pause()

    # -- jumping -------------------------------------------------------------------------------

    def seek(self, position: int) -> None:
        """Show a position; playing goes on from there."""
        position = self._replay.clamped(position)
        self._time_s = self._replay.time_of(position)
        self._set_position(position)
        self.time_changed.emit(self._time_s)

    def seek_time(self, seconds: float) -> None:
        """Show what is shown at a time."""
        self._time_s = max(0.0, min(self._replay.duration_s, seconds))
        self._set_position(self._replay.position_at(self._time_s))
        self.time_changed.emit(self._time_s)

    def step(self, by: int) -> None:
        """Pause, and go that many steps on or back."""
        self.pause()
        self.seek(self._position + by)

    def next_turn(self) -> None:
        """Go to the next turn."""
        self.seek(self._replay.next_turn(self._position))

    def previous_turn(self) -> None:
        """Go to the turn before."""
        self.seek(self._replay.previous_turn(self._position))

    def _set_position(self, position: int) -> None:
        if position != self._position:
            self._position = position
            self.position_changed.emit(position)
