"""Lets the disk begin early, so that whoever syncs at the end has little to wait for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO


def carry_to_disk(file: BinaryIO, begin: int, count: int) -> None:
    """Ask the system to begin writing a part of a file to the disk; does not wait for it.

    Linux does so at once with what it is told will not be needed again; and what goes by in an
    export or import need not drive other files out of the cache. Elsewhere nothing happens here:
    the sync at the end does it all.

    Args:
        file: Open for writing.
        begin: Where the part begins.
        count: Its bytes.
    """
    if hasattr(os, "posix_fadvise"):
        file.flush()
        os.posix_fadvise(file.fileno(), begin, count, os.POSIX_FADV_DONTNEED)
