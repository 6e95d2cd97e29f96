"""Bytes on their way into the library: hashed and forced to the disk beside whatever else is done.

A picture is decoded before it is kept, which takes longer than its way to the disk; its name, the
hash, is needed only once both are done.
"""

from __future__ import annotations

import hashlib
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from gallery_studio.library.files import make_folder, replace, write_part
from gallery_studio.library.sealing import sealed

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class Arrival:
    """Bytes in an unfinished file, which `put` gives its name. What is not put leaves nothing.

    Two threads are busy from the beginning, one with the hash and one with the disk, and whichever
    is done first takes the CRC-32; none holds the interpreter. Leaving the block waits for all.

    Args:
        folder: Where the unfinished file lies: on the disk where the finished one will.
        data: The bytes.
    """

    def __init__(self, folder: Path, data: bytes) -> None:
        self.size_bytes = len(data)
        self._is_put = False
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="arrival")
        self._part = self._threads.submit(_write, folder, data)
        self._digest = self._threads.submit(_sha256, data)
        self._crc = self._threads.submit(zlib.crc32, data)

    def __enter__(self) -> Arrival:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown()
        if not self._is_put and self._part.exception() is None:
            self._part.result().unlink(missing_ok=True)

    def digest(self) -> str:
        """Return the SHA-256 of the bytes, in hex."""
        return self._digest.result()

    def sealed_crc(self) -> str:
        """Return the CRC-32 of the bytes, as the database keeps it."""
        return sealed(self.digest(), self.size_bytes, self._crc.result())

    def put(self, path: Path) -> None:
        """Give the file its name. Its folder is to be synced before anyone relies on that.

        Raises:
            OSError: The bytes could not be written; there is no such file.
        """
        part = self._part.result()
        path.parent.mkdir(exist_ok=True)
        replace(part, path)
        self._is_put = True


def _write(folder: Path, data: bytes) -> Path:
    make_folder(folder)
    return write_part(folder, data)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
