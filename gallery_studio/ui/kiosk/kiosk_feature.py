"""Starts a kiosk of the open session from the window, as a program of its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

from gallery_studio.ui.kiosk.kiosk_dialog import KioskDialog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.ui.kiosk.kiosk_dialog import KioskWish
    from gallery_studio.ui.main_window import MainWindow

PIN_VARIABLE = "GALLERY_STUDIO_KIOSK_PIN"


class KioskFeature(QObject):
    """Between the menu entry, the dialog and the new process. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: KioskDialog | None = None
        window.actions_by_id["kiosk"].triggered.connect(self.ask)

    def ask(self) -> None:
        """Ask how it is to run."""
        session = self._window.session
        if not session.is_stored:
            return
        dialog = KioskDialog(self._window.parts.theme, self._window, session.session.name)
        dialog.start_requested.connect(self.start)
        dialog.closed.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open(dialog.start)

    def start(self, wish: KioskWish) -> None:
        """Start it; it outlives the window and leaves the library alone."""
        if not start_program(self.arguments(wish), {PIN_VARIABLE: wish.pin}):
            self._window.news.say_error("The kiosk could not be started. Try it again.")

    def arguments(self, wish: KioskWish) -> Sequence[str]:
        """Return the command line of the kiosk."""
        options = ["--loop"]
        if wish.is_interactive:
            options.append("--recorded" if wish.is_recorded else "--interactive")
        library = str(self._window.parts.folder)
        return [
            "-m", "gallery_studio", "--library", library, "kiosk", *options,
            self._window.session.id,
        ]  # fmt: skip


def start_program(arguments: Sequence[str], more: Mapping[str, str]) -> bool:
    """Start our own interpreter as a program that outlives this one; return whether it began.

    Args:
        arguments: For the interpreter.
        more: Variables for its environment, where other users do not see them.
    """
    process = QProcess()
    process.setProgram(sys.executable)
    process.setArguments(arguments)
    environment = QProcessEnvironment.systemEnvironment()
    for name, value in more.items():
        environment.insert(name, value)
    process.setProcessEnvironment(environment)
    answer: object = process.startDetached()
    return bool(answer[0]) if isinstance(answer, tuple) else bool(answer)
