"""Shows what a file would bring before it is imported, then how far the import is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.library.product_file import DELIMITERS, FIELDS
from gallery_studio.ui.theme.painting import paint_surface, paint_text
from gallery_studio.ui.widgets.buttons import GhostButton, PrimaryButton
from gallery_studio.ui.widgets.choice_chip import ChoiceChip
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.progress_bar import ProgressBar

if TYPE_CHECKING:
    from gallery_studio.library.product_file import ImportPreview, ProductFile, ProductRow
    from gallery_studio.studio.products import ImportProgress
    from gallery_studio.ui.theme.theme import Theme

_ENCODINGS = (
    ("cp1252", "Western (Windows-1252)"),
    ("cp1250", "Central European (Windows-1250)"),
    ("cp1251", "Cyrillic (Windows-1251)"),
    ("mac_roman", "Mac Roman"),
    ("shift_jis", "Japanese (Shift JIS)"),
    ("gb18030", "Chinese (GB 18030)"),
)
_TITLES = {"sku": "SKU", "name": "Name", "brand": "Brand", "description": "Description"}
_SHARES = {"sku": 2, "name": 3, "brand": 2, "description": 4}


class PreviewTable(QWidget):
    """The first rows of a file, painted; screen readers hear them as one description."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._fields: list[str] = []
        self._rows: tuple[ProductRow, ...] = ()
        self.setAccessibleName("First rows")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_rows(self, fields: list[str], rows: tuple[ProductRow, ...]) -> None:
        """Show these columns of these rows."""
        self._fields, self._rows = fields, rows
        spoken = (", ".join(row.values.get(field, "") for field in fields) for row in rows)
        self.setAccessibleDescription("; ".join(spoken))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Headings and rows."""
        return QSize(self._theme.px(520), self._line() * (len(self._rows) + 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame, headings and cells."""
        theme, painter = self._theme, QPainter(self)
        rect = QRectF(self.rect())
        radius, border = theme.radius("control"), theme.color("border")
        paint_surface(painter, rect, radius, theme.color("field"), border)
        height = self._line()
        self._paint_line(painter, QRectF(0, 0, rect.width(), height), None)
        for number, row in enumerate(self._rows, 1):
            line = QRectF(0, number * height, rect.width(), height)
            hair = QRectF(1, line.top(), line.width() - 2, 1)
            painter.fillRect(hair, theme.color("borderSubtle"))
            self._paint_line(painter, line, row)

    def _paint_line(self, painter: QPainter, line: QRectF, row: ProductRow | None) -> None:
        theme, px = self._theme, self._theme.px
        left = line.left() + px(12)
        lead = QFontMetrics(theme.font("meta")).horizontalAdvance("000,000") + px(12)
        words = "Line" if row is None else f"{row.line:,}"
        spot = QRectF(left, line.top(), lead, line.height())
        paint_text(painter, theme.font("meta"), spot, words, theme.color("textTertiary"))
        room, left = line.width() - lead - px(24), left + lead
        total = sum(_SHARES[field] for field in self._fields)
        for field in self._fields:
            width = room * _SHARES[field] / total
            cell = QRectF(left, line.top(), width - px(12), line.height())
            style = "metaStrong" if row is None else "body"
            text = _TITLES[field] if row is None else row.values.get(field, "")
            ink = theme.color("textSecondary" if row is None else "text")
            paint_text(painter, theme.font(style), cell, text, ink)
            left += width

    def _line(self) -> int:
        return self._theme.control_height(32)


