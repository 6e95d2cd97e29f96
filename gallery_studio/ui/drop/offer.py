"""What a drop or the clipboard offers, told apart without opening anything.

Files are paths, a browser's picture is its bytes or its address, our own cards are ids.
"""

from __future__ import annotations

import base64
import binascii
import json
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from gallery_studio.domain.ids import CardId, ImageId
from gallery_studio.domain.limits import IMAGE_FILE_BYTES
from gallery_studio.records import dataclass, field
from gallery_studio.studio.import_sources import (
    AddressSource,
    FileSource,
    MadeSource,
    SkippedSource,
    Source,
    StoredSource,
)
from gallery_studio.ui.compose.picture_mime import PIXELS, encoded_format, pixels
from gallery_studio.workers.import_worker import encoded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData, QUrl

STUDIO_IMAGES = "application/x-gallery-studio-images"
"""Pictures of a library of ours: JSON, a list of objects with image, card, name and library."""

PASTED = "Pasted image"
_HTML_CHARACTERS = 200_000
_ADDRESS_CHARACTERS = 8_000


@dataclass(frozen=True, slots=True)
class StudioImage:
    """A picture of the library on its way through the clipboard or a drag.

    Attributes:
        image_id: The picture.
        name: What it is called.
        card_id: The card it was taken from.
    """

    image_id: ImageId
    name: str
    card_id: CardId


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be brought in.

    Attributes:
        sources: In order.
        skipped: What is refused without looking.
        cards: Our own cards among it: they can also just be moved.
    """

    sources: tuple[Source, ...] = ()
    skipped: tuple[SkippedSource, ...] = ()
    cards: tuple[StudioImage, ...] = field(default=())

    def __bool__(self) -> bool:
        """Whether there is anything to do or to say."""
        return bool(self.sources or self.skipped)


def may_hold_pictures(mime: QMimeData) -> bool:
    """Whether drop zones make sense; cheap, for it is asked while the pointer moves."""
    if mime.hasFormat(STUDIO_IMAGES) or mime.hasUrls():
        return True
    if _is_prose(mime):
        return False
    if encoded_format(mime):
        return True
    return mime.hasFormat(PIXELS) or mime.hasFormat("text/html")


def read_offer(mime: QMimeData, library: str) -> Offer:
    """Return what a drop or the clipboard holds, the most faithful form of it.

    Args:
        mime: Valid only during the event; what is needed later is copied out.
        library: Names the open library; ids of another one mean nothing here.
    """
    cards = studio_images(mime, library)
    if cards:
        sources = tuple(StoredSource(card.image_id, card.name) for card in cards)
        return Offer(sources, cards=cards)
    offer = _from_urls(mime.urls())
    if any(isinstance(source, FileSource) for source in offer.sources):
        return offer
    if not _is_prose(mime):
        made = _from_bytes(mime) or _from_html(mime)
        if made:
            return made
    return offer or _from_text(mime)


def studio_images(mime: QMimeData, library: str) -> tuple[StudioImage, ...]:
    """Return the pictures of this library that were dragged or copied; none of any other."""
    if not mime.hasFormat(STUDIO_IMAGES):
        return ()
    try:
        entries = json.loads(bytes(mime.data(STUDIO_IMAGES).data()))
        return tuple(
            StudioImage(ImageId(str(e["image"])), str(e["name"]), CardId(str(e["card"])))
            for e in entries
            if e["library"] == library
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()


def studio_images_data(images: Sequence[StudioImage], library: str) -> bytes:
    """Return the pictures in our own form."""
    entries = [
        {"image": one.image_id, "name": one.name, "card": one.card_id, "library": library}
        for one in images
    ]
    return json.dumps(entries).encode()


def is_address(text: str) -> bool:
    """Whether a text is one web address and nothing else."""
    words = text.strip()
    begins = words.lower().startswith(("https://", "http://"))
    return begins and len(words) <= _ADDRESS_CHARACTERS and len(words.split()) == 1


def _is_prose(mime: QMimeData) -> bool:
    """Whether words are what is meant: a spreadsheet offers its cells as a picture as well."""
    return mime.hasText() and not mime.hasUrls() and not is_address(mime.text())


def _from_urls(urls: Sequence[QUrl]) -> Offer:
    sources: list[Source] = []
    skipped: list[SkippedSource] = []
    for url in urls:
        if url.isLocalFile() and not url.host():
            sources.append(FileSource(Path(url.toLocalFile())))
        elif url.scheme() in ("http", "https"):
            sources.append(AddressSource(url.toString(url.ComponentFormattingOption.FullyEncoded)))
        elif url.isLocalFile():
            reason = "It lies on another computer. Copy it to this one first."
            skipped.append(SkippedSource(url.fileName() or url.host(), reason))
        else:
            reason = "Only files and https addresses can be brought in."
            skipped.append(SkippedSource(url.fileName() or url.scheme(), reason))
    return Offer(tuple(sources), tuple(skipped))


def _from_bytes(mime: QMimeData) -> Offer:
    """Return a picture that is there as it was encoded, or else as pixels."""
    name = _name_in(mime)
    data = bytes(mime.data(encoded_format(mime)).data())
    if data:
        return Offer((MadeSource(partial(bytes, data), name),))
    image = pixels(mime)
    return Offer() if image is None else Offer((MadeSource(partial(encoded, image), name),))


def _name_in(mime: QMimeData) -> str:
    """Return the name of a browser's picture, from its address."""
    for url in mime.urls():
        if url.fileName():
            return url.fileName()
    return PASTED


def _from_html(mime: QMimeData) -> Offer:
    """Return the first picture of a piece of a web page: an address, or bytes in the page."""
    if not mime.hasHtml():
        return Offer()
    page = mime.html()
    finder = _ImageFinder()
    finder.feed(page[:_HTML_CHARACTERS])
    address = finder.address or _embedded(page)
    if address.startswith("data:image/"):
        return Offer((MadeSource(partial(_data_address, address), PASTED),))
    return Offer((AddressSource(address),)) if is_address(address) else Offer()


def _embedded(page: str) -> str:
    """Return the first ``data:`` address of a page, which may be too long to be parsed."""
    start = page.find('"data:image/') + 1
    end = page.find('"', start)
    return page[start:end] if start and end > start else ""


class _ImageFinder(HTMLParser):
    """Finds the address of the first picture."""

    def __init__(self) -> None:
        super().__init__()
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        if tag == "img" and not self.address:
            self.address = (dict(attrs).get("src") or "").strip()


def _data_address(address: str) -> bytes:
    """Return the bytes inside a ``data:`` address; none when it is broken or too large.

    For a worker thread: it may be some megabytes.
    """
    head, _, body = address.partition(",")
    if len(body) > 2 * IMAGE_FILE_BYTES:
        return b""
    if not head.endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(unquote_to_bytes(body))
    except binascii.Error:
        return b""


def _from_text(mime: QMimeData) -> Offer:
    text = mime.text().strip()
    return Offer((AddressSource(text),)) if is_address(text) else Offer()
