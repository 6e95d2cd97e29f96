"""E47: whatever a product file holds, its rows come in or it is refused; never half of it."""

from __future__ import annotations

import codecs
import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, example, given, settings
from hypothesis import strategies as st

from gallery_studio.library.library import Library
from gallery_studio.library.product_file import ImportRefusedError, inspect_file
from tests.faults.test_e47_product_files import Watch

fuzzing = settings(
    deadline=5_000,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "latin-1")
HEADS = ("sku,name,brand,description", "name", "Name;SKU", "name\tdescription", "id|title", "price")
PIECES = st.sampled_from(
    [",", ";", "\t", "|", '"', '""', "\r", "\n", "\r\n", " ", "\0", "=1+1", "'", "name", "sku"]
)
LINES = st.lists(PIECES | st.text(max_size=6), max_size=24).map("".join)
GOOD_LINES = st.lists(st.sampled_from(["a", "b b", '"c,d"', "é", "-3", ""]), min_size=1).map(
    lambda names: "".join(f"{name}\n" for name in names)
)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    library = Library.open(tmp_path_factory.mktemp("fuzz") / "library")
    yield library
    library.check()
    library.shutdown()


def try_out(library: Library, data: bytes, suffix: str) -> int | None:
    """Import a file; return how many products it had, or None where it was refused."""
    reader = library.reader()
    try:
        before = reader.product_count()
        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(data)
            file.flush()
            try:
                found = inspect_file(Path(file.name)).file
                result = library.product_importer.run(found, Watch())[0]
            except ImportRefusedError as error:
                refusal = error.message
            else:
                refusal = ""
        if refusal:
            event("refused")
            assert refusal.endswith("Nothing was changed."), refusal
            assert reader.product_count() == before
            return None
        event("brought in")
        assert reader.product_count() == before + result.added
        return int(result.added + result.updated)
    finally:
        reader.shutdown()


@settings(fuzzing, max_examples=150)
@given(st.sampled_from(HEADS), LINES | GOOD_LINES, st.sampled_from(ENCODINGS))
@example("name", '"', "utf-8")
@example("sku,name", "a,b\r\r\nc", "utf-16")
def test_any_lines_in_any_encoding(library: Library, head: str, lines: str, encoding: str) -> None:
    data = f"{head}\n{lines}".encode(encoding, errors="replace")
    try_out(library, data, ".csv")


@settings(fuzzing, max_examples=60)
@given(st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"PK\3\4"]), st.binary())
def test_any_bytes(library: Library, mark: bytes, data: bytes) -> None:
    try_out(library, mark + data, ".csv")
    try_out(library, mark + data, ".json")


CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12
)


@settings(fuzzing, max_examples=60)
@given(st.lists(CELLS.filter(str.strip), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_what_a_program_writes_is_read_row_by_row(
    library: Library, names: list[str], delimiter: str
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["sku", "name"])
    writer.writerows([["", name] for name in names])
    assert try_out(library, stream.getvalue().encode(), ".csv") == len(names)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["sku", "name", "brand", "products", "x"]), inner)
    ),
    max_leaves=10,
)


@settings(fuzzing, max_examples=100)
@given(JSON, st.integers(0, 40))
def test_any_json_whole_or_cut_off(library: Library, value: object, cut: int) -> None:
    data = json.dumps(value).encode("utf-8", "surrogatepass")
    try_out(library, data[: len(data) - cut] if cut < 10 else data, ".json")
