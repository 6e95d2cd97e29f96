"""The compose bar: a sentence, what to make of it, and Generate."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.domain.limits import REFERENCES_PER_TURN
from gallery_studio.records import replace
from gallery_studio.studio.price_text import full_estimate, short_estimate
from gallery_studio.studio.reference_plan import plan_references
from gallery_studio.ui.compose.compose_row import ComposeRow
from gallery_studio.ui.compose.compose_value import (
    ComposeValue,
    image_count,
    needs_text,
    problem_of,
    reference_limit,
)
from gallery_studio.ui.compose.confirm_row import ConfirmRow
from gallery_studio.ui.compose.layouts import settle
from gallery_studio.ui.compose.likeness_row import LikenessRow
from gallery_studio.ui.compose.prompt_edit import PromptEdit
from gallery_studio.ui.compose.reference_strip import ReferenceStrip
from gallery_studio.ui.theme.painting import paint_shadow, paint_surface
from gallery_studio.ui.theme.shadows import reach
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.panel_ground import PanelGround
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.model_info import ModelInfo, PriceEstimate
    from gallery_studio.domain.people import Identity, Person, Product
    from gallery_studio.domain.session import ComposeSettings
    from gallery_studio.studio.reference_plan import ReferencePlan
    from gallery_studio.ui.theme.theme import Theme

WIDEST = 880
EDGE = 20
_LEVEL = 2


class ComposeBar(QWidget):
    """Floats over the canvas: a panel and the shadow around it.

    The text stays until `accept`: a run that cannot be stored costs no words.

    Args:
        theme: Gives all colours and sizes.
        preview: Returns a picture's preview at once, or None while it is not there.
        parent: The canvas region; call `place_in` when it changes its size.

    Signals:
        draft_changed(str): A person changed the text (the owner waits a moment and keeps it).
        settings_changed(object): A person changed the `ComposeSettings`.
        references_changed(object): A person took one away: ids that are left, as a tuple.
        generate_requested(object): Send this `ComposeValue`; answer with `accept` or `set_busy`.
        confirmed(): The person said yes to what `ask` asked.
        stop_requested(): End what is running.
        references_requested(): Ask for files to refer to.
        reference_files_dropped(list): Paths of pictures dropped or pasted.
        reference_bytes_pasted(bytes): A picture dropped or pasted.
        height_changed(): It grew or shrank, and moved with it.
    """

    draft_changed = Signal(str)
    settings_changed = Signal(object)
    references_changed = Signal(object)
    generate_requested = Signal(object)
    confirmed = Signal()
    stop_requested = Signal()
    references_requested = Signal()
    reference_files_dropped = Signal(list)
    reference_bytes_pasted = Signal(bytes)
    height_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        preview: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._references: tuple[ImageId, ...] = ()
        self._most_references = REFERENCES_PER_TURN
        self._price: PriceEstimate | None = None
        self._block_reason = ""
        self._people: dict[str, Person] = {}
        self._identities: dict[str, Identity] = {}
        self._is_asking_first = False
        self._is_busy = False
        self._is_loading = False
        self._area = QRect()
        self._build_parts(preview)
        self._build_layout()
        self._connect()
        self._set_tab_order()
        self._on_theme_changed()
        self._show_state()

    # Value

    def value(self) -> ComposeValue:
        """Return what Generate would send now."""
        return ComposeValue(self.edit.toPlainText(), self.chips.settings(), self._references)

    def set_value(self, value: ComposeValue) -> None:
        """Show the value of a session. Tells nobody."""
        self._is_loading = True
        self.edit.setPlainText(value.text)
        self._is_loading = False
        self.chips.set_settings(value.settings)
        self._references = value.reference_ids
        self._is_busy = False
        self._show_state()

    def set_text(self, text: str) -> None:
        """Put a text in as if typed (a starter, a directive to use again): it can be undone."""
        self.edit.replace_text(text)

    def focus_text(self) -> None:
        """Go to the text."""
        self.edit.setFocus()

    def accept(self) -> None:
        """Empty the text and the references: they are kept with the run now."""
        self._is_busy = False
        self.edit.replace_text("")
        self._set_references(())

    def set_busy(self, is_busy: bool) -> None:
        """Keep Generate off while a request is on its way, so that no run is sent twice.

        A request that was refused ends with ``set_busy(False)``; everything typed is kept.
        """
        self._is_busy = is_busy
        self._show_state()

    def add_reference(self, image_id: ImageId, name: str = "") -> None:
        """Add a picture to refer to; one that is there already stays where it is."""
        if name:
            self.references.set_name(image_id, name)
        if image_id not in self._references:
            self._set_references((*self._references, image_id))

    # What is offered

    def set_models(self, models: Sequence[ModelInfo]) -> None:
        """Offer these models."""
        self.chips.set_models(models)
        self._show_state()

    def set_products(self, products: Sequence[Product]) -> None:
        """Offer these products."""
        self.chips.set_products(products)
        self._show_state()

    def set_people(self, people: Sequence[Person], identities: Sequence[Identity]) -> None:
        """Know these people and identities, so that those in the settings can be shown."""
        self._people = {person.id: person for person in people}
        self._identities = {identity.id: identity for identity in identities}
        self.chips.set_likenesses(frozenset((*self._people, *self._identities)))
        self._show_state()

    def set_settings(self, settings: ComposeSettings) -> None:
        """Show other settings; text and references stay. Tells nobody."""
        self.chips.set_settings(settings)
        self._show_state()

    def add_section(self, section: QWidget) -> None:
        """Put a widget above the text, inside the panel; call `refit` when its height changes."""
        self._panel_column.insertWidget(0, section)

    def refit(self) -> None:
        """Take the height that is needed now."""
        self._refit()

    def set_asking_first(self, *, is_asking_first: bool) -> None:
        """Tell by an ellipsis that Generate shows the directives before it sends anything."""
        self._is_asking_first = is_asking_first
        self._show_state()

    def ask(self, text: str, answer: str) -> None:
        """Ask in place whether to go on; `confirmed` is the yes, anything else leaves it."""
        self.set_busy(is_busy=False)
        self.question.ask(text, answer)
        self._refit()

    def set_reference_limit(self, most: int) -> None:
        """Allow so many references a turn."""
        self._most_references = most
        self._show_state()

    def set_price(self, price: PriceEstimate | None) -> None:
        """Show what the present value costs."""
        if price != self._price:  # it is told with every answer, and rarely news
            self._price = price
            self._show_state()

    def set_block_reason(self, reason: str) -> None:
        """Keep Generate off, such as "$0.40 over this month's limit"; "" lets it on."""
        if reason != self._block_reason:
            self._block_reason = reason
            self._show_state()

    def set_running(self, is_running: bool) -> None:
        """Show or hide Stop."""
        if is_running != self.stop.isHidden():
            return
        had_focus = self.stop.hasFocus()
        self.stop.setVisible(is_running)
        self._refit()
        if had_focus and not is_running:
            self.edit.setFocus()

    def previews_changed(self) -> None:
        """Paint the references again."""
        self.likeness.previews_changed()
        self.references.update()
        for thumb in self.references.thumbs():
            thumb.update()

    @property
    def can_generate(self) -> bool:
        """Whether Generate is on."""
        return self.generate.isEnabled()

    def request_generate(self) -> None:
        """Send, if that is possible (Ctrl+Enter)."""
        if self._why_not() or needs_text(self.value()) or self._is_busy:
            return
        self.set_busy(True)
        self.generate_requested.emit(self.value())

    # Place

    def place_in(self, area: QRect) -> None:
        """Lie at the bottom of an area of the parent: centred, 20 px from its edges."""
        self._area = QRect(area)
        theme = self._theme
        width = min(theme.px(WIDEST), area.width() - 2 * theme.px(EDGE))
        self.row.fit(width - theme.px(16 + 12))
        margin = self._margin()
        settle(self._outer)
        height = self._panel_column.sizeHint().height()
        left = area.left() + (area.width() - width) // 2
        top = area.bottom() + 1 - theme.px(EDGE) - height
        self.setGeometry(left - margin, top - margin, width + 2 * margin, height + 2 * margin)
        self._ground.cover(self._panel_rect(), theme.radius("panel"))

    @property
    def panel_rect(self) -> QRect:
        """The panel without its shadow, in the parent's coordinates."""
        return self._panel_rect().translated(self.pos())

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint shadow and panel; while the text has the focus its frame is the accent."""
        theme, painter, rect = self._theme, QPainter(self), QRectF(self._panel_rect())
        radius, has_focus = theme.radius("panel"), self.edit.hasFocus()
        paint_shadow(painter, theme, rect, radius, _LEVEL)
        border = theme.color("accent" if has_focus else "borderControl")
        width = 2.0 if has_focus else 1.0
        paint_surface(painter, rect, radius, theme.color("overlay"), border, border_px=width)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures and text anywhere on the bar."""
        if self.edit.canInsertFromMimeData(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Handle a drop beside the text like one on it."""
        self.edit.insertFromMimeData(event.mimeData())
        event.acceptProposedAction()

    # Building

    def _build_parts(self, preview: Callable[[ImageId], QPixmap | None]) -> None:
        theme = self._theme
        self._ground = PanelGround(theme, "overlay", self)
        self.edit = PromptEdit(theme, "Describe what you want", "Describe what you want…")
        self.attach = IconButton(theme, "image-plus", "Add reference images")
        self.references = ReferenceStrip(theme, preview)
        self.likeness = LikenessRow(theme, preview)
        self.question = ConfirmRow(theme)
        self.row = ComposeRow(theme)
        self.chips, self.stop, self.generate = self.row.chips, self.row.stop, self.row.generate
        self._problem = PlainLabel(theme, "", "meta", "danger", max_lines=2)
        self.setAcceptDrops(True)
        self.setAccessibleName("Compose")

    def _build_layout(self) -> None:
        self._text_row = QHBoxLayout()
        self._text_row.addWidget(self.edit, 1)
        self._text_row.addWidget(self.attach, 0, Qt.AlignmentFlag.AlignTop)
        self._panel_column = QVBoxLayout()
        self._panel_column.addLayout(self._text_row)
        self._panel_column.addWidget(self.likeness)
        self._panel_column.addWidget(self.references)
        self._panel_column.addWidget(self.row)
        self._panel_column.addWidget(self._problem)
        self._panel_column.addWidget(self.question)
        self._outer = QVBoxLayout(self)
        self._outer.addLayout(self._panel_column)

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.submitted.connect(self.request_generate)
        self.edit.files_offered.connect(self.reference_files_dropped)
        self.edit.bytes_offered.connect(self.reference_bytes_pasted)
        self.edit.focus_changed.connect(self._on_focus_changed)
        self.edit.height_changed.connect(self._refit)
        self.attach.clicked.connect(self.references_requested)
        self.references.remove_requested.connect(self._on_reference_removed)
        self.likeness.person_removed.connect(self._on_person_removed)
        self.likeness.identity_removed.connect(self._on_identity_removed)
        self.question.confirmed.connect(self._on_confirmed)
        self.question.declined.connect(self._on_declined)
        self.chips.stops_changed.connect(self._set_tab_order)
        self.chips.settings_changed.connect(self._on_settings_changed)
        self.stop.clicked.connect(self.stop_requested)
        self.generate.clicked.connect(self.request_generate)
        self._theme.changed.connect(self._on_theme_changed)

    def _set_tab_order(self) -> None:
        """Walk as one reads: text, references, chips, Stop, Generate."""
        stops = [self.edit, self.attach, *self.likeness.chips(), *self.references.thumbs()]
        stops += [*self.chips.stops(), self.stop, self.generate]
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    # Showing

    def _why_not(self) -> str:
        """Return why Generate is off for another cause than a missing text."""
        problem = problem_of(self.value(), self.chips.asked(), self._most_references)
        return self._block_reason or problem

    def _show_state(self) -> None:
        value, reason = self.value(), self._why_not()
        quiet = "Write a sentence first" if needs_text(value) else ""
        if self._is_busy:
            quiet = "Starting…"
        is_first = self._is_asking_first and value.settings.directive_count > 1
        self.generate.set_images(image_count(value.settings), is_asking_first=is_first)
        self.generate.setEnabled(not reason and not quiet)
        price = full_estimate(self._price, value.settings) if self._price else ""
        if is_first:
            price = f"Shows the directives first. Then {price}" if price else "Shows the directives"
        hint = reason or quiet or price
        set_plain_tooltip(self.generate, hint, "Ctrl+↵")
        self.generate.setAccessibleDescription(hint)
        self.chips.note.setText(short_estimate(self._price) if self._price else "")
        self._show_problem(reason)
        self._show_references()
        self._refit()

    def _show_problem(self, reason: str) -> None:
        """Say under the chips why Generate is off, and aloud when that is news."""
        if reason and reason != self._problem.text() and self.isVisible():
            announce(self, reason)
        self._problem.setText(reason)
        self._problem.setVisible(bool(reason))

    def _show_references(self) -> None:
        most = reference_limit(self.chips.asked(), self._most_references)
        is_new = self.likeness.set_likeness(self.people(), self.identity())
        if self.references.set_references(self._references, most) or is_new:
            self._set_tab_order()
        plan = self.reference_plan(most)
        self.references.set_count(len(plan.sent), most)
        note = plan.note(most) or f"{len(plan.sent)} of {most} references"
        self.likeness.set_note(note, is_warning=bool(plan.left_out))
        is_full = len(self._references) >= most
        self.attach.setEnabled(not is_full)
        full = f"{most} is the most" if most else "The chosen model takes no references"
        self.attach.set_name(full if is_full else "Add reference images")

    def people(self) -> list[Person]:
        """Return the people in the settings, as far as they are known."""
        ids = self.chips.wish.person_ids
        return [self._people[key] for key in ids if key in self._people]

    def identity(self) -> Identity | None:
        """Return the identity in the settings, if it is known."""
        return self._identities.get(self.chips.wish.identity_id or "")

    def reference_plan(self, most: int) -> ReferencePlan:
        """Return which pictures go along with each picture of the run."""
        chosen = self.chips.settings().product_ids
        products = [each for each in self.chips.products if each.id in chosen]
        shown = next((each for each in products if each.image_id is not None), None)
        added = [TurnReference(image_id) for image_id in self._references]
        return plan_references(shown, self.people(), added, most)

    def _set_references(self, ids: tuple[ImageId, ...]) -> None:
        self._references = ids
        self._show_state()

    def _refit(self) -> None:
        """Keep the lower edge where it is while the height changes."""
        if self._area.isNull():
            return
        before = self.geometry()
        self.place_in(self._area)
        if self.geometry() != before:
            self.height_changed.emit()

    def _margin(self) -> int:
        """Return the room around the panel for its shadow."""
        return reach(self._theme, _LEVEL)

    def _panel_rect(self) -> QRect:
        margin = self._margin()
        return self.rect().adjusted(margin, margin, -margin, -margin)

    # Slots

    def _on_text_changed(self) -> None:
        if self._is_loading:
            return
        self._show_state()
        self.draft_changed.emit(self.edit.toPlainText())

    def _on_settings_changed(self, settings: ComposeSettings) -> None:
        self._show_state()
        self.settings_changed.emit(settings)

    def _on_reference_removed(self, image_id: str) -> None:
        self._set_references(tuple(each for each in self._references if each != image_id))
        if not self._references:
            self.edit.setFocus()
        self.references_changed.emit(self._references)

    def _on_person_removed(self, person_id: str) -> None:
        wish = self.chips.wish
        left = tuple(key for key in wish.person_ids if key != person_id)
        self.chips.choose(replace(wish, person_ids=left))
        self.edit.setFocus()

    def _on_identity_removed(self) -> None:
        self.chips.choose(replace(self.chips.wish, identity_id=None))
        self.edit.setFocus()

    def _on_confirmed(self) -> None:
        self._on_declined()
        self.set_busy(is_busy=True)
        self.confirmed.emit()

    def _on_declined(self) -> None:
        self.question.hide()
        self.edit.setFocus()
        self._refit()

    def _on_focus_changed(self, _has_focus: bool) -> None:
        self.update()

    def _on_theme_changed(self) -> None:
        px, margin = self._theme.px, self._margin()
        self._outer.setContentsMargins(margin, margin, margin, margin)
        self._panel_column.setContentsMargins(px(16), px(12), px(12), px(10))
        self._panel_column.setSpacing(px(10))
        self._text_row.setSpacing(px(8))
        self._refit()
        self.update()
