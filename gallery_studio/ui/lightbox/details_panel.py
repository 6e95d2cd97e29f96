"""The details of the current picture: words, turn, facts, differences, and where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gallery_studio.ui.lightbox.fact_table import NAME_WIDTH, FactTable
from gallery_studio.ui.lightbox.facts import turn_text
from gallery_studio.ui.lightbox.rating_row import RatingRow
from gallery_studio.ui.lightbox.thumb_rows import ANCESTOR, REFERENCE, ThumbRows
from gallery_studio.ui.lightbox.voice_quote import VoiceQuote
from gallery_studio.ui.theme.painting import BadgeStyle
from gallery_studio.ui.widgets.badge import Badge
from gallery_studio.ui.widgets.buttons import SecondaryButton
from gallery_studio.ui.widgets.chip import Chip, ChipStyle
from gallery_studio.ui.widgets.divider import Divider
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem, LightboxProduct
    from gallery_studio.ui.lightbox.picture_source import PictureSource
    from gallery_studio.ui.theme.theme import Theme

WIDTH = 320
_LETTERS = "ABCD"


class DetailsPanel(QWidget):
    """Shows what is known; a section without content is not there.

    Signals:
        image_picked(str): Go to the picture of that image id.
        rated(int): The person rates the picture, 0 to 5.
    """

    image_picked = Signal(str)
    rated = Signal(int)

    def __init__(self, theme: Theme, source: PictureSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.quote = VoiceQuote(theme)
        self.turn_badge = Badge(theme, BadgeStyle("Turn"))
        self.star_badge = Badge(theme, BadgeStyle("Favourite", "star"))
        self.rating = RatingRow(theme)
        self.facts = FactTable(theme)
        self.differences = FactTable(theme)
        self.references = ThumbRows(theme, source, REFERENCE)
        self.lineage = ThumbRows(theme, source, ANCESTOR, is_chain=True)
        self.copy_button = SecondaryButton(theme, "Copy directive", icon="copy")
        self.copy_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._chips: list[Chip] = []
        self.setAccessibleName("Details")
        self._build_layout()
        self.references.picked.connect(self.image_picked)
        self.lineage.picked.connect(self.image_picked)
        self.rating.rated.connect(self.rated)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_item(
        self,
        item: LightboxItem,
        facts: Sequence[tuple[str, str]],
        differences: Sequence[tuple[str, tuple[str, ...]]],
        can_go_to: Callable[[ImageId], bool],
    ) -> None:
        """Show all there is to know of a picture.

        Args:
            item: The picture.
            facts: Rows of the table.
            differences: Settings in which the compared pictures differ.
            can_go_to: Whether a picture is among those of the lightbox.
        """
        self._hidden_note.hide()
        self._content.show()
        self.quote.set_text(item.message)
        self._show_badges(item)
        self.facts.set_rows(facts)
        self.differences.set_rows(_flat(differences))
        self._show_products(item.products)
        self._show_pictures(item, can_go_to)
        shown = {
            "Directive": bool(item.message), "What differs": bool(differences),
            "Products": bool(item.products), "References": bool(item.references),
            "Where it came from": bool(item.lineage and item.image),
        }  # fmt: skip
        for title, is_shown in shown.items():
            self._sections[title].setVisible(is_shown)
        self.copy_button.setEnabled(bool(item.message))

    def hide_names(self) -> None:
        """Say nothing that would tell the pictures of a blind vote apart."""
        self._content.hide()
        self._hidden_note.show()
        self.copy_button.setEnabled(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the hairline at its left."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("app"))
        painter.fillRect(0, 0, 1, self.height(), self._theme.color("borderSubtle"))

    def _build_layout(self) -> None:
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._sections: dict[str, QWidget] = {}
        self._add_section("Directive", self.quote)
        self._column.addWidget(self._badge_row())
        self._column.addWidget(Divider(self._theme, color="borderSubtle"))
        self._column.addWidget(self._facts_and_rating())
        self._add_section("What differs", self.differences, has_line=True)
        self._column.addWidget(Divider(self._theme, color="borderSubtle"))
        self._products = QWidget()
        self._product_column = QVBoxLayout(self._products)
        self._product_column.setContentsMargins(0, 0, 0, 0)
        self._add_section("Products", self._products)
        self._add_section("References", self.references)
        self._add_section("Where it came from", self.lineage)
        self._hidden_note = PlainLabel(
            self._theme, "Names and facts are hidden until you choose an image.",
            "body", "textSecondary", 0,
        )  # fmt: skip
        self._hidden_note.hide()
        self._build_frame()

    def _build_frame(self) -> None:
        """Let the content scroll, and the button below it stay."""
        body = QWidget()
        self._body_column = QVBoxLayout(body)
        self._body_column.addWidget(self._content)
        self._body_column.addWidget(self._hidden_note)
        self._body_column.addStretch(1)
        body.setAutoFillBackground(False)
        self.scroll_area = QScrollArea()
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(body)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.scroll_area.setAccessibleName("Details")
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.viewport().setAutoFillBackground(False)
        self._frame_column = QVBoxLayout(self)
        self._frame_column.setSpacing(0)
        self._frame_column.addWidget(self.scroll_area, 1)
        self._footer = QHBoxLayout()
        self._footer.addWidget(self.copy_button)
        self._frame_column.addLayout(self._footer)

    def _badge_row(self) -> QWidget:
        row = QWidget()
        self._badges = QHBoxLayout(row)
        self._badges.setContentsMargins(0, 0, 0, 0)
        self._badges.addWidget(self.turn_badge)
        self._badges.addWidget(self.star_badge)
        self._badges.addStretch(1)
        return row

    def _facts_and_rating(self) -> QWidget:
        """Return the table, and the stars under it as if they were its last row."""
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.facts)
        self._rating_row = QHBoxLayout()
        self._rating_label = PlainLabel(self._theme, "Rating", "body", "textTertiary")
        self._rating_row.addWidget(self._rating_label)
        self._rating_row.addWidget(self.rating)
        self._rating_row.addStretch(1)
        column.addLayout(self._rating_row)
        return pane

    def _add_section(self, title: str, content: QWidget, *, has_line: bool = False) -> None:
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(6))
        if has_line:
            column.addWidget(Divider(self._theme, color="borderSubtle"))
            column.addSpacing(self._theme.px(8))
        column.addWidget(PlainLabel(self._theme, title, "metaStrong", "textSecondary"))
        column.addWidget(content)
        self._sections[title] = section
        self._column.addWidget(section)

    def _show_badges(self, item: LightboxItem) -> None:
        text = turn_text(item)
        self.turn_badge.setVisible(bool(text))
        if text:
            self.turn_badge.set_style(BadgeStyle(text))
        self.star_badge.setVisible(item.is_starred)
        self.rating.set_rating(item.rating)

    def _show_products(self, products: Sequence[LightboxProduct]) -> None:
        for chip in self._chips:
            self._product_column.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for product in products:
            chip = Chip(self._theme, ChipStyle(product.name, dot=product.color))
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._product_column.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
            self._chips.append(chip)

    def _show_pictures(self, item: LightboxItem, can_go_to: Callable[[ImageId], bool]) -> None:
        self.references.show_images(item.references, _reference_name, can_go_to)
        chain = (*item.lineage, item.image.id) if item.image is not None else ()
        own = item.image.id if item.image is not None else None
        self.lineage.show_images(
            chain, _ancestor_name, lambda image: image != own and can_go_to(image)
        )

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self.setFixedWidth(px(WIDTH))
        self._body_column.setContentsMargins(px(20), px(20), px(16), px(16))
        self._column.setSpacing(px(16))
        self._rating_label.setFixedWidth(px(NAME_WIDTH))
        self._rating_row.setSpacing(px(7))
        self._frame_column.setContentsMargins(1, 0, 0, 0)
        self._footer.setContentsMargins(px(20), px(8), px(20), px(18))
        self.update()


def _flat(differences: Sequence[tuple[str, tuple[str, ...]]]) -> list[tuple[str, str]]:
    """Return one row for each value, the name only beside the first one."""
    rows: list[tuple[str, str]] = []
    for name, values in differences:
        for letter, value in zip(_LETTERS, values, strict=False):
            rows.append((name if letter == "A" else "", f"{letter}: {value}"))
    return rows


def _reference_name(_image: ImageId, place: int) -> str:
    return f"Reference {place + 1}"


def _ancestor_name(_image: ImageId, place: int) -> str:
    return "Source" if place == 0 else f"Step {place}"
