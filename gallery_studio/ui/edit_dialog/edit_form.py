"""The right of the dialog: what to change, with which pictures, models, shape and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.studio.price_text import price_per_image
from gallery_studio.ui.compose.compose_value import ratio_choices, ratio_value
from gallery_studio.ui.conversation.message_edit import MessageEdit
from gallery_studio.ui.conversation.reference_row import ReferenceRow
from gallery_studio.ui.edit_dialog.edit_subject import (
    EditSubject,
    models_at_first,
    offered_ratios,
    offered_sizes,
    pixels_text,
    size_at_first,
)
from gallery_studio.ui.edit_dialog.flow_row import FlowRow
from gallery_studio.ui.edit_dialog.ratio_picker import RatioPicker
from gallery_studio.ui.widgets.chip import Chip, ChipStyle
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.segmented_control import SegmentedControl
from gallery_studio.ui.widgets.selectable_row import SelectableRow

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ModelId
    from gallery_studio.domain.model_info import ModelInfo
    from gallery_studio.ui.conversation.pane_context import PaneContext

TEXT_MOST = 2000
"""Letters of a description the dialog takes; an edit that needs more is two edits."""
STARTERS = (
    ("New light", "Change the light to "),
    ("New background", "Replace the background with "),
    ("Remove something", "Remove "),
    ("Restyle", "Restyle it as "),
)
_BESIDE_FROM = 440


class EditForm(QWidget):
    """All choices of an edit.

    Args:
        context: Theme, models, pictures.
        parent: Owner.

    Signals:
        changed(): Anything is different now.
        models_changed(): Other models or references: plan references again.
    """

    changed = Signal()
    models_changed = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._theme = context, context.theme
        theme = context.theme
        self._subject: EditSubject | None = None
        self._infos: tuple[ModelInfo, ...] = ()
        self._sizes: tuple[str, ...] = ()
        self.text = MessageEdit(
            theme, "Describe your edit", "What should be different?", is_large=True
        )
        self.counter = PlainLabel(theme, f"0 / {TEXT_MOST}", "meta", "textSecondary")
        self.starters = [Chip(theme, ChipStyle(name)) for name, _ in STARTERS]
        self.references = ReferenceRow(context, side_px=56, label="")
        self.left_out = PlainLabel(theme, "", "meta", "warning", max_lines=2)
        self.left_out.hide()
        self._hints: list[PlainLabel] = []
        self.rows: list[SelectableRow] = []
        self.ratios = RatioPicker(theme)
        self.sizes: SegmentedControl | None = None
        self.pixels = PlainLabel(theme, "", "meta", "textSecondary", max_lines=2)
        self.pixels.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        theme, px = self._theme, self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(4), px(24), px(12))
        column.setSpacing(px(8))
        self._head(column, "Describe your edit", self.counter)
        column.addWidget(self.text)
        lead = PlainLabel(theme, "Start from", "meta", "textSecondary")
        column.addWidget(FlowRow([lead, *self.starters], px(8)))
        column.addSpacing(px(10))
        self._head(column, "References", self.references.count)
        row = QHBoxLayout()
        row.addWidget(self.references, 1)
        row.addWidget(self._hint("Drop, paste or browse. People and products count too."))
        column.addLayout(row)
        column.addWidget(self.left_out)
        column.addSpacing(px(8))
        self._head(column, "Models", self._hint("Each model answers once"))
        self._models = QVBoxLayout()
        self._models.setSpacing(px(6))
        column.addLayout(self._models)
        column.addSpacing(px(10))
        self._shape = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._shape.setSpacing(px(20))
        self._shape.addWidget(self._titled("Aspect ratio", self.ratios), 1)
        self._shape.addWidget(self._size_part(), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._shape)
        column.addStretch(1)

    def _connect(self) -> None:
        self.text.text_changed.connect(self._on_text_changed)
        self.references.references_changed.connect(self._on_models_changed)
        self.ratios.ratio_changed.connect(self._on_shape_changed)
        for chip in self.starters:
            chip.clicked.connect(self._on_starter)

    # What it holds

    @property
    def models(self) -> tuple[ModelId, ...]:
        """The models ticked, in the order of the catalogue."""
        return tuple(
            info.id for info, row in zip(self._infos, self.rows, strict=True) if row.isChecked()
        )

    @property
    def image_size(self) -> str | None:
        """The size chosen, or None where the models have one of their own."""
        return self._sizes[self.sizes.current()] if self.sizes is not None else None

    def show_subject(self, subject: EditSubject) -> None:
        """Begin anew with a picture: its model, shape and size are chosen beforehand."""
        self._subject = subject
        self.text.clear()
        self.references.set_references(())
        self._make_rows(models_at_first(subject, self._context.catalogue))
        shown, others = offered_ratios(self._infos, subject.aspect)
        self.ratios.show_ratios(shown, others, subject.aspect)
        self._sizes = ()
        self._show_sizes()
        self._show_shape()

    def arrange(self, width: int) -> None:
        """Put ratio and size one below the other where they do not fit side by side."""
        is_wide = width >= self._theme.px(_BESIDE_FROM)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._shape.setDirection(beside if is_wide else below)
        for hint in self._hints:
            hint.setVisible(is_wide)

    # Internals

    def _head(self, column: QVBoxLayout, title: str, right: QWidget) -> None:
        row = QHBoxLayout()
        row.addWidget(PlainLabel(self._theme, title, "label"), 1)
        row.addWidget(right)
        column.addLayout(row)

    def _hint(self, text: str) -> PlainLabel:
        hint = PlainLabel(self._theme, text, "meta", "textTertiary")
        self._hints.append(hint)
        return hint

    def _titled(self, title: str, widget: QWidget) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(8))
        column.addWidget(PlainLabel(self._theme, title, "label"))
        column.addWidget(widget)
        return box

    def _size_part(self) -> QWidget:
        self._size_box = QWidget()
        self._size_column = QVBoxLayout(self._size_box)
        self._size_column.setContentsMargins(0, 0, 0, 0)
        self._size_column.setSpacing(self._theme.px(8))
        part = self._titled("Resolution", self._size_box)
        self._size_column.addWidget(self.pixels)
        return part

    def _make_rows(self, chosen: tuple[ModelId, ...]) -> None:
        for row in self.rows:
            self._models.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._infos = self._context.catalogue.current()
        self.rows = []
        for info in self._infos:
            row = SelectableRow(self._theme, info.name, summary=info.summary, icon=info.glyph)
            row.setChecked(info.id in chosen)
            row.toggled.connect(self._on_models_changed)
            self._models.addWidget(row)
            self.rows.append(row)

    def _asked(self) -> list[ModelInfo]:
        return [info for info in self._infos if info.id in self.models]

    def _show_sizes(self) -> None:
        """Offer the sizes of the chosen models; keep the one that was chosen if it still is one."""
        wanted = offered_sizes(self._asked() or self._infos)
        if wanted == self._sizes or self._subject is None:
            return
        kept = self.image_size if self._sizes else None
        self._sizes = wanted
        if self.sizes is not None:
            self._size_column.removeWidget(self.sizes)
            self.sizes.hide()
            self.sizes.deleteLater()
            self.sizes = None
        if not wanted:
            return
        self.sizes = SegmentedControl(self._theme, wanted, "Resolution")
        first = kept if kept in wanted else size_at_first(self._subject, wanted)
        self.sizes.set_current(wanted.index(first) if first in wanted else 0)
        self.sizes.choice_changed.connect(self._on_shape_changed)
        self._size_column.insertWidget(0, self.sizes)

    def _show_shape(self) -> None:
        """Bring prices, pixels and refusals in line with models and size."""
        asked = self._asked()
        for info, row in zip(self._infos, self.rows, strict=True):
            size = self._context.catalogue.nearest_size(info.id, self.image_size)
            price = price_per_image(info.price_for(size))
            row.set_detail(f"{price}, about {max(1, round(info.typical_s))} s")
        refusals = {c.value: c.reason for c in ratio_choices(self._infos, asked) if c.reason}
        self.ratios.set_refusals(refusals)
        self.pixels.setText(self._pixels_text(asked))

    def _pixels_text(self, asked: list[ModelInfo]) -> str:
        if self._subject is None:
            return ""
        size = self.image_size
        ratio = self.ratios.value
        aspect = ratio_value(ratio) if ratio is not None else self._subject.aspect
        catalogue = self._context.catalogue
        others = [
            f"{info.short_name}: {catalogue.nearest_size(info.id, size)}"
            for info in asked
            if catalogue.nearest_size(info.id, size) not in (size, None)
        ]
        return ". ".join(filter(None, (pixels_text(size, aspect), ", ".join(others))))

    def _on_text_changed(self) -> None:
        length = len(self.text.text().strip())
        self.counter.setText(f"{length} / {TEXT_MOST}")
        is_long = length > TEXT_MOST
        self.counter.set_color("danger" if is_long else "textSecondary")
        self.text.set_wrong(is_wrong=is_long)
        self.changed.emit()

    def _on_models_changed(self) -> None:
        self._show_sizes()
        self._show_shape()
        self.changed.emit()
        self.models_changed.emit()

    def _on_shape_changed(self) -> None:
        self._show_shape()
        self.changed.emit()

    def _on_starter(self) -> None:
        """Put the words of a starter into the text, after what is there."""
        index = self.starters.index(self.sender())  # type: ignore[arg-type]
        before = self.text.text().rstrip()
        words = STARTERS[index][1]
        self.text.set_text(f"{before}\n{words}" if before else words)
        self.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)
