"""The sheet of a project's page: final picture and label, then the journey as Story or Grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.studio.project_page import JOURNEY_SUBTITLE
from gallery_studio.ui.project.editable_text import PAD, EditableText, TextLook
from gallery_studio.ui.project.picture_view import PictureView
from gallery_studio.ui.project.step_view import StepView
from gallery_studio.ui.project.wall_label import WallLabel
from gallery_studio.ui.widgets.buttons import GhostButton, SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.segmented_control import SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.studio.project_page import PageStep, ProjectPage
    from gallery_studio.ui.project.picture_view import PixmapSource
    from gallery_studio.ui.theme.theme import Theme

_OUTER = 56
_HERO_WIDTH, _HERO_HEIGHT, _HERO_GAP = 820, 620, 46
_LABEL_LEAST, _LABEL_MOST = 300, 480
_NARROW = 860
_COLUMN = 260
_COLUMN_GAP = 28
_MOST_WIDTH = 1360
CHOOSE_WORDS = "Choose the final image"


class ProjectSheet(QWidget):
    """Shows a page and asks for every change. It lies in a scroll area as wide as its view.

    Args:
        theme: Gives all colours and sizes.
        pixmap: Returns a preview at once, or None.
        glyph_of: Returns the icon of a model.
        parent: Owner.

    Signals:
        opening_edited(str): Other words before the first step.
        picture_opened(str): Id of a picture to show large.
        final_choice_requested(): Choose the final picture.
        step_requested(): Add a step.
        rewrite_requested(): Tell the journey anew.
        note_edited(int, str): Index of a step, and other words about it.
        move_requested(int, int): Index of a step, and the place it shall have.
        drop_requested(int): Take a step out.
        feature_requested(int): Make a step's picture the final one.
        focus_followed(object): The widget that has the focus, since its step is elsewhere now.
    """

    opening_edited = Signal(str)
    picture_opened = Signal(str)
    final_choice_requested = Signal()
    step_requested = Signal()
    rewrite_requested = Signal()
    note_edited = Signal(int, str)
    move_requested = Signal(int, int)
    drop_requested = Signal(int)
    feature_requested = Signal(int)
    focus_followed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        pixmap: PixmapSource,
        glyph_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._pixmap, self._glyph_of = theme, pixmap, glyph_of
        self._page: ProjectPage | None = None
        self._is_editable = False
        self._hero_aspect = 1.5
        self.steps: list[StepView] = []
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.place)
        self._connect()

    def _build(self) -> None:
        theme = self._theme
        self.hero = PictureView(theme, self._pixmap, 3, self)
        self.hero.set_empty_words(CHOOSE_WORDS)
        self.label = WallLabel(theme, self)
        self.heading = PlainLabel(theme, "", "h1", parent=self)
        self.subtitle = PlainLabel(theme, JOURNEY_SUBTITLE, "meta", "textSecondary", parent=self)
        self.forms = SegmentedControl(theme, ("Story", "Grid"), "Form of the journey", self)
        look = TextLook("voiceBody", "textSecondary")
        self.opening = EditableText(theme, "Journey", look, "Tell how it began", self)
        self.mark = PlainLabel(theme, "", "meta", "textTertiary", parent=self)
        self.rewrite = GhostButton(theme, "Rewrite", icon="refresh-cw", height=32, parent=self)
        self.add = SecondaryButton(theme, "Add a step", icon="plus", parent=self)

    def _connect(self) -> None:
        self.label.height_changed.connect(self._timer.start)
        self.opening.height_changed.connect(self._timer.start)
        self.opening.edited.connect(self.opening_edited)
        self.forms.choice_changed.connect(self._on_form_chosen)
        self.hero.choose_requested.connect(self.final_choice_requested)
        self.hero.opened.connect(self._on_hero_opened)
        self.label.open_requested.connect(self._on_hero_opened)
        self.rewrite.clicked.connect(self.rewrite_requested)
        self.add.clicked.connect(self.step_requested)
        self._theme.changed.connect(self._timer.start)

    # State

    @property
    def is_story(self) -> bool:
        """Whether the journey is shown as Story; as Grid otherwise."""
        return self.forms.current() == 0

    def show_page(
        self, page: ProjectPage, files: Mapping[ImageId, ImageFile], *, is_editable: bool
    ) -> None:
        """Show a page.

        Args:
            page: What it says.
            files: Those of its pictures that are in the library.
            is_editable: Whether it can be changed.
        """
        focused = self._focused_step()
        self._page, self._is_editable = page, is_editable
        self._hero_aspect = _aspect(files, page.image_id)
        self.hero.set_picture(page.image_id, page.image_alt, self._hero_aspect)
        self.label.show_page(page, self._glyph(page.model), is_editable=is_editable)
        self.heading.setText(page.journey_title)
        self.subtitle.setVisible(len(page.steps) > 1)
        self.opening.set_text("\n".join(page.opening))
        self.opening.set_editable(is_editable=is_editable)
        self.mark.setText(f"{page.mark}." if page.mark else "")
        self.rewrite.setVisible(is_editable and bool(page.steps))
        self.add.setVisible(is_editable)
        self._show_steps(page, files)
        self.place()
        if focused is not None:
            self._follow(*focused)

    def pictures_arrived(self) -> None:
        """Paint the pictures again."""
        self.hero.update()
        for step in self.steps:
            step.picture.update()

    def _show_steps(self, page: ProjectPage, files: Mapping[ImageId, ImageFile]) -> None:
        while len(self.steps) > len(page.steps):
            self.steps.pop().deleteLater()
        while len(self.steps) < len(page.steps):
            view = StepView(self._theme, self._pixmap, self)
            view.height_changed.connect(self._timer.start)
            view.note_edited.connect(self.note_edited)
            view.move_requested.connect(self.move_requested)
            view.drop_requested.connect(self.drop_requested)
            view.feature_requested.connect(self.feature_requested)
            view.opened.connect(self._on_step_opened)
            view.set_story(is_story=self.is_story)
            view.show()
            self.steps.append(view)
        for index, (view, step) in enumerate(zip(self.steps, page.steps, strict=True)):
            view.set_editable(is_editable=self._is_editable)
            aspect = _aspect(files, step.image_id)
            glyph = self._glyph(step.model)
            view.show_step(step, index, len(page.steps), aspect=aspect, glyph=glyph)

    # Focus: it stays with the step it is on, wherever that goes

    def _focused_step(self) -> tuple[int, PageStep, str] | None:
        """Return the place of the step that has the focus, the step, and which part of it."""
        if self._page is None:
            return None
        for index, (view, step) in enumerate(zip(self.steps, self._page.steps, strict=True)):
            if part := view.focused_part():
                return index, step, part
        return None

    def _follow(self, index: int, step: PageStep, part: str) -> None:
        if self._page is None:
            return
        places = [i for i, other in enumerate(self._page.steps) if _is_same(step, other)]
        place = min(places, key=lambda i: abs(i - index), default=index)
        if place != index:
            self.focus_followed.emit(self.steps[place].focus_part(part))

    # Layout

    def place(self) -> None:
        """Lay everything out in the present width, and take the height it needs."""
        self._timer.stop()
        if self._page is None or self.width() < 2:
            return
        px = self._theme.px
        outer = px(_OUTER) if self.width() >= px(_NARROW) else px(20)
        width = min(self.width() - 2 * outer, px(_MOST_WIDTH))
        left = (self.width() - width) // 2
        y = self._place_hero(left, px(16), width)
        y = self._place_heading(left, y + px(64), width)
        y = self._place_opening(left, y, width)
        y = (self._place_story if self.is_story else self._place_grid)(left, y + px(16), width)
        y = self._place_end(left, y + px(40), width)
        self.setFixedHeight(y + px(56))

    def _place_hero(self, left: int, top: int, width: int) -> int:
        px = self._theme.px
        is_narrow = width < px(_NARROW) - px(2 * _OUTER)
        gap = px(_HERO_GAP)
        most_width = width if is_narrow else min(px(_HERO_WIDTH), width - gap - px(_LABEL_LEAST))
        if not is_narrow and most_width < px(_HERO_WIDTH):
            most_width = min(most_width, round(width * 0.6))
        height = min(px(_HERO_HEIGHT), most_width / self._hero_aspect)
        hero_width = height * self._hero_aspect
        self.hero.place(QRectF(left, top, hero_width, height))
        if is_narrow:
            label_x, label_y, label_width = left, top + round(height) + px(28), width
        else:
            label_x, label_y = left + round(hero_width) + gap, top + px(30)
            label_width = min(px(_LABEL_MOST), left + width - label_x)
        pad = px(PAD)
        label_height = self.label.place(label_width)
        self.label.setGeometry(label_x - pad, label_y, label_width + 2 * pad, label_height)
        return max(top + round(height), label_y + label_height)

    def _place_heading(self, left: int, top: int, width: int) -> int:
        px = self._theme.px
        height = max(self._theme.line_height("h1"), self.forms.sizeHint().height())
        heading = min(self.heading.sizeHint().width(), width)
        self.heading.setGeometry(left, top, heading, height)
        forms = self.forms.sizeHint()
        forms_x = left + width - forms.width()
        x = left + heading + px(16)
        self.subtitle.setGeometry(x, top + px(2), max(0, forms_x - x - px(16)), height)
        self.forms.setVisible(bool(self.steps))
        self.forms.setGeometry(
            forms_x, top + (height - forms.height()) // 2, forms.width(), forms.height()
        )
        return top + height

    def _place_opening(self, left: int, top: int, width: int) -> int:
        px, pad = self._theme.px, self._theme.px(PAD)
        text_width = min(width, px(720)) + 2 * pad
        needed = self.opening.height_for(text_width)
        if not needed:
            self.opening.setGeometry(left, top, text_width, 0)
            return top
        y = top + px(12)
        self.opening.setGeometry(left - pad, y - pad, text_width, needed)
        return y + needed - 2 * pad

    def _place_story(self, left: int, top: int, width: int) -> int:
        px = self._theme.px
        is_narrow = width < px(_NARROW) - px(2 * _OUTER)
        room = px(64)
        y = top + px(12)
        for index, view in enumerate(self.steps):
            height = view.place_story(width, is_flipped=index % 2 == 1, is_narrow=is_narrow)
            view.setGeometry(_with_edge(view, left, y, width, height))
            y += height + room
        return y - room if self.steps else top

    def _place_grid(self, left: int, top: int, width: int) -> int:
        px = self._theme.px
        gap = px(_COLUMN_GAP)
        columns = max(1, min(4, (width + gap) // (px(_COLUMN) + gap)))
        column = (width - (columns - 1) * gap) // columns
        y = top
        for start in range(0, len(self.steps), columns):
            row = self.steps[start : start + columns]
            head = max(view.grid_head(column) for view in row)
            bottom = y
            for index, view in enumerate(row):
                x = left + index * (column + gap)
                height = view.place_grid(column, head)
                view.setGeometry(_with_edge(view, x, y, column, height))
                bottom = max(bottom, y + height)
            y = bottom + px(40)
        return y - px(40) if self.steps else top

    def _place_end(self, left: int, top: int, width: int) -> int:
        px = self._theme.px
        x, height = left, 0
        for button in (self.add, self.rewrite):
            if button.isVisibleTo(self):
                size = button.sizeHint()
                button.setGeometry(x, top, size.width(), size.height())
                x += size.width() + px(8)
                height = max(height, size.height())
        line = max(height, px(32))
        self.mark.setGeometry(x + px(8), top, max(0, left + width - x - px(8)), line)
        return top + line

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the wall."""
        QPainter(self).fillRect(self.rect(), self._theme.color("canvas"))

    def _glyph(self, model: str) -> str:
        return self._glyph_of(model) if model else ""

    def _on_form_chosen(self, _number: int) -> None:
        for view in self.steps:
            view.set_story(is_story=self.is_story)
        self.place()

    def _on_hero_opened(self) -> None:
        if self._page is not None and self._page.image_id is not None:
            self.picture_opened.emit(self._page.image_id)

    def _on_step_opened(self, index: int) -> None:
        if self._page is not None:
            image_id = self._page.steps[index].image_id
            if image_id is not None:
                self.picture_opened.emit(image_id)


def _is_same(step: PageStep, other: PageStep) -> bool:
    """Whether a step is the same one at, maybe, another place."""
    return (step.image_id, step.quote, step.date) == (other.image_id, other.quote, other.date)


def _with_edge(view: StepView, x: int, y: int, width: int, height: int) -> QRect:
    edge = view.edge
    return QRect(x, y, width, height).adjusted(-edge, -edge, edge, edge)


def _aspect(files: Mapping[ImageId, ImageFile], image_id: ImageId | None) -> float:
    file = files.get(image_id) if image_id is not None else None
    return file.width / file.height if file is not None else 1.5
