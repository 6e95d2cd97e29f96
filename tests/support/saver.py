"""Saves pictures for ever and tells each one once it is safe: ``FOLDER [COUNT]``.

Run as a process of its own, to be killed. Each line is an output and its picture's SHA-256.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

from gallery_studio.domain.errors import LibraryError
from gallery_studio.library.library import Library
from tests.unit.library.building import answer, run_work, session


def save(folder: Path, count: int | None = None, out: int = 1) -> int:
    """Save pictures; write a line to the descriptor after each.

    Returns:
        How many could not be saved.
    """
    library = Library.open(folder)
    library.work.recover_interrupted()
    refused = 0
    for number in itertools.count() if count is None else range(count):
        try:
            line = _save_one(library, number)
        except LibraryError as error:
            refused += 1
            line = f"refused {error.kind} {error.message}"
        os.write(out, f"{line}\n".encode())
    library.shutdown()
    return refused


def _save_one(library: Library, number: int) -> str:
    work = run_work(session(unix_s=number), (f"number {number}",))
    library.work.start(work)
    library.work.mark_generating(work.outputs[0].id)
    image = answer(library, work.outputs[0].id, os.urandom(20_000))
    return f"{work.outputs[0].id} {image.id}"


if __name__ == "__main__":
    save(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
