"""Writes a session's archive: whole or not at all, the pictures untouched and not compressed.

That a picture's bytes are the received ones is told by the CRC-32 the library keeps of them or,
where that does not tell, by their SHA-256 (`library.sealing` says what that finds). The archive
names each picture by its SHA-256, which whoever brings it in compares with every byte.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from gallery_studio import __version__
from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.limits import (
    ARCHIVE_BYTES,
    ARCHIVE_ENTRIES,
    ARCHIVE_MANIFEST_BYTES,
    ARCHIVE_RATIO,
)
from gallery_studio.domain.naming import counted
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.library.archive import layout, sections
from gallery_studio.library.archive.errors import ArchiveError, shown
from gallery_studio.library.archive.readme import readme_text
from gallery_studio.library.archive.stored import StoredEntries
from gallery_studio.library.files import part_in, replace, sync_folder
from gallery_studio.library.sealing import sealed, unsealed
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path
    from typing import BinaryIO

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.archive.progress import ArchiveTask
    from gallery_studio.library.archive.snapshot import Entry, SessionSnapshot
    from gallery_studio.library.images import ImageStore

_AT_ONCE = 4
_T = TypeVar("_T")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_SPARE_BYTES = 1024 * 1024
_LOOK_BYTES = 64 * 1024
_PACKING_LEVEL = 3
"""Of the texts, a thousandth of an archive: level 6 takes 2.4 times as long to save a tenth."""


@dataclass(frozen=True, slots=True)
class MissingPicture:
    """A picture, or something else, that could not be taken along.

    Attributes:
        id: SHA-256 of the picture; else an id.
        reason: Why, in words for the person.
    """

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export made.

    Attributes:
        path: The archive.
        pictures: Pictures in it.
        missing: What could not be taken along, mostly pictures.
        size_bytes: Size of the archive.
        projects: Projects in it.
        found_crcs: Sealed CRC-32 of pictures for which the library has none that fits.
    """

    path: Path
    pictures: int
    missing: tuple[MissingPicture, ...]
    size_bytes: int
    projects: int = 0
    found_crcs: Mapping[ImageId, str] = field(default_factory=dict, repr=False)

    def sentence(self) -> str:
        """Return what happened, for the person."""
        holds = counted(self.pictures, "picture")
        if self.projects:
            holds += f" and {counted(self.projects, 'project')}"
        if not self.missing:
            return f"{holds} exported to {self.path.name}"
        left = f"{len(self.missing)} {'is' if len(self.missing) == 1 else 'are'} missing"
        return f"{holds} exported to {self.path.name}, {left}"


def write_archive(
    images: ImageStore, snapshot: SessionSnapshot, target: Path, task: ArchiveTask
) -> ExportReport:
    """Write an archive; any thread but the GUI's.

    Memory does not grow with the session: a few pictures are held at a time.

    Args:
        images: Where the pictures lie.
        snapshot: The session.
        target: The archive; an older one is replaced when the new one is whole.
        task: Told of the progress; can end it.

    Raises:
        ArchiveError: It cannot be written, or would be too large to be brought in again.
        ArchiveStoppedError: Somebody stopped it. In both cases an older archive is untouched.
    """
    _check_size(snapshot)
    part = part_in(target.parent)
    task.begin(snapshot.size_bytes)
    try:
        _check_replaceable(target)
        archive = _Archive(images, snapshot, task)
        missing = _write_part(archive, part)
        replace(part, target)
        sync_folder(target.parent)
        size_bytes = target.stat().st_size
    except OSError as error:
        _take_away(part)
        raise ArchiveError(
            f"{target.name} could not be written to {target.parent}"
            f" ({error.strerror or type(error).__name__}); an older archive of that name is"
            " untouched. Make room there or see who may write, or choose another folder."
        ) from error
    except BaseException:
        _take_away(part)
        raise
    gone = {one.id for one in missing}
    pictures = sum(image.id not in gone for image in snapshot.images)
    projects = len(snapshot.entries["projects"])
    return ExportReport(target, pictures, missing, size_bytes, projects, archive.found_crcs)


def _take_away(part: Path) -> None:
    """Delete what was written; where that fails too, the first error is the one that is told."""
    with suppress(OSError):
        part.unlink(missing_ok=True)


def _check_replaceable(target: Path) -> None:
    """Check that nothing but a file would be replaced: never a device, a pipe or a folder."""
    if target.exists() and not target.is_file():
        raise ArchiveError(f"{target} is there already and is not a file. Choose another name.")


def _check_size(snapshot: SessionSnapshot) -> None:
    entries = len(snapshot.images) + len(snapshot.part_digests)
    if snapshot.size_bytes > ARCHIVE_BYTES - _SPARE_BYTES - ARCHIVE_MANIFEST_BYTES:
        raise ArchiveError(
            f"This session's pictures have {snapshot.size_bytes / 1e9:.1f} GB, and an archive may"
            f" have {ARCHIVE_BYTES / 1e9:.1f} GB; delete some or export them as pictures."
        )
    if entries > ARCHIVE_ENTRIES - 100:
        raise ArchiveError(
            f"This session has {entries:,} files, and an archive may have {ARCHIVE_ENTRIES:,};"
            " delete some or export them as pictures."
        )


