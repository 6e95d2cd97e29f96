"""E49: text that a spreadsheet would run is neutralised on the way out; numbers stay numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.ids import ProductId
from gallery_studio.domain.people import Product
from gallery_studio.library.product_export import export_products
from gallery_studio.library.product_file import inspect_file
from gallery_studio.library.spreadsheet_text import neutralised, restored

NOW = "2026-11-21T11:42:00.000+00:00"


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","y")', "+1+2", "-cmd", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1",
        "\u00a0=1", "＝1", "'=1", "''=1", "-3-4",
    ],
)  # fmt: skip
def test_formulas_become_text(text):
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-3", "+1", "-3.5", "-3,5", "12", "Lamp", "", "it's", "'quoted'"])
def test_numbers_and_plain_words_stay(text):
    assert neutralised(text) == text


@given(st.text(alphabet="'=+-@ \t\r\n\u00a0a1.", max_size=12))
def test_what_is_written_is_read_again(text):
    assert restored(neutralised(text)) == text


def product(number: int, name: str, sku: str = "") -> Product:
    return Product(ProductId(f"prd-{number}"), sku, name, NOW, description="line one\nline two")


def test_the_file_is_whole_safe_and_read_back_equal(tmp_path: Path):
    path = tmp_path / "products.csv"
    names = ["=1+1", "-3", "Lámpara; grün", 'a "quoted" name', "@x", "<img src=x>"]
    products = [product(n, name, f"S-{n}") for n, name in enumerate(names)]
    assert export_products(products, path) == len(names)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfsku,name,brand,description\r\n")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[1] for row in rows[1:]] == ["'=1+1", "-3", *names[2:4], "'@x", names[5]]
    preview = inspect_file(path)
    assert [row.values["name"] for row in preview.rows] == names[:5]
    assert preview.rows[0].values["description"] == "line one\nline two"


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path):
    path = tmp_path / "products.csv"
    path.write_text("old")

    def broken():
        yield product(1, "a")
        raise OSError(28, "No space left on device")

    with pytest.raises(RequestError, match="No space left"):
        export_products(broken(), path)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["products.csv"]
    with pytest.raises(RequestError, match="Choose another folder"):
        export_products([], tmp_path / "gone" / "products.csv")
