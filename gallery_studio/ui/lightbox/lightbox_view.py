"""What the lightbox shows: one state, put into all its parts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from gallery_studio.ui.lightbox import facts
from gallery_studio.ui.lightbox.blind_vote import BlindVote
from gallery_studio.ui.lightbox.lightbox_frame import LightboxFrame
from gallery_studio.ui.lightbox.lightbox_header import MODES
from gallery_studio.ui.lightbox.picture_order import LETTERS, LightboxMode, PictureOrder
from gallery_studio.ui.theme.painting import BadgeStyle
from gallery_studio.workers.picture_pool import PRELOAD_AHEAD, PRELOAD_BEHIND

if TYPE_CHECKING:
    from random import Random

    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.ui.lightbox.facts import ModelLookup
    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
    from gallery_studio.ui.lightbox.picture_source import PictureSource
    from gallery_studio.ui.theme.theme import Theme


class LightboxView(LightboxFrame):
    """Holds which pictures are looked at and how, and shows it.

    Attributes:
        order: The pictures.
        vote: Whether their names are hidden.
        mode: How they are looked at.
    """

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        source: PictureSource,
        models: ModelLookup,
        chance: Random | None,
    ) -> None:
        super().__init__(theme, window, source, self._describe)
        self._models = models
        self.order = PictureOrder()
        self.vote = BlindVote(chance)
        self.mode = LightboxMode.VIEW

    @property
    def are_details_open(self) -> bool:
        """Whether the details stand at the right."""
        return not self.details.isHidden()

    def _describe(self, item: LightboxItem) -> str:
        items = self.order.items
        return facts.spoken(item, items.index(item), len(items), self._models)

    def _arranged(self) -> list[LightboxItem]:
        return self.vote.arranged(self.order.shown(self.mode))

    def _refresh(self) -> None:
        """Show the state in all parts."""
        if self.mode is not LightboxMode.VIEW:
            self.order.hold_left()
        shown = self.order.shown(self.mode)
        if self.vote.is_on and not self.vote.is_about(shown):
            self.vote.start(shown)
        self._show_stage(self._arranged())
        self._show_header()
        self._show_strip()
        self._show_details(shown)
        self._show_hints()
        self._want(shown)

    def _show_stage(self, items: list[LightboxItem]) -> None:
        is_blind, is_single = self.vote.is_on, len(items) < 2
        tags = facts.pane_tags(items, self._models) if not is_single else [""]
        self.stage.note = "" if is_single or is_blind else facts.size_difference(items)
        if is_blind:
            tags = list(LETTERS[: len(items)])
        if self.stage.is_difference_shown:
            self.stage.note = self._difference_note(items)
        self._show_buttons(items)
        partner = self.order.left if is_single else None
        self.stage.show_pictures(self.mode, items, tags, partner)
        self.stage.setAccessibleName(self._stage_name())

    def _show_buttons(self, items: list[LightboxItem]) -> None:
        texts: dict[str, str] = {}
        for letter, item in zip(LETTERS, items, strict=False):
            failure = self._source.failure(item.image.id) if item.image is not None else None
            if self.vote.is_on:
                texts[item.key] = f"Choose {letter}"
            elif failure is not None and failure.is_missing:
                texts[item.key] = "Locate…"
        self.stage.buttons.set_texts(texts)

    def _stage_name(self) -> str:
        current = self.order.current
        if self.vote.is_on or current is None:
            return "Images without names"
        return self._describe(current)

    def _difference_note(self, items: list[LightboxItem]) -> str:
        images = [item.image for item in items if item.image is not None]
        if len(images) < 2:
            return "One of the two has no image"
        found = self._source.difference(images[0].id, images[1].id)
        if found is None:
            return "Comparing…"
        return f"Difference: {percent_text(found.changed_share)} of the pixels"

    def _show_header(self) -> None:
        header, current, is_blind = self.header, self.order.current, self.vote.is_on
        header.modes.set_current(MODES.index(self.mode))
        for button in (header.star_button, header.save_button, header.edit_button):
            button.setEnabled(current is not None and not is_blind)
        header.star_button.setChecked(current is not None and current.is_starred and not is_blind)
        if current is None or is_blind:
            header.show_title("Which one is better?" if is_blind else "", None)
            return
        name, glyph = facts.model_badge(current, self._models)
        header.star_button.set_name("Unstar" if current.is_starred else "Star")
        header.show_title(current.caption, BadgeStyle(name, glyph))

    def _show_strip(self) -> None:
        current = self.order.current
        self.filmstrip.show_items(self.order.items)
        key = current.key if current is not None else ""
        self.filmstrip.mark(key, self.order.letters(self.mode), is_blind=self.vote.is_on)

    def _show_details(self, shown: list[LightboxItem]) -> None:
        current = self.order.current
        if self.vote.is_on or current is None:
            self.details.hide_names()
            return
        frames = self._source.frames(current.image.id) if current.image is not None else 1
        rows = facts.fact_rows(current, self._models, datetime.now().astimezone(), frames)
        differing = facts.differing_rows(shown, self._models) if len(shown) > 1 else []
        self.details.show_item(current, rows, differing, self._can_go_to)

    def _can_go_to(self, image_id: ImageId) -> bool:
        return self.order.find_image(image_id) is not None

    def _show_hints(self) -> None:
        ground = self.stage.wall_color()
        self.hints.show_state(self.mode, self.stage.scale_percent, ground)

    def _want(self, shown: list[LightboxItem]) -> None:
        if not self.isVisible():
            return
        images = [item.image for item in reversed(shown) if item.image is not None]
        self._source.want(
            images, self.order.preload(PRELOAD_AHEAD, PRELOAD_BEHIND), self._wanted_difference()
        )

    def _wanted_difference(self) -> tuple[ImageFile, ImageFile] | None:
        if not self.stage.is_difference_shown:
            return None
        images = [item.image for item in self._arranged() if item.image is not None]
        return (images[0], images[1]) if len(images) == 2 else None


def percent_text(share: float) -> str:
    """Return a part of a whole, such as ``12 %``; a trace is not called nothing."""
    return "under 1 %" if 0 < share < 0.01 else f"{round(share * 100)} %"
