"""Opens a foreign ZIP file: everything is checked before the first byte is unpacked.

Source: zipfile's "Decompression pitfalls"; CVE-2024-0450 (overlapping entries, which zipfile does
not see before Python 3.11.8); APPNOTE.TXT 6.3.10, sections 4.3.7 and 4.4.
"""

from __future__ import annotations

import os
import shutil
import stat
import struct
import threading
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gallery_studio.domain.limits import (
    ARCHIVE_BYTES,
    ARCHIVE_ENTRIES,
    ARCHIVE_FREE_BYTES,
    ARCHIVE_RATIO,
    ARCHIVE_UNPACKED_BYTES,
    IMAGE_FILE_BYTES,
)
from gallery_studio.library.archive.errors import RefusedError, shown
from gallery_studio.library.archive.layout import METADATA
from gallery_studio.library.archive.names import check_name, folded_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_RATIO_FROM_BYTES = 1024 * 1024
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_LOCAL_MAGIC = b"PK\x03\x04"
_MADE_BY_UNIX = 3

# What zipfile raises on foreign files (Source: reliability, 4).
_UNREADABLE = (
    zipfile.BadZipFile,
    UnicodeDecodeError,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    IndexError,
    ValueError,
    struct.error,
    OverflowError,
    MemoryError,
)


class _SharedFile:
    """A file that several threads read at places of their own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = threading.Lock()

    def read_at(self, begin: int, count: int) -> bytes:
        """Return up to `count` bytes from `begin` on."""
        with self._lock:
            self._file.seek(begin)
            return self._file.read(count)


class ArchiveEntries:
    """The entries of an archive that passed the checks. Several threads may read at once."""

    def __init__(self, file: _SharedFile, infos: Sequence[zipfile.ZipInfo]) -> None:
        self._file = file
        self._infos = {info.filename: info for info in infos if not info.is_dir()}

    def __contains__(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return name in self._infos

    def size_of(self, name: str) -> int:
        """Return the declared size of an entry in bytes."""
        return self._infos[name].file_size

    def crc_of(self, name: str) -> int:
        """Return the declared CRC-32 of an entry; `read` has compared it with the bytes."""
        return self._infos[name].CRC

    def read(self, name: str, most_bytes: int) -> bytes:
        """Return the content of an entry; its length and CRC are checked.

        Args:
            name: Of an entry that is there.
            most_bytes: How long it may be.

        Raises:
            RefusedError: It is damaged, or longer than it may be or says.
        """
        info = self._infos[name]
        if info.file_size > most_bytes:
            raise RefusedError(f"its entry {shown(name)} is too large")
        try:
            data = self._content(info)
        except (*_UNREADABLE, OSError) as error:
            raise RefusedError(f"its entry {shown(name)} is damaged") from error
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            raise RefusedError(f"its entry {shown(name)} is damaged")
        return data

    def _content(self, info: zipfile.ZipInfo) -> bytes:
        raw = self._file.read_at(_data_begin(self._file, info), info.compress_size)
        if info.compress_type == zipfile.ZIP_STORED:
            return raw
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        data = unpacker.decompress(raw, info.file_size + 1)
        if not unpacker.eof or unpacker.unused_data:
            raise zlib.error("the data does not end where it says")
        return data


def is_archive(path: Path) -> bool:
    """Return whether a file looks like a session's archive; nothing in it is checked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return METADATA in archive.namelist()
    except (*_UNREADABLE, OSError):
        return False


