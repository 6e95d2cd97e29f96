"""The label on the wall beside the final picture: title, two sentences, facts, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.project.editable_text import PAD, EditableText, TextLook
from gallery_studio.ui.theme.painting import BadgeStyle
from gallery_studio.ui.widgets.badge import Badge
from gallery_studio.ui.widgets.buttons import PrimaryButton, SecondaryButton
from gallery_studio.ui.widgets.chip import Chip, ChipStyle
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.studio.project_page import ProjectPage
    from gallery_studio.ui.theme.theme import Theme

_FACTS = 3


class WallLabel(QWidget):
    """Its owner calls `place` with a width.

    Args:
        theme: Gives all colours and sizes.
        parent: Owner.

    Signals:
        title_edited(str): Another title.
        description_edited(str): Other sentences.
        open_requested(): Show the final picture large.
        edit_requested(): Go on editing the final picture.
        height_changed(): It needs another height.
    """

    title_edited = Signal(str)
    description_edited = Signal(str)
    open_requested = Signal()
    edit_requested = Signal()
    height_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_badge = False
        self.over = PlainLabel(theme, "", "label", "accentText", parent=self)
        self.title = EditableText(theme, "Title", TextLook("voiceHero"), "Untitled", self)
        look = TextLook("voiceBody", "textSecondary")
        self.description = EditableText(theme, "Description", look, "Say what it shows", self)
        self._has_product = False
        self.badge = Badge(theme, BadgeStyle(" "), self)
        self.product = Chip(theme, ChipStyle(" "), self)
        self.facts = [
            PlainLabel(theme, "", "meta", "textTertiary", parent=self) for _ in range(_FACTS)
        ]
        self.open = SecondaryButton(theme, "Open in lightbox", icon="expand", parent=self)
        self.edit = PrimaryButton(theme, "Keep editing", icon="wand-sparkles", parent=self)
        # It looks as in the mockups and tells a fact: there is nothing to press.
        self.product.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.product.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._connect()

    def _connect(self) -> None:
        self.title.edited.connect(self._on_title_edited)
        self.description.edited.connect(self.description_edited)
        for text in (self.title, self.description):
            text.height_changed.connect(self.height_changed)
        self.open.clicked.connect(self.open_requested)
        self.edit.clicked.connect(self.edit_requested)

    def show_page(self, page: ProjectPage, glyph: str, *, is_editable: bool) -> None:
        """Show the words of a page.

        Args:
            page: What it says.
            glyph: Icon of the model that made the final picture, or "".
            is_editable: Whether title and sentences can be changed.
        """
        self.over.setText(page.hero_title)
        self.title.set_text(page.title)
        self.description.set_text(page.description)
        for text in (self.title, self.description):
            text.set_editable(is_editable=is_editable)
        self._has_badge = bool(page.model_name)
        self.badge.set_style(BadgeStyle(page.model_name or " ", glyph, background="raised"))
        self._has_product = bool(page.product_name)
        self.product.set_style(ChipStyle(page.product_name or " ", dot=page.product_color))
        self.product.setAccessibleName(f"Product: {page.product_name}")
        for index, label in enumerate(self.facts):
            label.setText(page.facts[index] if index < len(page.facts) else "")
        has_picture = page.image_id is not None
        self.open.setVisible(has_picture)
        self.edit.setVisible(has_picture)

    def set_going_on(self, *, can_go_on: bool) -> None:
        """Offer the lightbox and further edits only where the session is still there."""
        for button in (self.open, self.edit):
            button.setEnabled(can_go_on)

    def place(self, width: int) -> int:
        """Lay it out for words of a width and return the height it takes, px.

        The widget itself reaches `PAD` further at either side.
        """
        px, pad, theme = self._theme.px, self._theme.px(PAD), self._theme
        line = theme.line_height("label")
        self.over.setGeometry(pad, 0, width, line)
        y = line + px(12)
        for text, below in ((self.title, 20), (self.description, 20)):
            needed = text.height_for(width + 2 * pad)
            text.setGeometry(0, y - pad, width + 2 * pad, needed)
            y += needed - 2 * pad + px(below) if needed else 0
        y = self._place_badges(y, width)
        for label in self.facts:
            label.setVisible(bool(label.text()))
            if label.text():
                height = px(20)
                label.setGeometry(pad, y, width, height)
                y += height
        return self._place_buttons(y + px(20), width)

    def _place_badges(self, y: int, width: int) -> int:
        """Lay model and product beside each other, in the middle of one line."""
        pad, gap = self._theme.px(PAD), self._theme.px(8)
        self.badge.setVisible(self._has_badge)
        self.product.setVisible(self._has_product)
        shown = [part for part in (self.badge, self.product) if part.isVisibleTo(self)]
        if not shown:
            return y
        height = max(part.sizeHint().height() for part in shown)
        x = pad
        for part in shown:
            size = part.sizeHint()
            room = min(size.width(), max(0, width + pad - x))
            part.setGeometry(x, y + (height - size.height()) // 2, room, size.height())
            x += room + gap
        return y + height + self._theme.px(16)

    def _place_buttons(self, y: int, width: int) -> int:
        pad = self._theme.px(PAD)
        x, bottom = pad, 0
        for button in (self.open, self.edit):
            if not button.isVisibleTo(self):
                continue
            size = button.sizeHint()
            if x > pad and x + size.width() > width + pad:
                x, y = pad, y + size.height() + self._theme.px(8)
            button.setGeometry(x, y, size.width(), size.height())
            x += size.width() + self._theme.px(8)
            bottom = y + size.height()
        return max(bottom, y)

    def _on_title_edited(self, title: str) -> None:
        if title:
            self.title_edited.emit(" ".join(title.split()))
