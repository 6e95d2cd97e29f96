"""Telling apart what a drop offers, whatever strange things other programs put into it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QImage

from gallery_studio.domain.limits import IMAGE_FILE_BYTES
from gallery_studio.studio.import_sources import (
    AddressSource,
    FileSource,
    MadeSource,
    StoredSource,
)
from gallery_studio.ui.compose.picture_mime import has_picture_bytes, picture_bytes
from gallery_studio.ui.drop.offer import (
    STUDIO_IMAGES,
    StudioImage,
    is_address,
    may_hold_pictures,
    read_offer,
    studio_images,
    studio_images_data,
)
from tests.support.imaging_samples import SVG

HERE = "/home/me/library"
OWN = StudioImage("a" * 64, "A <b>boat</b>", "crd-1")


def mime_of(**content) -> QMimeData:
    mime = QMimeData()
    for name, value in content.items():
        getattr(mime, f"set{name.capitalize()}")(value)
    return mime


def sources(mime: QMimeData) -> list:
    return list(read_offer(mime, HERE).sources)


def test_files_and_folders_are_paths(qapp, tmp_path) -> None:
    mime = mime_of(urls=[QUrl.fromLocalFile(str(tmp_path)), QUrl.fromLocalFile("/x/é ü.png")])
    assert may_hold_pictures(mime)
    assert sources(mime) == [FileSource(tmp_path), FileSource(Path("/x/é ü.png"))]


def test_files_win_over_a_bitmap_beside_them(qapp) -> None:
    mime = mime_of(urls=[QUrl.fromLocalFile("/x/a.png")])
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert sources(mime) == [FileSource(Path("/x/a.png"))]


def test_the_picture_wins_over_the_page_that_it_links_to(qapp) -> None:
    mime = mime_of(
        urls=[QUrl("https://site.example/page")],
        html="<a href=\"https://site.example/page\"><IMG SRC='https://cdn.example/a.png?x=1&amp;y=2'>",
    )
    assert sources(mime) == [AddressSource("https://cdn.example/a.png?x=1&y=2")]


def test_encoded_bytes_come_as_they_are(qapp) -> None:
    mime = QMimeData()
    mime.setData("image/webp", b"RIFF....")
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    (made,) = sources(mime)
    assert made.make() == b"RIFF...."


def test_pixels_are_encoded_later(qapp) -> None:
    mime = QMimeData()
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(0)
    mime.setImageData(image)
    (made,) = sources(mime)
    assert isinstance(made, MadeSource)
    assert made.make().startswith(b"\x89PNG")


class ClipboardOfX11(QMimeData):
    """Offers a drawing alone, and would have Qt decode it for whoever asks for pixels."""

    def __init__(self, media_type: str, data: bytes) -> None:
        super().__init__()
        self._media_type, self._data = media_type, data

    def formats(self) -> list[str]:
        return [self._media_type, "application/x-qt-image"]

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype in self.formats()

    def retrieveData(self, mimetype: str, _preferred: object) -> object:
        assert mimetype != "application/x-qt-image", "Qt would decode it"
        return QByteArray(self._data) if mimetype == self._media_type else None


@pytest.mark.parametrize("media_type", ["image/svg+xml", "image/svg+xml-compressed", "image/tiff"])
def test_qt_is_not_asked_for_the_pixels_of_a_foreign_picture(qapp, media_type: str) -> None:
    """What our own loader gets it refuses in words; see case 29."""
    mime = ClipboardOfX11(media_type, SVG)
    (source,) = sources(mime)
    assert source.make() == SVG
    assert has_picture_bytes(mime)
    assert picture_bytes(mime) == SVG


def test_a_picture_inside_the_page_is_its_bytes(qapp) -> None:
    for size in (10, 1_000_000):
        data = b"\x89PNG" + b"x" * size
        page = f'<img src="data:image/png;base64,{base64.b64encode(data).decode()}">'
        (made,) = sources(mime_of(html=page))
        assert made.make() == data


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<img>",
        "<img src>",
        '<img src="">',
        '<img src="file:///etc/passwd">',
        '<img src="/relative.png">',
        '<img src="javascript:alert(1)">',
        "<img src='https://a b c'>",
        "<" * 100_000,
        "<img " * 50_000,
        "<!--" + "x" * 100_000,
    ],
)
def test_pages_without_a_usable_picture_offer_none(qapp, html: str) -> None:
    assert sources(mime_of(html=html)) == []


def test_broken_and_oversized_pictures_in_a_page_are_nothing(qapp) -> None:
    from gallery_studio.ui.drop.offer import _data_address

    assert _data_address("data:image/png;base64,####") == b""
    assert _data_address("data:image/png;base64," + "A" * (2 * IMAGE_FILE_BYTES + 1)) == b""


def test_words_with_a_picture_beside_them_stay_words(qapp) -> None:
    mime = mime_of(text="A1\tB1", html='<img src="https://site.example/a.png">')
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert not may_hold_pictures(mime)
    assert sources(mime) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/x.png", True),
        ("  HTTPS://a.example/x.png\n", True),
        ("http://a.example/x.png", True),
        ("see https://a.example/x.png", False),
        ("https://a.example/x.png and more", False),
        ("file:///etc/passwd", False),
        ("https://" + "x" * 9000, False),
        ("", False),
    ],
)
def test_what_counts_as_an_address(text: str, expected: bool) -> None:
    assert is_address(text) is expected


def test_files_of_other_computers_and_other_schemes_are_refused_by_name(qapp) -> None:
    mime = mime_of(urls=[QUrl("file://server/share/a.png"), QUrl("ftp://x.example/b.png")])
    offer = read_offer(mime, HERE)
    assert offer.sources == ()
    assert [(one.name, one.reason.split(".")[0]) for one in offer.skipped] == [
        ("a.png", "It lies on another computer"),
        ("b.png", "Only files and https addresses can be brought in"),
    ]


def test_our_own_cards_are_ids(qapp) -> None:
    mime = mime_of(urls=[QUrl.fromLocalFile("/tmp/copy.png")], text="A boat")
    mime.setData(STUDIO_IMAGES, studio_images_data([OWN], HERE))
    offer = read_offer(mime, HERE)
    assert offer.sources == (StoredSource(OWN.image_id, OWN.name),)
    assert offer.cards == (OWN,)


def test_cards_of_another_library_are_their_files(qapp) -> None:
    mime = mime_of(urls=[QUrl.fromLocalFile("/tmp/copy.png")], text="A boat")
    mime.setData(STUDIO_IMAGES, studio_images_data([OWN], "/another"))
    assert read_offer(mime, HERE).sources == (FileSource(Path("/tmp/copy.png")),)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"null", b"7", b"{}", b"[1]", b'[{"image": 1}]', b"[[]]", b"[" * 100_000],
)
def test_forged_ids_are_none(qapp, data: bytes) -> None:
    mime = QMimeData()
    mime.setData(STUDIO_IMAGES, data)
    assert studio_images(mime, HERE) == ()


def test_ids_that_are_no_ids_stay_text(qapp) -> None:
    entry = {"image": "../../etc/passwd", "card": "x", "name": "<img src=x>", "library": HERE}
    mime = QMimeData()
    mime.setData(STUDIO_IMAGES, json.dumps([entry]).encode())
    (one,) = studio_images(mime, HERE)
    assert one.image_id == "../../etc/passwd"  # looked up in the database, never on disk
