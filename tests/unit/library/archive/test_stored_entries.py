"""Entries written from several threads at once, whole even where the system takes only a part."""

from __future__ import annotations

import os
import random
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from gallery_studio.library.archive import stored


def write(path, files: dict[str, bytes]) -> None:
    """Write files side by side, then one more by zipfile's own means."""
    with path.open("xb") as file, zipfile.ZipFile(file, "w") as archive:
        entries = stored.StoredEntries(archive, file)
        infos = {name: zipfile.ZipInfo(name) for name in files}
        with ThreadPoolExecutor(4) as pool:
            list(
                pool.map(
                    lambda name: entries.add(infos[name], files[name], zlib.crc32(files[name])),
                    random.Random(3).sample(sorted(files), len(files)),
                )
            )
        entries.close(infos.values())
        archive.writestr("last.txt", "the end")


def some_pieces(handle, buffers, offset) -> int:
    """Write as a system does that is interrupted: a few bytes only."""
    return os.pwrite(handle, b"".join(buffers)[:7], offset)


@pytest.mark.parametrize("way", ["at once", "in pieces", "without pwritev"])
def test_what_was_added_is_read_again_in_the_order_of_the_list(tmp_path, monkeypatch, way):
    if way == "in pieces":
        monkeypatch.setattr(os, "pwritev", some_pieces, raising=False)
    elif way == "without pwritev":
        monkeypatch.delattr(os, "pwritev", raising=False)
    monkeypatch.setattr(stored, "_STEP_BYTES", 5_000)
    chance = random.Random(5)
    files = {f"images/{n:03}.png": chance.randbytes(chance.randrange(3_000)) for n in range(60)}
    files["images/999.png"] = b""
    write(tmp_path / "s.zip", files)
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        assert archive.namelist() == [*files, "last.txt"]
        assert archive.testzip() is None
        assert all(archive.read(name) == data for name, data in files.items())
        places = sorted((info.header_offset, info.compress_size) for info in archive.infolist())
    ends = [begin + 30 + len("images/000.png") + size for begin, size in places]
    assert [begin for begin, _ in places[1:]] == ends[:-1], "nothing lies between the entries"
