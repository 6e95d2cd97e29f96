"""Hands a command to the window that holds the library."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gallery_studio.cli.opening import HeldElsewhereError


def run_there(
    folder: Path,
    command: tuple[str, dict[str, Any]],
    show: Callable[[dict[str, Any]], None],
    held: HeldElsewhereError,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Let the open window do it, or say in words who holds the library.

    Args:
        folder: The library.
        command: Its name and arguments.
        show: Shows each line of the answer.
        held: Says who holds the library.
        tell: Told of bytes done and bytes in all, where the command says so.

    Returns:
        The exit code.

    Raises:
        LibraryError: Whoever holds the library does not answer.
    """
    from gallery_studio.workers.handover import hand_over
    from gallery_studio.workers.instance import in_use_error

    def on_message(message: dict[str, Any]) -> None:
        if "line" in message:
            show(message["line"])
        elif "progress" in message:
            tell(*message["progress"])
        elif message.get("note"):
            print(message["note"], file=sys.stderr, flush=True)

    name, arguments = command
    code = hand_over(folder, name, arguments, on_message)
    if code is None:
        raise in_use_error(held.owner)
    return code
