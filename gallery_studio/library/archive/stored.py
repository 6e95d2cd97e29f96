"""Puts whole files into a ZIP that is being written, stored, in as few steps as there can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.library.archive.carrying import carry_to_disk

if TYPE_CHECKING:
    import zipfile
    from typing import BinaryIO

_STEP_BYTES = 16 * 1024 * 1024
"""So much is written before the system is asked to carry it to the disk."""


class StoredEntries:
    """Writes stored entries whose bytes and CRC are at hand.

    zipfile would take the CRC once more, on the thread that writes. Another entry must be written
    through the archive afterwards; zipfile then writes the directory.
    """

    def __init__(self, archive: zipfile.ZipFile, file: BinaryIO) -> None:
        """Take over an archive.

        Args:
            archive: Open for writing on `file`.
            file: The archive's file.
        """
        self._archive = archive
        self._file = file
        self._asked_to = 0

    def add(self, info: zipfile.ZipInfo, data: bytes, crc: int) -> None:
        """Add an entry.

        Args:
            info: Name and mode of the entry.
            data: Its content.
            crc: CRC-32 of the content.

        Raises:
            OSError: It could not be written whole.
        """
        archive = self._archive
        info.header_offset = archive.start_dir
        info.file_size = info.compress_size = len(data)
        info.CRC = crc
        self._file.seek(archive.start_dir)
        self._file.write(info.FileHeader(zip64=False))
        self._file.write(data)
        archive.filelist.append(info)
        archive.NameToInfo[info.filename] = info
        archive.start_dir = self._file.tell()
        self._carry_on(archive.start_dir)

    def _carry_on(self, end: int) -> None:
        """Let the disk begin with what was written, a step at a time."""
        count = end - self._asked_to
        if count >= _STEP_BYTES:
            carry_to_disk(self._file, self._asked_to, count)
            self._asked_to = end