class ImportDialog(ModalDialog):
    """One file: preview, then progress. It closes itself when the import has ended.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.

    Signals:
        encoding_chosen(str): Read the file with this encoding.
        import_confirmed(object): Import this `ProductFile`.
        cancel_requested(): End the running import.
    """

    encoding_chosen = Signal(str)
    import_confirmed = Signal(object)
    cancel_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, "Import products", window, (720, 460))
        self._file: ProductFile | None = None
        self._is_running = False
        self._can_choose = False
        self.facts = PlainLabel(theme, "", "body", "textSecondary", max_lines=0)
        self.encoding = ChoiceChip(theme, "Encoding", _ENCODINGS, icon="type")
        self.encoding_note = PlainLabel(
            theme, "The encoding cannot be told. Choose the one that shows the words rightly.",
            "meta", "warning", max_lines=2,
        )  # fmt: skip
        self.table = PreviewTable(theme)
        self.note = PlainLabel(theme, "", "meta", "textTertiary", max_lines=0)
        self.problem = PlainLabel(theme, "", "body", "danger", max_lines=0)
        self.bar = ProgressBar(theme, "Progress of the import", height_px=8)
        self.count = PlainLabel(theme, "", "meta", "textSecondary")
        self.cancel = GhostButton(theme, "Cancel")
        self.start = PrimaryButton(theme, "Import")
        self._build_parts()
        self.encoding.value_chosen.connect(self._on_encoding_chosen)
        self.cancel.clicked.connect(self._on_cancel)
        self.start.clicked.connect(self._on_start)
        self.show_reading()

    @property
    def is_running(self) -> bool:
        """Whether an import is on."""
        return self._is_running

    def show_reading(self) -> None:
        """Show that the file is being looked at."""
        self.facts.setText("Reading the file…")
        self._show_parts(preview=False, running=False, problem="")

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what a file would bring."""
        self._file = file = preview.file
        kind = "JSON" if file.kind == "json" else f"CSV, cells by {DELIMITERS[file.delimiter]}"
        size = f"{max(1, file.size_bytes // 1000):,} kB"
        self.facts.setText(f"{file.path.name}: {kind}, {file.encoding}, {size}")
        self.table.show_rows([f for f in FIELDS if f in file.fields], preview.rows)
        self.note.setText(_note(file))
        self._show_parts(preview=True, running=False, problem="")
        if not file.is_encoding_sure:
            self.encoding.set_value(file.encoding)
        self._can_choose = file.encoding in dict(_ENCODINGS)
        self._show_choice()
        self.start.setFocus()

    def show_progress(self, progress: ImportProgress) -> None:
        """Show how far the import is."""
        self.bar.set_share(progress.share)
        self.count.setText(f"{progress.rows:,} products read; nothing is kept before the end")

    def show_problem(self, text: str) -> None:
        """Say why the file cannot be imported; its encoding may be another one."""
        self._is_running = False
        self._show_parts(preview=False, running=False, problem=text)
        self._show_choice()
        self.cancel.setText("Close")
        self.cancel.setFocus()

    def end(self) -> None:
        """The import has ended: close."""
        self._is_running = False
        self.close_dialog()

    def can_close(self) -> bool:
        """Not while an import runs: that is cancelled first."""
        if self._is_running:
            self.cancel_requested.emit()
            return False
        return True

    def _build_parts(self) -> None:
        px = self._theme.px
        choice = QHBoxLayout()
        choice.setSpacing(px(12))
        choice.addWidget(self.encoding)
        choice.addWidget(self.encoding_note, 1)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(px(24), px(4), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(self.facts)
        column.addLayout(choice)
        for part in (self.table, self.note, self.problem, self.bar, self.count):
            column.addWidget(part)
        column.addStretch(1)
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(px(24), px(12), px(24), px(12))
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.start)

    def _show_parts(self, *, preview: bool, running: bool, problem: str) -> None:
        for part in (self.table, self.note):
            part.setVisible(preview)
        self.encoding.hide()
        self.encoding_note.hide()
        for running_part in (self.bar, self.count):
            running_part.setVisible(running)
        self.facts.setVisible(not problem)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.start.setVisible(not problem)
        self.start.setEnabled(preview and not running)
        self.cancel.setText("Cancel")

    def _show_choice(self) -> None:
        """Let the encoding be chosen where it cannot be told, also after a wrong choice."""
        self.encoding.setVisible(self._can_choose)
        self.encoding_note.setVisible(self._can_choose)

    def _on_encoding_chosen(self, encoding: object) -> None:
        self.encoding_chosen.emit(str(encoding))

    def _on_start(self) -> None:
        if self._file is not None:
            self._is_running = True
            self._show_parts(preview=True, running=True, problem="")
            self.cancel.setFocus()
            self.import_confirmed.emit(self._file)

    def _on_cancel(self) -> None:
        if self._is_running:
            self.cancel_requested.emit()
        else:
            self.close_dialog()


def _note(file: ProductFile) -> str:
    """Return what is not taken over, and what happens to products that are known."""
    known = "A product whose SKU is known gets the file's texts; all others are new."
    if "sku" not in file.fields:
        known = "Without a column “sku” every row becomes a new product."
    if not file.ignored:
        return known
    return f"Not taken over: {', '.join(file.ignored)}. {known}"
