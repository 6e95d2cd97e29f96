"""The PDF: pages with pictures, and not one file of anybody else opened."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QUrl

from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import MediaType
from gallery_studio.studio.project_export.pictures import PagePicture
from gallery_studio.studio.project_page import PageStep, ProjectPage
from gallery_studio.workers.pdf_export import _ClosedDocument, pdf_of

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


def test_one_page_for_the_picture_and_one_for_each_step(qapp):
    data = pdf_of(page("a lamp", 3), {SHA: jpeg()})
    assert data.startswith(b"%PDF-")
    assert pages_of(data) == 4
    assert data.count(b"/Subtype /Image") >= 1


def test_a_picture_that_is_missing_leaves_words(qapp):
    data = pdf_of(page("a lamp"), {})
    assert data.count(b"/Subtype /Image") == 0
    assert pages_of(data) == 3


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
    assert pages_of(data) >= 3
    assert not [name for name in asked if "canary" in name]


def test_the_document_answers_every_wish_itself(qapp, tmp_path: Path):
    canary = tmp_path / "canary.png"
    Image.new("RGB", (90, 90), "red").save(canary)
    document = _ClosedDocument()
    for name in (QUrl.fromLocalFile(str(canary)), QUrl(str(canary)), str(canary)):
        found = document.loadResource(2, name)
        assert (found.width(), found.height()) == (1, 1)
