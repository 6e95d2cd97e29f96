"""The window that stands in the studio's place when its library does not open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.domain.errors import LibraryErrorKind
from gallery_studio.domain.naming import counted
from gallery_studio.library.recovery import RecoveryAction, day_and_time
from gallery_studio.ui.startup.action_row import ActionRow
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import GhostButton, SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.menu import Menu
from gallery_studio.ui.widgets.progress_bar import ProgressBar

if TYPE_CHECKING:
    from gallery_studio.domain.errors import LibraryError
    from gallery_studio.library.recovery import Backup, RecoveryOptions
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.recovery_worker import RecoveryProgress

_TITLES = {
    LibraryErrorKind.DAMAGED: "The library is damaged",
    LibraryErrorKind.NOT_A_LIBRARY: "This is not a library",
    LibraryErrorKind.DATABASE_MISSING: "The library's database is missing",
    LibraryErrorKind.TOO_NEW: "The library is newer than this program",
    LibraryErrorKind.IN_USE: "The library is open already",
    LibraryErrorKind.BUSY: "The library is busy",
    LibraryErrorKind.DISK_FULL: "The disk is full",
    LibraryErrorKind.NOT_WRITABLE: "The library cannot be written",
}
_WORDS = {
    RecoveryAction.SALVAGE: (
        "Recover what is readable",
        "Reads around the damaged parts. Lost pictures come back from their files.",
    ),
    RecoveryAction.REBUILD: (
        "Rebuild from the pictures",
        "Sessions, prompts and dates from the files; ratings, places and settings are new.",
    ),
    RecoveryAction.START_NEW: (
        "Start new",
        "An empty library in this folder. The old database and all files are kept.",
    ),
    RecoveryAction.TRY_AGAIN: ("Try again", ""),
    RecoveryAction.CHOOSE_FOLDER: ("Choose another folder…", ""),
}
_WIDTH = 600


class StartupWindow(QWidget):
    """Says why the library does not open, what is kept, and what can be done.

    Args:
        theme: Gives all colours and sizes.
        error: Why it does not open.

    Signals:
        action_chosen(object, object): A `RecoveryAction`, and the `Backup` to restore or None.
        show_folder_requested(): The folder shall be opened in the desktop's file manager.
        closed(): The person quits.
    """

    action_chosen = Signal(object, object)
    show_folder_requested = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, error: LibraryError) -> None:
        super().__init__()
        self._theme = theme
        self._options: RecoveryOptions | None = None
        self._is_busy = False
        title = _TITLES.get(error.kind, "The library does not open")
        self.setWindowTitle(f"{title} – Gallery Studio")
        self.title = PlainLabel(theme, title, "h2", max_lines=2)
        self.message = PlainLabel(theme, error.message, "body", max_lines=0)
        self.kept = PlainLabel(theme, "", "body", "textSecondary", max_lines=0)
        self.rows: list[ActionRow] = []
        self.status = PlainLabel(theme, "Looking for what can be done…", "meta", "textSecondary")
        self.progress = ProgressBar(theme, "Progress")
        self.older_button = GhostButton(theme, "Older backups…", icon="history")
        self.show_button = GhostButton(theme, "Show folder", icon="folder-open")
        self.quit_button = SecondaryButton(theme, "Quit")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        px = self._theme.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(32), px(88), px(32), px(24))
        self._column.setSpacing(px(8))
        for label in (self.title, self.message, self.kept):
            self._column.addWidget(label)
        self._column.addSpacing(px(8))
        self._actions = QVBoxLayout()
        self._actions.setSpacing(px(14))
        self._column.addLayout(self._actions)
        self._column.addWidget(self.status)
        self._column.addWidget(self.progress)
        self._column.addStretch(1)
        self._column.addLayout(self._footer())
        self.kept.hide()
        self.progress.hide()
        self.older_button.hide()
        self.setMinimumSize(QSize(px(_WIDTH), px(320)))

    def _footer(self) -> QHBoxLayout:
        footer = QHBoxLayout()
        footer.setContentsMargins(0, self._theme.px(16), 0, 0)
        footer.setSpacing(self._theme.px(8))
        footer.addWidget(self.show_button)
        footer.addWidget(self.older_button)
        footer.addStretch(1)
        footer.addWidget(self.quit_button)
        return footer

    def _connect(self) -> None:
        self.older_button.clicked.connect(self._on_older_clicked)
        self.show_button.clicked.connect(self._on_show_clicked)
        self.quit_button.clicked.connect(self.close)

    def show_options(self, options: RecoveryOptions) -> None:
        """Show what can be done, the best first."""
        self._options = options
        self._clear_rows()
        if options.picture_files:
            files = counted(options.picture_files, "picture file")
            self.kept.setText(f"{files} in the folder; none of them is touched.")
            self.kept.show()
        for number, action in enumerate(options.actions):
            self._add_row(action, is_first=number == 0)
        self.older_button.setVisible(len(options.backups) > 1)
        self.status.hide()
        self._fit()
        announce(self, f"{self.title.text()}. {self.message.text()}")
        if self.rows:
            self.rows[0].button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """Be as high as everything needs, whatever is shown now."""
        self._column.activate()
        needed = self._column.totalHeightForWidth(self.width())
        self.setMinimumHeight(needed)
        self.resize(self.width(), needed)

    def show_working(self, action: RecoveryAction) -> None:
        """Show that something is being done; until then nothing else can be chosen."""
        words, _ = self._words(action, self._newest())
        self._set_busy(is_busy=True)
        self.status.setText(f"{words}…")
        self.status.show()
        self.progress.set_share(0)
        self.progress.show()
        self._fit()

    def show_progress(self, progress: RecoveryProgress) -> None:
        """Show how far it is."""
        self.progress.set_share(progress.done / progress.total)
        self.status.setText(f"{progress.done:,} of {progress.total:,}")

    def show_failure(self, message: str) -> None:
        """Show why it did not work; something else can be tried."""
        self._set_busy(is_busy=False)
        self.progress.hide()
        self.status.hide()
        self.message.setText(message)
        self._fit()
        announce(self, message)

    def set_idle(self) -> None:
        """Show that nothing is being done any more: the window may close."""
        self._set_busy(is_busy=False)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return self._is_busy

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the studio's mark."""
        painter, theme = QPainter(self), self._theme
        painter.fillRect(self.rect(), theme.color("app"))
        mark = theme.mark(theme.px(40), self.devicePixelRatioF())
        painter.drawPixmap(QPoint(theme.px(32), theme.px(32)), mark)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Quit, unless something is being done: a library is never left half recovered."""
        if self._is_busy:
            event.ignore()
            return
        super().closeEvent(event)
        self.closed.emit()

    def _newest(self) -> Backup | None:
        return self._options.backups[0] if self._options and self._options.backups else None

    def _words(self, action: RecoveryAction, backup: Backup | None) -> tuple[str, str]:
        if action is not RecoveryAction.RESTORE or backup is None:
            return _WORDS[action]
        holds = f"{counted(backup.pictures, 'picture')}, {counted(backup.sessions, 'session')}"
        return (
            f"Restore backup of {day_and_time(backup.when_utc)}",
            f"{holds}. Later pictures come back from their files.",
        )

    def _add_row(self, action: RecoveryAction, *, is_first: bool) -> None:
        title, note = self._words(action, self._newest())
        row = ActionRow(self._theme, action, title, note, is_primary=is_first)
        row.chosen.connect(self._on_row_chosen)
        self._actions.addWidget(row)
        row.show()
        self.rows.append(row)

    def _clear_rows(self) -> None:
        for row in self.rows:
            self._actions.removeWidget(row)
            row.deleteLater()
        self.rows = []

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        for row in self.rows:
            row.setEnabled(not is_busy)
        self.older_button.setEnabled(not is_busy)
        self.quit_button.setEnabled(not is_busy)

    def _on_row_chosen(self, action: RecoveryAction) -> None:
        backup = self._newest() if action is RecoveryAction.RESTORE else None
        self.action_chosen.emit(action, backup)

    def _on_older_clicked(self) -> None:
        if self._options is None:
            return
        menu = Menu(self._theme, "Older backups", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for backup in self._options.backups[1:]:
            title, _ = self._words(RecoveryAction.RESTORE, backup)
            item = menu.add_item(title, icon="history", detail=counted(backup.pictures, "picture"))
            item.setData(backup)
        menu.triggered.connect(self._on_older_chosen)
        menu.popup(self.older_button.mapToGlobal(QPoint(0, 0)))

    def _on_older_chosen(self, item: QAction) -> None:
        self.action_chosen.emit(RecoveryAction.RESTORE, item.data())

    def _on_show_clicked(self) -> None:
        self.show_folder_requested.emit()