@contextmanager
def opened(path: Path, library: Path) -> Iterator[ArchiveEntries]:
    """Open an archive and check everything its directory says.

    Args:
        path: The archive.
        library: The library folder, whose disk must have room.

    Raises:
        RefusedError: It is no archive this program would have made, or not within the limits.
    """
    try:
        file = _open_regular(path)
    except FileNotFoundError as error:
        raise RefusedError("it is not there") from error
    except OSError as error:
        raise RefusedError(f"it cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise RefusedError("no file can have this name") from error
    with file:
        infos, directory_begin = _directory(file)
        _check_entries(infos)
        _check_sizes(infos, shutil.disk_usage(_existing(library)).free)
        shared = _SharedFile(file)
        _check_places(shared, infos, directory_begin)
        yield ArchiveEntries(shared, infos)


def _open_regular(path: Path) -> BinaryIO:
    """Open a file; never wait on a pipe or device."""
    _check_regular(path.stat())
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    try:
        _check_regular(os.fstat(file.fileno()))
    except BaseException:
        file.close()
        raise
    return file


def _check_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError("it is not a file")
    if status.st_size > ARCHIVE_BYTES:
        raise RefusedError(
            f"it has {status.st_size / 1e9:.1f} GB and the limit is {ARCHIVE_BYTES / 1e9:.1f} GB"
        )
    if status.st_size == 0:
        raise RefusedError("it is empty")


def _directory(file: BinaryIO) -> tuple[list[zipfile.ZipInfo], int]:
    """Return the entries as the directory lists them, and where it begins."""
    try:
        archive = zipfile.ZipFile(file)
    except (*_UNREADABLE, OSError) as error:
        raise RefusedError("it is not a whole ZIP file") from error
    infos = archive.infolist()
    if len(infos) > ARCHIVE_ENTRIES:
        raise RefusedError(f"it has {len(infos):,} entries and the limit is {ARCHIVE_ENTRIES:,}")
    return infos, archive.start_dir


def _check_entries(infos: Sequence[zipfile.ZipInfo]) -> None:
    """Check names, sorts and methods."""
    seen: set[str] = set()
    for info in infos:
        check_name(info.orig_filename)
        if info.filename != info.orig_filename:
            raise RefusedError(f"its entry {shown(info.orig_filename)} has a forbidden name")
        folded = folded_name(info.filename.removesuffix("/"))
        if folded in seen:
            raise RefusedError(f"its entry {shown(info.filename)} is there twice")
        seen.add(folded)
        _check_sort(info)
    for folded in seen:
        for end in (at for at, letter in enumerate(folded) if letter == "/"):
            if folded[:end] in seen and not _is_folder(infos, folded[:end]):
                raise RefusedError(f"its entry {shown(folded)} lies in a file")


def _is_folder(infos: Sequence[zipfile.ZipInfo], folded: str) -> bool:
    return any(
        info.is_dir() and folded_name(info.filename.removesuffix("/")) == folded for info in infos
    )


def _check_sort(info: zipfile.ZipInfo) -> None:
    mode = info.external_attr >> 16
    if info.create_system == _MADE_BY_UNIX and stat.S_IFMT(mode) not in (
        0,
        stat.S_IFREG,
        stat.S_IFDIR,
    ):
        raise RefusedError(f"its entry {shown(info.filename)} is a link or device")
    if info.flag_bits & _ENCRYPTED:
        raise RefusedError(f"its entry {shown(info.filename)} is encrypted")
    if info.compress_type not in _METHODS:
        raise RefusedError(f"its entry {shown(info.filename)} is compressed in an unknown way")
    if info.is_dir() and (info.file_size or info.compress_size):
        raise RefusedError(f"its folder {shown(info.filename)} has content")


def _check_sizes(infos: Sequence[zipfile.ZipInfo], free_bytes: int) -> None:
    total = 0
    for info in infos:
        if info.file_size > IMAGE_FILE_BYTES:
            limit = IMAGE_FILE_BYTES // 1024**2
            raise RefusedError(f"its entry {shown(info.filename)} has more than {limit} MB")
        if info.compress_type == zipfile.ZIP_STORED and info.compress_size != info.file_size:
            raise RefusedError(f"its entry {shown(info.filename)} contradicts itself in size")
        is_large = info.file_size > _RATIO_FROM_BYTES
        if is_large and info.file_size > ARCHIVE_RATIO * info.compress_size:
            raise RefusedError(f"its entry {shown(info.filename)} unpacks to far more than it is")
        total += info.file_size
    if total > ARCHIVE_UNPACKED_BYTES:
        raise RefusedError(f"it unpacks to more than {ARCHIVE_UNPACKED_BYTES / 1e9:.1f} GB")
    if total > max(0, free_bytes - ARCHIVE_FREE_BYTES):
        raise RefusedError(
            f"it needs {total / 1e6:,.0f} MB and the disk has {free_bytes / 1e6:,.0f} MB free, of"
            f" which {ARCHIVE_FREE_BYTES / 1e6:.0f} MB are kept"
        )


def _check_places(
    file: _SharedFile, infos: Sequence[zipfile.ZipInfo], directory_begin: int
) -> None:
    """Check that no two entries share bytes, and that each begins as the directory says."""
    end, before = 0, ""
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end:
            raise RefusedError(f"its entries {shown(before)} and {shown(info.filename)} overlap")
        end = _data_begin(file, info) + info.compress_size
        before = info.filename
    if end > directory_begin:
        raise RefusedError(f"its entry {shown(before)} reaches beyond its end")


def _data_begin(file: _SharedFile, info: zipfile.ZipInfo) -> int:
    """Return where the data of an entry begins; its own header must fit to the directory."""
    raw = file.read_at(info.header_offset, _LOCAL_HEADER.size)
    if len(raw) < _LOCAL_HEADER.size:
        raise RefusedError(f"its entry {shown(info.filename)} reaches beyond its end")
    magic, _, flags, method, *_, name_bytes, extra_bytes = _LOCAL_HEADER.unpack(raw)
    begin = info.header_offset + _LOCAL_HEADER.size
    name = file.read_at(begin, name_bytes)
    try:
        local_name = name.decode("utf-8" if info.flag_bits & 0x800 else "cp437")
    except UnicodeDecodeError:
        local_name = ""
    is_same = method == info.compress_type and not flags & _ENCRYPTED
    if magic != _LOCAL_MAGIC or not is_same or local_name != info.orig_filename:
        raise RefusedError(f"its entry {shown(info.filename)} contradicts the list of entries")
    return int(begin + name_bytes + extra_bytes)


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
