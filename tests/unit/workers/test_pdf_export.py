"""The PDF: pages with pictures, and not one file of anybody else opened."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QUrl

from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import MediaType
from gallery_studio.studio.project_export.pictures import PagePicture
from gallery_studio.studio.project_page import PageStep, ProjectPage
from gallery_studio.workers.pdf_export import _ClosedDocument, _PdfThread, pdf_of

SHA = ImageId("a" * 64)


def jpeg() -> PagePicture:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "orange").save(stream, "JPEG")
    return PagePicture(MediaType.JPEG, stream.getvalue(), 300, 200)


def page(words: str, steps: int = 2) -> ProjectPage:
    told = [
        PageStep(n, f"Turn {n}", words, (words,), SHA, words, "offline", "Offline", "today")
        for n in range(1, steps + 1)
    ]
    return ProjectPage(
        words, words, words, SHA, words, "offline", words, (words,), words, (words,), tuple(told)
    )


def pages_of(data: bytes) -> int:
    return data.count(b"/Type /Page\n")


def test_the_picture_first_and_then_two_or_more_steps_to_a_page(qapp):
    data = pdf_of(page("a lamp", 3), {SHA: jpeg()})
    assert data.startswith(b"%PDF-")
    assert pages_of(data) == 2
    assert data.count(b"/Subtype /Image") >= 1


def drawn_rows(data: bytes, number: int, folder: Path) -> list[int]:
    """Return the rows of a page that are not white, from top to bottom, at 144 dpi."""
    path = folder / "page.pdf"
    path.write_bytes(data)
    subprocess.run(
        ["pdftoppm", "-r", "144", "-gray", "-f", str(number), "-l", str(number), path, path],
        check=True,
    )
    (shot,) = folder.glob(f"page.pdf-*{number}.pgm")
    with Image.open(shot) as image:
        height = image.height
        rows = [image.crop((0, y, image.width, y + 1)).getextrema()[0] for y in range(height)]
    return [y for y, darkest in enumerate(rows) if darkest < 200]


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("count", [1, 4, 40, 90])
def test_no_line_and_no_picture_is_cut_at_the_end_of_a_page(qapp, tmp_path: Path, count: int):
    told = page("a long word " * count, 3)
    data = pdf_of(told, {SHA: jpeg()})
    margin, height = 18 / 25.4 * 144, 297 / 25.4 * 144
    for number in range(1, pages_of(data) + 1):
        rows = drawn_rows(data, number, tmp_path)
        assert rows[0] > margin - 1
        assert rows[-1] < height - margin - 3, "what reaches the margin is cut"


def test_a_picture_that_is_missing_leaves_words(qapp):
    data = pdf_of(page("a lamp"), {})
    assert data.count(b"/Subtype /Image") == 0
    assert pages_of(data) == 1


def test_markup_is_words_and_asks_for_nothing(qapp, tmp_path: Path, monkeypatch):
    canary = tmp_path / "canary.png"
    Image.new("RGB", (900, 900), "red").save(canary)
    asked: list[str] = []
    known = _ClosedDocument.loadResource

    def watched(self, kind, name):
        asked.append(name if isinstance(name, str) else name.toString())
        return known(self, kind, name)

    monkeypatch.setattr(_ClosedDocument, "loadResource", watched)
    evil = f'<img src="{canary.as_uri()}"><img src="{canary}">![x]({canary})'
    data = pdf_of(page(evil), {SHA: jpeg()})
    assert pages_of(data) >= 2
    assert not [name for name in asked if "canary" in name]


def test_the_document_answers_every_wish_itself(qapp, tmp_path: Path):
    canary = tmp_path / "canary.png"
    Image.new("RGB", (90, 90), "red").save(canary)
    document = _ClosedDocument()
    for name in (QUrl.fromLocalFile(str(canary)), QUrl(str(canary)), str(canary)):
        found = document.loadResource(2, name)
        assert (found.width(), found.height()) == (1, 1)


def test_a_thread_that_fails_gives_no_empty_file(qapp, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: told.append(str(error)))

    def fail(_thread: object) -> None:
        raise ValueError("no page")

    monkeypatch.setattr(_PdfThread, "run", fail)
    with pytest.raises(RuntimeError, match="did not run"):
        pdf_of(page("a lamp"), {})
    assert told == ["no page"]
