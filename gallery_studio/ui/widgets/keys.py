"""How keys are written: ``Ctrl+↵``, and as the desktop writes them (``⌘`` on a Mac)."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

_SHORT = {"Return": "↵", "Enter": "↵", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


def key_text(sequence: str) -> str:
    """Return a shortcut as shown to a person.

    Args:
        sequence: Portable form, such as ``Ctrl+Return``; several may be joined by ``", "``.
    """
    native = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
    for name, sign in _SHORT.items():
        native = native.replace(name, sign)
    return native
