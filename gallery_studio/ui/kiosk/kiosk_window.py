"""The kiosk's one window: the show, the visitor's turn, and the way out for the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QClipboard, QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.kiosk.control_bar import ControlBar
from gallery_studio.ui.kiosk.exit_gesture import CORNER_PX, ExitGesture
from gallery_studio.ui.kiosk.lockdown import Lockdown
from gallery_studio.ui.kiosk.notice import IdleNotice, MaintenancePage
from gallery_studio.ui.kiosk.pin_pad import PinPad
from gallery_studio.ui.widgets.buttons import PrimaryButton

if TYPE_CHECKING:
    from gallery_studio.studio.kiosk_pin import PinLock
    from gallery_studio.ui.kiosk.idle_watch import IdleWatch
    from gallery_studio.ui.kiosk.show_view import ShowView
    from gallery_studio.ui.kiosk.visitor_view import VisitorView
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.visitor_worker import VisitorWorker

CURSOR_STILL_MS = 1500
_FILL_MS = 1000


@dataclass(frozen=True, slots=True)
class KioskParts:
    """What the window is built from.

    Attributes:
        theme: The dark theme.
        lock: Knows the PIN.
        show: The attract loop, or None for the maintenance page.
        visitor: The visitor's turn, or None when there is none.
        worker: Asks for visitors; there when `visitor` is.
        idle: Watches for visitors who have gone.
    """

    theme: Theme
    lock: PinLock
    show: ShowView | None
    visitor: VisitorView | None
    worker: VisitorWorker | None
    idle: IdleWatch


class KioskWindow(QWidget):
    """Frameless and above all others; closes only with the PIN. GUI thread only.

    Signals:
        left(): The PIN was right.
    """

    left = Signal()

    def __init__(self, parts: KioskParts) -> None:
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, Qt.WindowType.Window | flags)
        self.parts = parts
        self.show_view, self.visitor, self.idle = parts.show, parts.visitor, parts.idle
        self._is_wiping = False
        self.lockdown = Lockdown(self)
        self.gesture = ExitGesture()
        self._stack = QStackedLayout(self)
        self._front: QWidget = parts.show or MaintenancePage(parts.theme)
        self._stack.addWidget(self._front)
        if parts.visitor is not None:
            self._stack.addWidget(parts.visitor)
        self.bar = ControlBar(parts.theme, self)
        self.pad = PinPad(parts.theme, parts.lock, self)
        self.notice = IdleNotice(parts.theme, self)
        self.invitation = PrimaryButton(
            parts.theme, "Make a picture", icon="sparkles", height=40, parent=self
        )
        self.invitation.setVisible(parts.visitor is not None)
        self.invitation.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.invitation.raise_()
        self._cursor_timer = QTimer(self)
        self._cursor_timer.setSingleShot(True)
        self._cursor_timer.setInterval(CURSOR_STILL_MS)
        state = "" if parts.show is not None else ", maintenance"
        self._fill_timer = QTimer(self)
        self._fill_timer.setInterval(_FILL_MS)
        self._fill_timer.timeout.connect(self._fill)
        self.setWindowTitle(f"Gallery Studio kiosk{state}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(False)
        self._connect()
        self._cursor_timer.start()

    @property
    def is_visiting(self) -> bool:
        """Whether a visitor is at it."""
        return self._stack.currentWidget() is self.visitor and self.visitor is not None

    def begin_visit(self) -> None:
        """Leave the show for a visitor."""
        if self.visitor is None or self.is_visiting or self._is_wiping:
            return
        self.bar.hide()
        self.invitation.hide()
        self._stack.setCurrentWidget(self.visitor)
        self.visitor.begin()
        self.idle.start()

    def end_visit(self) -> None:
        """Wipe everything of the visitor and go back to the show."""
        self.idle.stop()
        if self.visitor is None or self.parts.worker is None:
            return
        self._is_wiping = True
        self.pad.hide()
        self.visitor.reset()
        clipboard = QGuiApplication.clipboard()
        clipboard.clear()
        if clipboard.supportsSelection():
            clipboard.clear(QClipboard.Mode.Selection)
        self._stack.setCurrentWidget(self._front)
        if self.show_view is not None:
            self.show_view.restart()
        self.setFocus()
        self.parts.worker.wipe()

    def fill_screen(self) -> None:
        """Take the whole screen, and take it again whenever something makes the window smaller.

        Asking the desktop is not enough: without a window manager, or before it has started,
        nobody hears it.
        """
        self._fill()
        self._fill_timer.start()

    def _fill(self) -> None:
        room = self.screen().geometry()
        if self.geometry() == room and self.isVisible() and not self.isMinimized():
            return
        self.setGeometry(room)
        self.showFullScreen()
        self.raise_()
        self.activateWindow()

    # Events

    def closeEvent(self, event: QCloseEvent) -> None:
        """Refuse, whoever asks, until the PIN was right."""
        event.ignore()
        if self.lockdown.is_unlocked:
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Steer the show."""
        if self.show_view is None or self.is_visiting:
            return
        if self.visitor is not None:
            self.begin_visit()
            return
        show, key = self.show_view, event.key()
        if key == Qt.Key.Key_Space:
            self._on_pause()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            show.go(-1 if key == Qt.Key.Key_Left else 1)
        elif key == Qt.Key.Key_Home:
            show.go_to(0)
        elif key == Qt.Key.Key_End:
            show.go_to(1 << 30)
        elif event.text() in ("+", "=", "-"):
            self._on_speed(-1 if event.text() == "-" else 1)
        elif event.text() in ("h", "H"):
            show.toggle_caption()
        elif event.text() in ("l", "L"):
            show.order.is_looping = not show.order.is_looping

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place what floats."""
        super().resizeEvent(event)
        px = self.parts.theme.px
        self.bar.adjustSize()
        self.bar.move((self.width() - self.bar.width()) // 2, self.height() - px(128))
        self.invitation.adjustSize()
        self.invitation.move(
            self.width() - self.invitation.width() - px(48),
            self.height() - self.invitation.height() - px(72),
        )

    # Slots

    def _connect(self) -> None:
        self._cursor_timer.timeout.connect(self._on_cursor_still)
        self.lockdown.touched.connect(self._on_touched)
        self.lockdown.tapped.connect(self._on_tapped)
        self.lockdown.key_pressed.connect(self._on_key_pressed)
        self.pad.opened.connect(self._on_pin_right)
        self.pad.closed.connect(self._give_focus)
        self.notice.stay_requested.connect(self.idle.touch)
        self.invitation.clicked.connect(self.begin_visit)
        self.idle.counted.connect(self.notice.show_seconds)
        self.idle.expired.connect(self.end_visit)
        self.bar.pause_requested.connect(self._on_pause)
        self.bar.step_requested.connect(self._on_step)
        self.bar.speed_requested.connect(self._on_speed)
        self.bar.caption_requested.connect(self._on_caption)
        if self.visitor is not None and self.parts.worker is not None:
            worker = self.parts.worker
            self.visitor.make_requested.connect(worker.make)
            self.visitor.change_requested.connect(worker.change)
            self.visitor.done_requested.connect(self.end_visit)
            worker.made.connect(self._on_made)
            worker.refused.connect(self._on_refused)
            worker.wiped.connect(self._on_wiped)

    def _on_touched(self) -> None:
        self.idle.touch()
        if QGuiApplication.overrideCursor() is not None:
            QGuiApplication.restoreOverrideCursor()
        self._cursor_timer.start()

    def _on_cursor_still(self) -> None:
        if QGuiApplication.overrideCursor() is None:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)

    def _on_tapped(self, at: QPointF, when_s: float) -> None:
        place = self.mapFromGlobal(at)
        corner = self.parts.theme.px(CORNER_PX)
        is_in_corner = place.x() > self.width() - corner and place.y() < corner
        if self.gesture.tap(when_s, is_in_corner=is_in_corner):
            self.pad.open_pad()
        elif not is_in_corner and not self.pad.isVisible():
            self._on_touched_at(at)

    def _on_touched_at(self, at: QPointF) -> None:
        """Wake; who touches to begin, or touches the field of words, gets keys to touch."""
        was_visiting = self.is_visiting
        self._wake()
        visitor = self.visitor
        if visitor is None or not self.is_visiting:
            return
        if not was_visiting or visitor.is_at_field(at):
            visitor.set_keyboard_shown(True)

    def _on_key_pressed(self, _key: int) -> None:
        """Wake; who has a keyboard needs none on the screen."""
        if not self.pad.isVisible():
            self._wake()
            if self.visitor is not None:
                self.visitor.set_keyboard_shown(False)

    def _wake(self) -> None:
        """Show what a touch shows: the bar, or the visitor's turn."""
        if self.is_visiting or self.show_view is None:
            return
        if self.visitor is not None:
            self.begin_visit()
        else:
            self.bar.wake()

    def _on_pause(self) -> None:
        if self.show_view is not None:
            self.show_view.set_paused(not self.show_view.is_paused)
            self._show_state()

    def _on_step(self, steps: int) -> None:
        if self.show_view is not None:
            self.show_view.go(steps)

    def _on_speed(self, steps: int) -> None:
        if self.show_view is not None:
            self.show_view.change_speed(steps)
            self._show_state()

    def _on_caption(self) -> None:
        if self.show_view is not None:
            self.show_view.toggle_caption()

    def _show_state(self) -> None:
        if self.show_view is not None:
            self.bar.show_state(is_paused=self.show_view.is_paused, speed=self.show_view.speed)

    def _on_made(self, picture: object) -> None:
        if self.is_visiting and self.visitor is not None:
            self.visitor.show_made(picture)  # type: ignore[arg-type]

    def _on_refused(self, why: str) -> None:
        if self.is_visiting and self.visitor is not None:
            self.visitor.show_refused(why)

    def _on_wiped(self) -> None:
        self._is_wiping = False
        self.invitation.setVisible(not self.is_visiting)
        self.invitation.raise_()

    def _on_pin_right(self) -> None:
        self.lockdown.unlock()
        self.left.emit()

    def _give_focus(self) -> None:
        if self.is_visiting and self.visitor is not None:
            self.visitor.begin()
        else:
            self.setFocus()
