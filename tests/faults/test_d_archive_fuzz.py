"""Whatever a foreign archive holds, it is brought in or refused in a sentence; nothing else."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from gallery_studio.library.archive.errors import ArchiveError
from gallery_studio.library.library import Library
from tests.faults.test_d_archives import counts, digest_of
from tests.support.archive_faults import metadata_of, with_raw_metadata
from tests.support.archive_session import bring_in, export, full_session

if TYPE_CHECKING:
    from pathlib import Path

fuzzing = settings(
    deadline=5_000,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Range:
    """One library that everything is tried on, and a good archive of another."""

    def __init__(self, folder: Path) -> None:
        source = Library.open(folder / "source")
        export(source, full_session(source), folder / "good.zip", with_people=True)
        source.shutdown()
        self.good = (folder / "good.zip").read_bytes()
        self.said = metadata_of(self.good)
        self.library = Library.open(folder / "library")
        self._path = folder / "foreign.zip"

    def try_out(self, data: bytes) -> None:
        """Bring an archive in; a refusal is one sentence and changes nothing."""
        rows, files = counts(self.library), digest_of(self.library.folder)
        self._path.write_bytes(data)
        try:
            bring_in(self.library, self._path)
        except ArchiveError as error:
            refusal = error.message
        else:
            event("brought in")
            return
        event("refused")
        assert refusal.endswith("nothing was changed."), refusal
        assert "\n" not in refusal
        assert counts(self.library) == rows, "rows were left"
        assert digest_of(self.library.folder) == files, "files were left"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Range(tmp_path_factory.mktemp("fuzz"))
    yield place
    place.library.check()
    place.library.shutdown()


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value inside a JSON document."""
    keys: list[Any] = []
    if isinstance(value, dict):
        keys = list(value)
    if isinstance(value, list):
        keys = list(range(len(value)))
    return [path, *(spot for key in keys for spot in spots(value[key], (*path, key)))]


ODD = st.sampled_from(
    ["", "\0", "../../etc/passwd", "\u202e", "9" * 5_000, "NaN", -1, 0, 2**63, 1e308, -0.0, True]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(fuzzing, max_examples=150)
@given(st.data())
def test_any_value_in_any_place_of_the_metadata(place: Range, data: st.DataObject) -> None:
    said = copy.deepcopy(place.said)
    for _ in range(data.draw(st.integers(1, 3))):
        # Values of the document itself too: right in kind, and wrong in their place.
        path = data.draw(st.sampled_from(spots(said)[1:]))
        new = data.draw(
            ANYTHING | st.sampled_from(spots(said)[1:]).map(lambda at: value_at(said, at))
        )
        inside = value_at(said, path[:-1])
        match data.draw(st.integers(0, 2)):
            case 0:
                inside[path[-1]] = copy.deepcopy(new)
            case 1:
                del inside[path[-1]]
            case _ if isinstance(inside, list):
                inside.append(copy.deepcopy(new))
            case _:
                inside[data.draw(st.text(max_size=6))] = copy.deepcopy(new)
    place.try_out(with_raw_metadata(place.good, json.dumps(said).encode("utf-8", "replace")))


def value_at(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


HOSTILE = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"PK\3\4", b"PK\1\2", b"PK\5\6", b"\x7f\xff\xff\xff")


@settings(fuzzing, max_examples=150)
@given(st.data())
def test_any_change_of_the_bytes(place: Range, data: st.DataObject) -> None:
    """Mostly near the end and near the entries' heads, where a ZIP says what it is."""
    archive = bytearray(place.good)
    heads = [at for at in range(len(archive) - 4) if archive[at : at + 2] == b"PK"]
    near_heads = st.sampled_from(heads).flatmap(lambda at: st.integers(at, at + 46))
    for _ in range(data.draw(st.integers(1, 4))):
        at = min(data.draw(near_heads | st.integers(0, len(archive))), max(0, len(archive) - 1))
        match data.draw(st.integers(0, 4)):
            case 0:
                archive[at : at + 1] = data.draw(st.binary(min_size=1, max_size=1))
            case 1:
                archive[at : at + 4] = data.draw(st.sampled_from(HOSTILE))
            case 2:
                del archive[at : at + data.draw(st.integers(1, 60))]
            case 3:
                archive[at:at] = archive[at : at + 60]
            case _:
                del archive[at:]
    place.try_out(bytes(archive))


def test_the_good_one_is_brought_in(place: Range) -> None:
    """What the tests above damage is nothing that would be refused anyway."""
    path = place.library.folder.parent / "as it is.zip"
    path.write_bytes(place.good)
    assert bring_in(place.library, path).pictures == 8
