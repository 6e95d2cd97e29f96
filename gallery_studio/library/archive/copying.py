"""Puts whole files into a ZIP that is being written; the system carries the bytes."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path
    from typing import BinaryIO

_NOT_THIS_WAY = frozenset(
    (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.ETXTBSY)
)
_BLOCK_BYTES = 1024 * 1024


def add_stored(
    archive: zipfile.ZipFile, file: BinaryIO, info: zipfile.ZipInfo, source: Path, crc: int
) -> None:
    """Add a file, stored; its CRC is known already, and the system copies it.

    Another entry must be written through `archive` afterwards, which then writes the directory.

    Args:
        archive: Open for writing on `file`.
        file: The archive's file; other entries may have been written.
        info: Name and mode of the entry.
        source: The file; its size is that of the entry.
        crc: CRC-32 of its content.

    Raises:
        OSError: It could not be copied whole.
    """
    with source.open("rb") as original:
        size = os.fstat(original.fileno()).st_size
        info.header_offset = archive.start_dir
        info.file_size = info.compress_size = size
        info.CRC = crc
        file.seek(archive.start_dir)
        file.write(info.FileHeader(zip64=False))
        begin = file.tell()
        _copy(original, file, begin, size)
    if file.tell() != begin + size:
        raise OSError(errno.EIO, "A picture changed while it was copied")
    archive.filelist.append(info)
    archive.NameToInfo[info.filename] = info
    archive.start_dir = file.tell()


def _copy(original: BinaryIO, file: BinaryIO, begin: int, size: int) -> None:
    """Copy a file to a place in another one."""
    done = 0
    if hasattr(os, "copy_file_range"):
        file.flush()
        try:
            while done < size:
                count = os.copy_file_range(
                    original.fileno(), file.fileno(), size - done, done, begin + done
                )
                if not count:
                    break
                done += count
        except OSError as error:
            if error.errno not in _NOT_THIS_WAY:
                raise
    file.seek(begin + done)
    original.seek(done)
    shutil.copyfileobj(original, file, _BLOCK_BYTES)
