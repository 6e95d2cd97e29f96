"""E47: product files as they come from the world: the right rows, or an error with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gallery_studio.library.library import Library
from gallery_studio.library.product_file import ImportRefusedError, inspect_file

HEAD = "sku,name,brand,description\n"
ROWS = HEAD + "L-1,Lámpara,Hell,A lamp\nV-2,Vase,,\n"
QUOTED = "".join(f'"{line}"\n'.replace(",", '","') for line in ROWS.splitlines())


class Watch:
    """Looks on and never cancels."""

    def __init__(self) -> None:
        self.news: list[tuple[int, float]] = []

    def on_progress(self, rows: int, share: float) -> None:
        self.news.append((rows, share))

    def is_cancelled(self) -> bool:
        return False


@pytest.fixture
def library(library_folder: Path):
    library = Library.open(library_folder)
    yield library
    library.shutdown()


def names(library: Library) -> list[str]:
    reader = library.reader()
    try:
        return [product.name for product in reader.every_product()]
    finally:
        reader.shutdown()


def take(library: Library, path: Path, encoding: str | None = None):
    return library.product_importer.run(inspect_file(path, encoding).file, Watch())[0]


def refusal(library: Library, tmp_path: Path, data: bytes, name: str = "a.csv") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ImportRefusedError) as caught:
        take(library, path)
    assert names(library) == []
    assert caught.value.message.endswith("Nothing was changed.")
    return caught.value.message


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (ROWS.encode(), "utf-8", ","),
        (ROWS.encode("utf-8-sig"), "utf-8-sig", ","),
        (ROWS.encode("utf-16"), "utf-16", ","),
        (b"\xfe\xff" + ROWS.encode("utf-16-be"), "utf-16", ","),
        (ROWS.replace(",", ";").encode(), "utf-8", ";"),
        (ROWS.replace(",", "\t").encode(), "utf-8", "\t"),
        (ROWS.replace(",", "|").encode(), "utf-8", "|"),
        (ROWS.replace("\n", "\r").encode(), "utf-8", ","),
        (ROWS.replace("\n", "\r\n").encode(), "utf-8", ","),
        (b"\n \n" + ROWS.encode() + b"\n\n", "utf-8", ","),
        (QUOTED.encode(), "utf-8", ","),
        (QUOTED.replace(",", "\t").encode(), "utf-8", "\t"),
    ],
)
def test_the_same_rows_in_every_guise(library, tmp_path, data, encoding, delimiter):
    path = tmp_path / "products.csv"
    path.write_bytes(data)
    preview = inspect_file(path)
    assert (preview.file.encoding, preview.file.delimiter) == (encoding, delimiter)
    assert preview.file.is_encoding_sure
    assert [row.values["name"] for row in preview.rows] == ["Lámpara", "Vase"]
    result = take(library, path)
    assert (result.added, result.updated) == (2, 0)
    assert names(library) == ["Lámpara", "Vase"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("テーブルランプ", "shift_jis"), ("台灯€", "gb18030"), ("Lámpara", "mac_roman")],
)
def test_a_file_in_any_encoding_offered_can_be_brought_in(library, tmp_path, name, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(f"name\n{name}\n".encode(encoding))
    assert not inspect_file(path).file.is_encoding_sure, "a guess, and a choice"
    assert take(library, path, encoding).added == 1
    assert [one.name for one in library.reader().every_product()] == [name]


def test_an_encoding_that_cannot_be_told_is_offered(library, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(ROWS.encode("cp1252"))
    preview = inspect_file(path)
    assert (preview.file.encoding, preview.file.is_encoding_sure) == ("cp1252", False)
    assert preview.rows[0].values["name"] == "Lámpara"
    other = inspect_file(path, "mac_roman")
    assert other.rows[0].values["name"] != "Lámpara"
    assert take(library, path, "cp1252").added == 2


def test_headings_are_found_in_any_order_and_others_are_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Price;Manufacturer;Product_Name;Item Number\n9,50;Hell;Lamp;L-1\n")
    preview = inspect_file(path)
    assert preview.file.ignored == ("Price",)
    assert preview.rows[0].values == {"brand": "Hell", "name": "Lamp", "sku": "L-1"}
    assert preview.rows[0].line == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("   \n\n", "is empty"),
        (HEAD, "no products under them"),
        ("sku,price\n1,2\n", "no column “name”. The headings are “sku”, “price”"),
        ("name,sku,Name\na,b,c\n", "Two columns say the name: “name” and “Name”"),
        (HEAD + "1,a,b,c\n2,a,b\n", "Line 3: It has 3 cells, and the headings are 4"),
        (HEAD + "1,a,b,c,d\n", "Line 2: It has 5 cells"),
        (HEAD + '1,a,b,c\n2,"a,b,c\n3,a,b,c\n', "Line 3: A quote that begins here is never"),
        (HEAD + '1,a,b,"' + "x" * 200_000 + '"\n', "Line 2: A cell is longer than 131,072"),
        (HEAD + '1,"a" b,c,d\n', "Line 2: The line cannot be read"),
        (HEAD + "1,,b,c\n", "Line 2: The name is missing"),
        (HEAD + f"1,{'n' * 201},b,c\n", "Line 2: The name is 201 letters long; 200"),
        (HEAD + f"1,a,b,{'d' * 100_001}\n", "Line 2: The description is 100,001 letters"),
        (HEAD + "S,a,b,c\nT,a,b,c\nS,x,y,z\n", "Line 4: The SKU “S” is on line 2 already"),
    ],
)
def test_faults_of_csv_are_told_with_their_line(library, tmp_path, text, words):
    assert words in refusal(library, tmp_path, text.encode())


def test_what_is_no_text_is_told(library, tmp_path):
    assert "workbook" in refusal(library, tmp_path, b"PK\x03\x04\x14\x00\x06\x00rest")
    assert "zero bytes" in refusal(library, tmp_path, ROWS.encode("utf-16-le"))
    late = HEAD.encode() + b"1,a,b," + b"x" * 5000 + b"\n2,b\x00b,,\n"
    assert "Line 3: The name holds a zero byte" in refusal(library, tmp_path, late)


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(ImportRefusedError, match="cannot be read"):
        inspect_file(tmp_path / "gone.csv")


def test_all_faults_are_counted_and_three_are_shown(library, tmp_path):
    message = refusal(library, tmp_path, (HEAD + "1,,b,c\n" * 9).encode())
    assert message.count("Line ") == 3
    path = tmp_path / "many.csv"
    path.write_text(HEAD + ",,b,c\n" * 1000)
    with pytest.raises(ImportRefusedError) as caught:
        take(library, path)
    assert len(caught.value.problems) == 100


RECORDS = [{"sku": "L-1", "name": "Lámpara", "price": 3}, {"sku": 7, "name": "Vase", "brand": None}]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(RECORDS),
        json.dumps(RECORDS, indent=2, ensure_ascii=False),
        json.dumps({"products": RECORDS}),
        "\n".join(json.dumps(record) for record in RECORDS) + "\n",
    ],
)
def test_json_in_every_form(library, tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    preview = inspect_file(path)
    assert preview.file.kind == "json"
    assert preview.file.ignored == ("price",)
    assert take(library, path).added == 2
    assert names(library) == ["Lámpara", "Vase"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"name": "a"},\n{"name": }]', "Line 2: It is not JSON"),
        ('[{"name": "a"},\n"b"]', "Line 2: It is no object"),
        ('[{"name": "a"},\n{"name": "b", "name": "c"}]', "Line 2: It says “name” twice"),
        ('[{"name": "a"}\n', "ends in the middle"),
        ('[{"name": "a"}] tail', "something after the list"),
        ('[{"name": ["a"]}]', "Line 1: The name is neither text nor a number"),
        ('[{"name": "a"},\n{"name": "\\ud800"}]', "Line 2: The name holds a broken character"),
        ('[{"title": "a", "name": "b"}]', "Two columns say the name"),
        ('[{"sku": "a"}]', "no column “name”"),
        ("[]", "holds no products"),
        ("[" * 100_000, "Line 1"),
    ],
)
def test_faults_of_json_are_told_with_their_line(library, tmp_path, text, words):
    assert words in refusal(library, tmp_path, text.encode(), "a.json")


def test_a_known_sku_is_updated_and_keeps_what_the_file_does_not_have(library, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sku,name,description\nL-1,Lamp,old words\n")
    take(library, path)
    reader = library.reader()
    (before,) = reader.find_products()
    path.write_text("sku,name\nL-1,Lamp two\nL-2,Other\n")
    result = take(library, path)
    assert (result.added, result.updated) == (1, 1)
    after = reader.product(before.id)
    assert (after.name, after.description, after.color) == ("Lamp two", "old words", before.color)
    assert [product.sku for product in reader.find_products("lamp two")] == ["L-1"]
    reader.shutdown()
