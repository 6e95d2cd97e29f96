"""Taking a session out as an archive and bringing it in, against zip, cp and unzip.

What is written here is on the disk when it is reported; zip, cp and unzip leave theirs to the
system. So that nobody pays for another one's bytes, each begins with nothing left to write, and
the tools are given with and without that wait: the goals are against those without. Nor does
anybody pay for giving back the room of what lay there before.
"""

import os
import random
import shutil
import statistics
import subprocess
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

from bench_figures import Figure, faster_at_least, slower_at_most, timed_ms
from bench_turns import Saver, conversation_of

from gallery_studio.domain.conversation import CompletedOutput
from gallery_studio.domain.ids import SessionId
from gallery_studio.domain.image import ImageFile, MediaType, Origin, PreviewSet
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.archive.staging import stage_archive
from gallery_studio.library.archive.writer import write_archive
from gallery_studio.library.library import Library
from gallery_studio.studio.archiving import PictureLook

SIDE = 577
"""A PNG of this side full of noise has 1 MB."""


def noise_png(number: int) -> bytes:
    """Return a picture of 1 MB that does not compress, and that no other number gives."""
    line = SIDE * 3
    chance = random.Random(number)
    rows = b"".join(b"\0" + chance.randbytes(line) for _ in range(SIDE))

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    side = SIDE.to_bytes(4, "big")
    head = chunk(b"IHDR", side + side + b"\x08\x02\0\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")
    )


def seed(library: Library, originals: Path, count: int) -> SessionId:
    """Fill a session with pictures; the same files lie plainly in `originals`."""
    work = conversation_of(count)
    library.work.start(work)
    originals.mkdir()
    micro = bytes(768)
    for number, output in enumerate(work.outputs):
        data = noise_png(number)
        (originals / f"{number}.png").write_bytes(data)
        with library.images.arriving(data) as arrival:
            image_id = library.images.keep(arrival, MediaType.PNG)
        file = ImageFile(
            image_id, MediaType.PNG, SIDE, SIDE, len(data), Origin.GENERATED, "2026-11-21",
            sealed_crc=arrival.sealed_crc(),
        )  # fmt: skip
        library.work.complete(CompletedOutput(output.id, image_id), file, micro)
    return work.session_id


class NoPreviews(PictureLook):
    """Looks at pictures as the studio does, but makes no previews of them: those take longest."""

    def __init__(self, previews: PreviewSet) -> None:
        self._previews = previews

    def previews(self, data: bytes, name: str) -> PreviewSet:
        return self._previews


class Archives:
    """The ways out of and into a library, and those of the tools they are measured against."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self._originals = folder / "originals"
        self._number = 0
        self.library = Library.open(folder / "library")
        self._previews = Saver(self.library).previews
        self._session = seed(self.library, self._originals, count)
        reader = self.library.reader()
        self._snapshot = reader.session_snapshot(self._session)
        reader.shutdown()
        self.path = folder / "session.zip"
        self._plain = folder / "plain.zip"
        self._copy = folder / "copy"

    def clear(self) -> None:
        """Delete what was taken out: to give back its room takes as long as half a copy."""
        self.path.unlink(missing_ok=True)
        self._plain.unlink(missing_ok=True)
        shutil.rmtree(self._copy, ignore_errors=True)

    def take_out(self) -> None:
        write_archive(self.library.images, self._snapshot, self.path, ArchiveTask())

    def zip_stored(self) -> None:
        self._run("zip", "-q", "-0", "-r", str(self._plain), str(self._originals))

    def copy(self) -> None:
        self._run("cp", "-r", str(self._originals), str(self._copy))

    def unzip(self) -> None:
        self._number += 1
        target = self._folder / f"unzipped-{self._number}"
        self._run("unzip", "-q", str(self.path), "-d", str(target))

    def bring_in(self, look: PictureLook | None = None) -> None:
        """Bring the archive into a library of its own, opening and closing it included."""
        self._number += 1
        library = Library.open(self._folder / f"library-{self._number}")
        staged = stage_archive(self.path, library.images, look or PictureLook(), ArchiveTask())
        try:
            library.archive.store(staged)
        finally:
            staged.discard()
            library.shutdown()

    def bring_in_without_previews(self) -> None:
        self.bring_in(NoPreviews(self._previews))

    def _run(self, *command: str) -> None:
        subprocess.run(command, check=True)


def times_ms(
    action: Callable[[], object], clear: Callable[[], object] = bool
) -> tuple[float, float]:
    """Return how long an action takes, and how long until the disk has all of it."""
    clear()
    os.sync()
    alone = timed_ms(action)
    return alone, alone + timed_ms(os.sync)


def medians(
    rounds: int, *actions: Callable[[], object], clear: Callable[[], object] = bool
) -> list[tuple[float, float]]:
    """Return the medians of `times_ms` of actions that take turns."""
    turns = ([times_ms(action, clear) for action in actions] for _ in range(rounds))
    columns = zip(*turns, strict=True)
    return [
        (statistics.median(alone), statistics.median(whole))
        for alone, whole in (zip(*column, strict=True) for column in columns)
    ]


def out_and_in(context) -> list[Figure]:
    """Export against zip -0 and cp -r, import against unzip -q."""
    count, rounds = (60, 3) if context.is_quick else (500, 5)
    missing = [tool for tool in ("zip", "unzip", "cp") if shutil.which(tool) is None]
    if missing:
        reason = f"{', '.join(missing)} not installed"
        return [Figure("archive out and in", 0, "x", skipped=reason)]
    with tempfile.TemporaryDirectory(prefix="gallery-bench-") as temporary:
        archives = Archives(Path(temporary), count)
        export, zipped, copied = medians(
            rounds, archives.take_out, archives.zip_stored, archives.copy, clear=archives.clear
        )
        archives.take_out()
        bare, whole, unzipped = medians(
            3, archives.bring_in_without_previews, archives.bring_in, archives.unzip
        )
        archives.library.shutdown()
    pictures = f"{count} PNG of 1 MB"
    return [
        faster_at_least(f"export {pictures}", export[0], "zip -0", zipped[0], 3),
        slower_at_most(f"export {pictures} (cp)", export[0], "cp -r", copied[0], 2.2),
        faster_at_least(f"export {pictures}, synced", export[1], "zip -0, sync", zipped[1], None),
        slower_at_most(
            f"export {pictures}, synced (cp)", export[1], "cp -r, sync", copied[1], None
        ),
        faster_at_least(
            f"import {pictures}: CRC, SHA-256, fsync", bare[0], "unzip -q", unzipped[0], 1.5,
            note="a ready-made set of previews is written for each",
        ),
        faster_at_least(
            f"import {pictures}, synced", bare[1], "unzip -q, sync", unzipped[1], None,
        ),
        faster_at_least(
            f"import {pictures}, all decoded", whole[0], "unzip -q", unzipped[0], None,
            note="every picture decoded, five previews made",
        ),
    ]  # fmt: skip
