"""Puts whole files into a ZIP that is being written, stored, from several threads at once."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from gallery_studio.library.archive.carrying import carry_to_disk

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable
    from typing import BinaryIO

_STEP_BYTES = 16 * 1024 * 1024
"""So much is written before the system is asked to carry it to the disk."""


class StoredEntries:
    """Writes stored entries whose bytes and CRC are at hand.

    Whoever has read and checked a file writes it as well, into the next free place: on its way
    through one thread that writes, each byte would go from one processor to another. So the bytes
    lie in the order in which they were ready; `close` lists them in that of the archive. Nothing
    else may be written to the archive before.
    """

    def __init__(self, archive: zipfile.ZipFile, file: BinaryIO) -> None:
        """Take over an archive.

        Args:
            archive: Open for writing on `file`.
            file: The archive's file.
        """
        file.flush()
        self._archive = archive
        self._file = file
        self._lock = threading.Lock()
        self._end = self._asked_to = archive.start_dir

    def add(self, info: zipfile.ZipInfo, data: bytes, crc: int) -> None:
        """Write an entry; any thread.

        Args:
            info: Name and mode of the entry; it gets its place here.
            data: Its content.
            crc: CRC-32 of the content.

        Raises:
            OSError: It could not be written whole.
        """
        info.file_size = info.compress_size = len(data)
        info.CRC = crc
        header = info.FileHeader(zip64=False)
        with self._lock:
            info.header_offset = self._end
            self._end += len(header) + len(data)
            begin, end = self._asked_to, info.header_offset
            is_step = end - begin >= _STEP_BYTES
            if is_step:
                self._asked_to = end
        self._write(info.header_offset, header, data)
        if is_step:
            # the others may still be at its end; what is not written yet, the last sync carries
            carry_to_disk(self._file, begin, end - begin)

    def close(self, infos: Iterable[zipfile.ZipInfo]) -> None:
        """List the entries that were added, in the order given; zipfile goes on after them."""
        for info in infos:
            self._archive.filelist.append(info)
            self._archive.NameToInfo[info.filename] = info
        self._archive.start_dir = self._end
        self._file.seek(self._end)

    def _write(self, offset: int, header: bytes, data: bytes) -> None:
        if not hasattr(os, "pwritev"):
            with self._lock:
                self._file.seek(offset)
                self._file.write(header)
                self._file.write(data)
            return
        handle = self._file.fileno()
        end = offset + len(header) + len(data)
        offset += os.pwritev(handle, (header, data), offset)
        while offset < end:  # the system took a part of it
            offset += os.pwrite(handle, (header + data)[offset - end :], offset)
