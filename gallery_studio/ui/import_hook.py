"""Takes PySide's import hook out again: it makes every import of the program dearer.

PySide puts a function of its own in the place of ``__import__``, to see ``from __feature__ import
snake_case``, and reads and keeps the source of every module that is imported afterwards, to know
whether it may be meant. The program asks for no feature.
"""

from __future__ import annotations

import builtins


def remove_import_hook() -> None:
    """Import PySide's core, and give Python its own ``__import__`` back.

    What PySide keeps it under is its own affair: where it is not found, nothing changes.
    """
    import PySide6.QtCore  # noqa: F401  # puts the hook in

    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