def _write_part(archive: _Archive, part: Path) -> tuple[MissingPicture, ...]:
    with part.open("xb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as target:
            missing = archive.write(target, file)
        file.flush()
        os.fsync(file.fileno())
    return missing


class _Archive:
    """One archive while it is written.

    Attributes:
        found_crcs: Sealed CRC-32 of pictures for which the library has none that fits.
    """

    def __init__(self, images: ImageStore, snapshot: SessionSnapshot, task: ArchiveTask) -> None:
        self._images = images
        self._snapshot = snapshot
        self._task = task
        self.found_crcs: dict[ImageId, str] = {}

    def write(self, target: zipfile.ZipFile, file: BinaryIO) -> tuple[MissingPicture, ...]:
        """Write all entries; return which pictures are not among them."""
        with ThreadPoolExecutor(1, "archive-texts") as texts:
            ready = texts.submit(self._ready_members)  # most of them, meanwhile
            image_entries, missing = self._write_images(target, file)
        snapshot = self._snapshot
        text = readme_text(
            snapshot.session["name"],
            len(image_entries) - len(missing),
            len(snapshot.entries["projects"]),
        )
        part_files, missing_parts = self._write_part_files(target)
        outputs = self._write_long_parts(target)
        metadata = self._metadata(image_entries) | {"part_files": part_files, "outputs": outputs}
        self._write_metadata(target, metadata, ready.result())
        _write_packed(target, layout.README, text.encode())
        unreadable = [
            MissingPicture(one, f"Project {shown(title)} cannot be read, so it stays behind")
            for one, title in snapshot.unreadable_projects.items()
        ]
        return (*missing, *missing_parts, *unreadable)

    def _write_images(
        self, target: zipfile.ZipFile, file: BinaryIO
    ) -> tuple[list[Entry], list[MissingPicture]]:
        entries: list[Entry] = []
        missing: list[MissingPicture] = []
        infos: list[zipfile.ZipInfo] = []
        images = self._snapshot.images
        names = [
            layout.image_name(number, len(images), image.media_type.suffix)
            for number, image in enumerate(images, 1)
        ]
        stored = StoredEntries(target, file)
        for image, picture in _side_by_side(
            lambda image, name: self._write_image(stored, image, name), images, names
        ):
            entry = sections.IMAGES.written(_image_values(image))
            if isinstance(picture, LibraryError):
                missing.append(MissingPicture(image.id, picture.message))
            else:
                infos.append(picture)
                entry = {"file": picture.filename, **entry}
            entries.append(entry)
            self._task.advance(image.size_bytes)
        stored.close(infos)
        return entries, missing

    def _write_image(
        self, stored: StoredEntries, image: ImageFile, name: str
    ) -> zipfile.ZipInfo | LibraryError:
        """Write a picture, or say why its bytes are not the received ones any more.

        It is read once: what was checked is what is written.
        """
        self._task.check()
        try:
            data = self._images.read(image)
            crc = self._checked_crc(image, data)
        except LibraryError as error:
            return error
        info = _stored(name)
        stored.add(info, data, crc)
        return info

    def _checked_crc(self, image: ImageFile, data: bytes) -> int:
        """Return the CRC-32 of a picture's bytes once it is known that they are the received ones.

        Length and CRC-32 tell, where the library has the CRC of the received bytes with a seal that
        fits. Where it has none, or these bytes have another one, their SHA-256 decides, which is
        the picture's name.

        Raises:
            LibraryError: They are others.
        """
        kept = unsealed(image.id, len(data), self._snapshot.sealed_crcs.get(image.id, ""))
        crc = zlib.crc32(data)
        if crc == kept:
            return crc
        if hashlib.sha256(data).hexdigest() != image.id:
            self._images.verify(image)
            raise LibraryError(
                LibraryErrorKind.DAMAGED,
                f"The picture file {image.relative_path} was changed while it was read. Export"
                " the session again.",
            )
        self.found_crcs[image.id] = sealed(image.id, len(data), crc)
        return crc

    def _metadata(self, image_entries: list[Entry]) -> dict[str, Any]:
        snapshot = self._snapshot
        return {
            "format": layout.FORMAT,
            "version": layout.VERSION,
            "program": f"Gallery Studio {__version__}",
            "exported_utc": utc_text(utc_now()),
            "session": snapshot.session,
            "images": image_entries,
            **{
                section.key: snapshot.entries[section.key]
                for section in sections.MAIN_SECTIONS
                if section is not sections.IMAGES
            },
        }

    def _write_part_files(
        self, target: zipfile.ZipFile
    ) -> tuple[list[Entry], list[MissingPicture]]:
        """Write the bytes of answers that are no output's picture."""
        digests = self._snapshot.part_digests
        files: list[Entry] = []
        missing: list[MissingPicture] = []
        for number, digest in enumerate(digests, 1):
            self._task.check()
            entry: Entry = {"sha256": digest}
            try:
                data = self._images.read_part_data(digest)
            except LibraryError as error:
                missing.append(MissingPicture(digest, error.message))
            else:
                entry["file"] = layout.part_name(number, len(digests), "bin")
                target.writestr(_stored(entry["file"]), data)
            files.append(entry)
        return files, missing

    def _write_long_parts(self, target: zipfile.ZipFile) -> list[Entry]:
        """Write parts too long for the metadata; return the outputs as they are written there."""
        outputs = [_with_own_parts(output) for output in self._snapshot.entries["outputs"]]
        parts = [part for output in outputs for part in output.get("parts", ())]
        long_parts = [part for part in parts if len(part["json"]) > layout.PART_APART_CHARACTERS]
        for number, part in enumerate(long_parts, 1):
            name = layout.part_name(number, len(long_parts), "json")
            _write_packed(target, name, part.pop("json").encode())
            part["json_file"] = name
        return outputs

    def _ready_members(self) -> dict[str, bytes]:
        """Return the JSON of the metadata's lists that do not depend on what could be written."""
        return {
            section.key: _lines(self._snapshot.entries[section.key])
            for section in sections.MAIN_SECTIONS
            if section not in (sections.IMAGES, sections.OUTPUTS)
            and self._snapshot.entries[section.key]
        }

    def _write_metadata(
        self, target: zipfile.ZipFile, metadata: dict[str, Any], ready: dict[str, bytes]
    ) -> None:
        events = ready.get("events", b"[]")
        if len(events) > layout.EVENTS_APART_BYTES:
            _check_manifest(events)
            _write_packed(target, layout.EVENTS, events)
            events = _json({"file": layout.EVENTS})
        manifest = _manifest_bytes(metadata, {**ready, "events": events})
        _check_manifest(manifest)
        _write_packed(target, layout.METADATA, manifest)


def _check_manifest(data: bytes) -> None:
    if len(data) > ARCHIVE_MANIFEST_BYTES:
        raise ArchiveError(
            f"This session's texts have {len(data) / 1e6:.0f} MB, and an archive may have"
            f" {ARCHIVE_MANIFEST_BYTES / 1e6:.0f} MB; delete some conversations first."
        )


def _side_by_side(
    work: Callable[[ImageFile, str], _T], images: Sequence[ImageFile], names: Sequence[str]
) -> Iterator[tuple[ImageFile, _T]]:
    """Yield the pictures in order with what came of them; the next ones are worked on meanwhile."""
    waiting: deque[tuple[ImageFile, Future[_T]]] = deque()
    with ThreadPoolExecutor(_AT_ONCE, "archive") as pool:
        try:
            for image, name in zip(images, names, strict=True):
                waiting.append((image, pool.submit(work, image, name)))
                if len(waiting) > _AT_ONCE:
                    first, done = waiting.popleft()
                    yield first, done.result()
            while waiting:
                first, done = waiting.popleft()
                yield first, done.result()
        finally:
            for _, left in waiting:
                left.cancel()


def _image_values(image: ImageFile) -> tuple[Any, ...]:
    return tuple(getattr(image, field.name) for field in sections.IMAGES.fields)


def _stored(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.external_attr = 0o644 << 16
    return info


def _write_packed(target: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Write a text, compressed unless it packs so well that it looked like a bomb."""
    method = zipfile.ZIP_STORED if _is_suspect(data) else zipfile.ZIP_DEFLATED
    target.writestr(_stored(name), data, method, _PACKING_LEVEL)


def _is_suspect(data: bytes) -> bool:
    """Return whether a text packs too well; mostly its beginning tells already."""
    packer, packed = zlib.compressobj(1), 0
    for begin in range(0, len(data), _LOOK_BYTES):
        packed += len(packer.compress(data[begin : begin + _LOOK_BYTES]))
        if packed * ARCHIVE_RATIO >= len(data):
            return False
    return (packed + len(packer.flush())) * ARCHIVE_RATIO < len(data)


def _with_own_parts(output: Entry) -> Entry:
    """Return an output whose parts can be changed without changing the snapshot's."""
    return (
        output | {"parts": [dict(part) for part in output["parts"]]}
        if "parts" in output
        else output
    )


def _manifest_bytes(metadata: Mapping[str, Any], made: Mapping[str, bytes]) -> bytes:
    """Return the metadata as JSON with one thing a line: people read it, and it is soon made.

    Args:
        metadata: All of it.
        made: The JSON of members for which it is at hand, by their keys.
    """
    members = [
        _json(key) + b": " + (made.get(key) or (_lines if _is_long(value) else _json)(value))
        for key, value in metadata.items()
    ]
    return b"{\n" + b",\n".join(members) + b"\n}\n"


def _is_long(value: object) -> bool:
    return isinstance(value, list) and bool(value)


def _lines(values: Iterable[object]) -> bytes:
    return b"[\n " + b",\n ".join(_json(value) for value in values) + b"\n]"


def _json(value: object) -> bytes:
    return _ENCODER.encode(value).encode()
