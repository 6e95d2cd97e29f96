"""Draws the startup window for each kind of error into PNG files: ``OUT_FOLDER``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from gallery_studio import paths
from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library.recovery import Backup, RecoveryAction, RecoveryOptions
from gallery_studio.ui.startup.startup_window import StartupWindow
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.recovery_worker import RecoveryProgress

_BACKUPS = tuple(
    Backup(Path(str(day)), datetime(2026, 11, day, 14, 32, tzinfo=UTC), 214, 12) for day in (20, 19)
)
_PASSING = (RecoveryAction.TRY_AGAIN, RecoveryAction.CHOOSE_FOLDER)
_CASES = {
    "damaged": (
        LibraryErrorKind.DAMAGED,
        "The library's database is damaged (database disk image is malformed). Your picture files"
        " are untouched. Restore a backup, or open another library folder.",
        (*tuple(RecoveryAction)[:4], RecoveryAction.CHOOSE_FOLDER),
    ),
    "in-use": (
        LibraryErrorKind.IN_USE,
        "This library is open in python (process 4711 on studio). Close it there first, or choose"
        " another library with --library.",
        _PASSING,
    ),
    "newer": (
        LibraryErrorKind.TOO_NEW,
        "This library was made by a newer version (format 9, this program reads up to 1). Nothing"
        " was changed. Update the program or open another library.",
        (RecoveryAction.CHOOSE_FOLDER,),
    ),
}


def main(out: Path) -> None:
    """Draw every case in both schemes, and one at work."""
    app = QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    for scheme in ("dark", "light"):
        theme = Theme(paths.resources(), scheme)
        theme.apply(app)
        for name, (kind, message, actions) in _CASES.items():
            window = StartupWindow(theme, LibraryError(kind, message))
            window.show()
            is_damaged = kind is LibraryErrorKind.DAMAGED
            backups, files = (_BACKUPS, 214) if is_damaged else ((), 0)
            window.show_options(
                RecoveryOptions(LibraryError(kind, message), actions, backups, files)
            )
            app.processEvents()
            window.grab().save(str(out / f"startup-{name}-{scheme}.png"))
            if is_damaged:
                window.show_working(RecoveryAction.REBUILD)
                window.show_progress(RecoveryProgress(80, 214))
                app.processEvents()
                window.grab().save(str(out / f"startup-working-{scheme}.png"))
                window.set_idle()
            window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
