"""A project as PDF, laid out by Qt. No widgets, and no file of anybody else is ever opened."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QRectF, QSizeF, QThread, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
    QTextLength,
    QTextOption,
    QTextTableCellFormat,
    QTextTableFormat,
)

from gallery_studio.paths import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PySide6.QtGui import QTextTable

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
_HERO_SHARE = 0.52
"""Most of a page's height the final picture takes: title and description stay with it."""
_STEP_SHARE = 0.40
"""Most of a page's height the picture of a step takes: two steps share a page."""
_STEP_COLUMN = 0.56
"""Part of the width a step's picture has; its words stand beside it."""
_BESIDE_CHARACTERS = 500
"""Most words of a step that stand beside its picture."""
_GAP_PT = 30
"""Between picture and words, and between two steps."""


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
        self.error: Exception | None = RuntimeError("the thread that sets the page did not run")

    def run(self) -> None:
        """Make the PDF."""
        try:
            self.data, self.error = _set_pdf(self._page, self._pictures), None
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            self.error = error


def pdf_of(page: ProjectPage, pictures: Mapping[ImageId, PagePicture]) -> bytes:
    """Return a page as PDF, A4: the final picture first, then the steps, words beside pictures.

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
    _paint_pages(document, writer, size)
    del document
    buffer.close()
    return bytes(data.data())


def _paint_pages(document: QTextDocument, writer: QPdfWriter, size: QSizeF) -> None:
    """Paint page after page as they were laid out.

    `print_` scales by the screen's measure, and without a window it cut a line at the page's end.
    """
    layout = document.documentLayout()
    painter = QPainter(writer)
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        top = number * size.height()
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, top, size.width(), size.height())
        painter.save()
        painter.translate(0, -top)
        painter.setClipRect(context.clip)
        layout.draw(painter, context)
        painter.restore()
    painter.end()


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
        for number, step in enumerate(page.steps):
            self._set_step(step, is_picture_left=number % 2 == 0)
        if page.mark:
            self._text(f"{page.mark}.", _font("Inter", 9), _THIRD, above=24)

    def _set_hero(self, page: ProjectPage) -> None:
        if page.image_id is not None:
            self._picture(page.image_id, page.image_alt, self._room(_HERO_SHARE))
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

    def _set_step(self, step: PageStep, *, is_picture_left: bool) -> None:
        """Set a step as a row: its picture on one side, its words on the other.

        Words that a page might not hold beside it stand below, where they may be parted.
        """
        length = len(step.quote) + sum(map(len, step.notes))
        if step.image_id is None or length > _BESIDE_CHARACTERS:
            if step.image_id is not None:
                self._picture(step.image_id, step.alt, self._room(_STEP_SHARE), above=_GAP_PT)
            self._set_words(step, above=_GAP_PT / 2)
            return
        gap = _GAP_PT * _PX_PER_PT
        picture_px = self._size.width() * _STEP_COLUMN
        widths = [picture_px, self._size.width() - picture_px]
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(0)
        form.setTopMargin(gap)
        form.setColumnWidthConstraints(
            [
                QTextLength(QTextLength.Type.FixedLength, width)
                for width in (widths if is_picture_left else reversed(widths))
            ]
        )
        table = self._cursor.insertTable(1, 2, form)
        picture, words = (0, 1) if is_picture_left else (1, 0)
        self._begin_cell(table, picture)
        room = QSizeF(picture_px, self._size.height() * _STEP_SHARE)
        self._picture(step.image_id, step.alt, room)
        beside = {"left": gap} if is_picture_left else {"right": gap}
        self._begin_cell(table, words, **beside)
        self._set_words(step)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._is_empty = False
        self._keep_together(table)

    def _begin_cell(
        self, table: QTextTable, column: int, *, left: float = 0, right: float = 0
    ) -> None:
        cell = table.cellAt(0, column)
        form = QTextTableCellFormat()
        form.setLeftPadding(left)
        form.setRightPadding(right)
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        cell.setFormat(form)
        self._cursor = cell.firstCursorPosition()
        self._is_empty = True

    def _keep_together(self, table: QTextTable) -> None:
        """Begin a new page with a row that would be cut, where a page can hold it."""
        rect = self.document.documentLayout().frameBoundingRect(table)
        height = self._size.height()
        is_cut = int(rect.top() // height) != int((rect.bottom() - 1) // height)
        if is_cut and rect.height() < height:
            form = table.format()
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            form.setTopMargin(0)
            table.setFormat(form)

    def _set_words(self, step: PageStep, *, above: float = 0) -> None:
        label = _font("Inter", 10, is_bold=True)
        self._text(step.label, label, _ACCENT, above=above)
        if step.quote:
            quote = _font("Newsreader Text", 17, is_italic=True)
            self._text(f"“{step.quote}”", quote, _INK, above=4)
        for note in step.notes:
            self._text(note, _font("Newsreader Text", 12), _SECOND, above=10)
        made = " · ".join(filter(None, (step.model_name, step.date)))
        self._text(made, _font("Inter", 9), _THIRD, above=8)

    def _room(self, share: float) -> QSizeF:
        return QSizeF(self._size.width(), self._size.height() * share)

    def _block(self, above: float, *, line_percent: int) -> None:
        form = QTextBlockFormat()
        form.setTopMargin(above * _PX_PER_PT)
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        form.setLineHeight(line_percent, proportional)
        if self._is_empty:
            self._cursor.setBlockFormat(form)
            self._is_empty = False
        else:
            self._cursor.insertBlock(form)

    def _text(self, text: str, font: QFont, color: str, *, above: float = 0) -> None:
        if not text:
            return
        self._block(above, line_percent=118)
        form = QTextCharFormat()
        form.setFont(font)
        form.setForeground(QColor(color))
        self._cursor.insertText(text, form)

    def _picture(self, image_id: ImageId, alt: str, room: QSizeF, *, above: float = 0) -> None:
        picture = self._pictures.get(image_id)
        if picture is None:
            missing = f"(The picture is missing: {alt})"
            self._text(missing, _font("Inter", 9), _THIRD)
            return
        name = f"picture:{image_id}"
        # our own encoding of our own decoding, never the bytes that were received
        self.document.add_picture(name, QImage.fromData(picture.data))
        share = min(room.width() / picture.width, room.height() / picture.height)
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
