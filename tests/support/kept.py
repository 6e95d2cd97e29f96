"""What must hold after every fault: what was announced is there, and the library works."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gallery_studio.library.library import Library
from tests.unit.library.building import answer, run_work, session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def announced(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Return output and picture of each whole line; the last may be half written."""
    return [
        (words[0], words[1])
        for line in lines
        if line.endswith("\n") and (words := line.split()) and words[0].startswith("out-")
    ]


def check_nothing_lost(folder: Path, pictures: Iterable[tuple[str, str]]) -> None:
    """Fail unless every announced picture is there, whole, and new work can be saved."""
    library = Library.open(folder)
    library.work.recover_interrupted()
    library.check()
    reader = library.reader()
    for output_id, image_id in pictures:
        assert reader.output(output_id).image_id == image_id
        data = library.images.read(reader.image(image_id))
        assert hashlib.sha256(data).hexdigest() == image_id
    _check_rows_have_files(library, reader)
    library.images.sweep(now_s=4e9)
    assert not list(folder.rglob(".part-*"))
    work = run_work(session(unix_s=9e8))
    library.work.start(work)
    answer(library, work.outputs[0].id, b"saved after the fault")
    reader.shutdown()
    library.shutdown()


def _check_rows_have_files(library: Library, reader) -> None:
    for summary in reader.session_summaries(limit=100_000):
        for card in reader.canvas_cards(summary.id):
            if card.image_id is not None:
                library.images.verify(reader.image(card.image_id))
