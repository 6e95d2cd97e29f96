"""How keys are written: ``Ctrl+↵``, and as the desktop writes them (``⌘`` on a Mac)."""

from __future__ import annotations

import sys

_SHORT = {"Return": "↵", "Enter": "↵", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
_SHORT |= {"Delete": "Del", "Escape": "Esc", "Insert": "Ins"}


def key_text(sequence: str) -> str:
    """Return a shortcut as shown to a person.

    Args:
        sequence: Portable form, such as ``Ctrl+Return``; several may be joined by ``", "``.
    """
    native = _on_mac(sequence) if sys.platform == "darwin" else sequence
    for name, sign in _SHORT.items():
        native = native.replace(name, sign)
    return native


def _on_mac(sequence: str) -> str:
    """Return the signs of a Mac; elsewhere a shortcut is shown as its portable form is written."""
    from PySide6.QtGui import QKeySequence

    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
