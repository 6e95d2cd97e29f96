"""One line on a terminal that says how far something is, and is gone when it is over."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gallery_studio.domain.naming import counted, format_bytes

if TYPE_CHECKING:
    from types import TracebackType
    from typing import TextIO

_PICTURES_A_STEP = 100


class ProgressLine:
    """Rewrites one line of standard error, where a person looks at a terminal.

    Use it as a context: the line is wiped at the end. It may be told from any thread, one at a
    time. It never fails: nothing ends because a terminal went away.
    """

    def __init__(self, doing: str, *, is_shown: bool, stream: TextIO | None = None) -> None:
        """Prepare the line.

        Args:
            doing: What is done, such as ``Exporting``.
            is_shown: Whether it is wanted; shown on a terminal alone in any case.
            stream: Where to; standard error by itself.
        """
        self._doing = doing
        self._stream: TextIO | None = stream or sys.stderr  # none where it was closed
        self._is_shown = is_shown and self._stream is not None and self._stream.isatty()
        self._shown = ""

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def clear(self) -> None:
        """Wipe the line, so that other words can be printed."""
        self._write("")

    def tell_pictures(self, done: int, total: int) -> None:
        """Show how many pictures of how many are done; every hundredth is enough."""
        if done % _PICTURES_A_STEP == 0 or done == total:
            self._write(f"{self._doing}: {done:,} of {counted(total, 'picture')}")

    def tell_bytes(self, done: int, total: int) -> None:
        """Show how many bytes of how many are done; a line that says the same is not rewritten."""
        if total:
            self._write(f"{self._doing}: {format_bytes(done)} of {format_bytes(total)}")

    def _write(self, text: str) -> None:
        if self._stream is None or not self._is_shown or text == self._shown:
            return
        blank = " " * (len(self._shown) - len(text))
        end = "" if text else "\r"
        self._shown = text
        try:
            self._stream.write(f"\r{text}{blank}{end}")
            self._stream.flush()
        except (OSError, ValueError):
            self._is_shown = False
