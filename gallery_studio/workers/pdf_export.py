"""A project as PDF, laid out by Qt. No widgets, and no file of anybody else is ever opened."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QSizeF, QThread, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
    QTextOption,
)

from gallery_studio.paths import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.studio.project_export.pictures import PagePicture
    from gallery_studio.studio.project_page import PageStep, ProjectPage

_DPI = 144
_PX_PER_PT = _DPI / 72
_MARGIN_MM = 18.0
_FONT_FILES = (
    "NewsreaderDisplay-Regular.ttf",
    "NewsreaderText-Regular.ttf",
    "NewsreaderText-Italic.ttf",
    "Inter-Regular.ttf",
    "Inter-SemiBold.ttf",
)
_INK, _SECOND, _THIRD, _ACCENT = "#1b1b1a", "#504f4b", "#62615c", "#ac3f07"
_PICTURE_SHARE = 0.62
"""Most of a page's height a picture takes, so that its words stay with it."""


@contextmanager
def offscreen_application() -> Iterator[None]:
    """Have Qt's fonts at hand where no window is open; a running application is left alone."""
    if QGuiApplication.instance() is not None:
        yield
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(["gallery-studio"])
    try:
        yield
    finally:
        application.shutdown()


class _ClosedDocument(QTextDocument):
    """A document that knows its own pictures and reads nothing else.

    Returning a real picture for everything else is what keeps Qt from looking for files
    (Source: reliability, 5).
    """

    def __init__(self) -> None:
        super().__init__()
        self._pictures: dict[str, QImage] = {}
        self._nothing = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._nothing.fill(0)

    def add_picture(self, name: str, image: QImage) -> None:
        """Know a picture by a name."""
        self._pictures[name] = image

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        """Return a known picture, or a transparent point."""
        text = name if isinstance(name, str) else name.toString()
        return self._pictures.get(text, self._nothing)


class _PdfThread(QThread):
    """Sets a page in a thread of Qt's own.

    A text document has timers, and those need an event dispatcher, which a thread of Python's
    pool does not have.
    """

    def __init__(self, page: ProjectPage, pictures: Mapping[ImageId, PagePicture]) -> None:
        super().__init__()
        self._page, self._pictures = page, pictures
        self.data = b""
        self.error: Exception | None = None

    def run(self) -> None:
        """Make the PDF."""
        try:
            self.data = _set_pdf(self._page, self._pictures)
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            self.error = error


def pdf_of(page: ProjectPage, pictures: Mapping[ImageId, PagePicture]) -> bytes:
    """Return a page as PDF, A4, the final picture first and one step to a page.

    Any thread, which waits; a `QGuiApplication` must exist. All text is set as plain text.

    Args:
        page: What it says.
        pictures: Its pictures, encoded by us.
    """
    thread = _PdfThread(page, pictures)
    thread.start()
    thread.wait()
    if thread.error is not None:
        raise thread.error
    return thread.data


def _set_pdf(page: ProjectPage, pictures: Mapping[ImageId, PagePicture]) -> bytes:
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(page.title)
    writer.setCreator("Gallery Studio")
    size = QSizeF(writer.pageLayout().paintRectPixels(_DPI).size())
    document = _PageSetter(page, pictures, size).document
    document.print_(writer)
    del document
    buffer.close()
    return bytes(data.data())


class _PageSetter:
    """Sets the words and pictures of a page into a document."""

    def __init__(
        self, page: ProjectPage, pictures: Mapping[ImageId, PagePicture], size: QSizeF
    ) -> None:
        self._pictures = pictures
        self._size = size
        self.document = _ClosedDocument()
        self.document.setUndoRedoEnabled(False)
        self.document.setDocumentMargin(0)
        self.document.setPageSize(size)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document.setDefaultTextOption(option)
        self._cursor = QTextCursor(self.document)
        self._is_empty = True
        self._set_hero(page)
        for step in page.steps:
            self._set_step(step)
        if page.mark:
            self._text(f"{page.mark}.", _font("Inter", 9), _THIRD, above=24)

    def _set_hero(self, page: ProjectPage) -> None:
        if page.image_id is not None:
            self._picture(page.image_id, page.image_alt)
        self._text(page.hero_title, _font("Inter", 10, is_bold=True), _ACCENT, above=18)
        self._text(page.title, _font("Newsreader Display", 30), _INK, above=2)
        self._text(page.description, _font("Newsreader Text", 13), _SECOND, above=10)
        for fact in page.made_facts:
            self._text(fact, _font("Inter", 9), _THIRD, above=4)
        if page.opening:
            heading = _font("Inter", 18, is_bold=True)
            self._text(page.journey_title, heading, _INK, above=24)
        for text in page.opening:
            self._text(text, _font("Newsreader Text", 13), _SECOND, above=6)

    def _set_step(self, step: PageStep) -> None:
        label = _font("Inter", 10, is_bold=True)
        self._text(step.label, label, _ACCENT, is_new_page=True)
        if step.quote:
            quote = _font("Newsreader Text", 18, is_italic=True)
            self._text(f"“{step.quote}”", quote, _INK, above=4)
        if step.image_id is not None:
            self._picture(step.image_id, step.alt, above=14)
        for note in step.notes:
            self._text(note, _font("Newsreader Text", 13), _SECOND, above=12)
        made = " · ".join(filter(None, (step.model_name, step.date)))
        self._text(made, _font("Inter", 9), _THIRD, above=8)

    def _block(self, above: float, *, line_percent: int, is_new_page: bool = False) -> None:
        form = QTextBlockFormat()
        form.setTopMargin(above * _PX_PER_PT)
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        form.setLineHeight(line_percent, proportional)
        if is_new_page:
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        if self._is_empty:
            self._cursor.setBlockFormat(form)
            self._is_empty = False
        else:
            self._cursor.insertBlock(form)

    def _text(
        self, text: str, font: QFont, color: str, *, above: float = 0, is_new_page: bool = False
    ) -> None:
        if not text:
            return
        self._block(above, line_percent=118, is_new_page=is_new_page)
        form = QTextCharFormat()
        form.setFont(font)
        form.setForeground(QColor(color))
        self._cursor.insertText(text, form)

    def _picture(self, image_id: ImageId, alt: str, *, above: float = 0) -> None:
        picture = self._pictures.get(image_id)
        if picture is None:
            missing = f"(The picture is missing: {alt})"
            self._text(missing, _font("Inter", 9), _THIRD, above=above)
            return
        name = f"picture:{image_id}"
        # our own encoding of our own decoding, never the bytes that were received
        self.document.add_picture(name, QImage.fromData(picture.data))
        share = min(
            self._size.width() / picture.width,
            self._size.height() * _PICTURE_SHARE / picture.height,
        )
        form = QTextImageFormat()
        form.setName(name)
        form.setWidth(picture.width * share)
        form.setHeight(picture.height * share)
        form.setProperty(QTextFormat.Property.ImageAltText, alt)
        self._block(above, line_percent=100)
        self._cursor.insertImage(form)


def _font(family: str, size_pt: float, *, is_bold: bool = False, is_italic: bool = False) -> QFont:
    font = QFont([family, "Noto Sans", "sans-serif"])
    font.setPixelSize(round(size_pt * _PX_PER_PT))
    font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
    font.setItalic(is_italic)
    return font
