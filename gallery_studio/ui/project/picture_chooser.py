"""A dialog in which one of a few pictures is chosen: a step to add, or the final image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.theme.painting import paint_paragraph, paint_surface, rounded_path
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.project.picture_view import PixmapSource
    from gallery_studio.ui.theme.theme import Theme

_SIDE = 160
_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One picture to choose.

    Attributes:
        key: What choosing it means; given back.
        image_id: The picture.
        caption: The words that led to it.
    """

    key: str
    image_id: ImageId
    caption: str


class _ChoiceButton(QAbstractButton):
    """A picture with two lines under it."""

    def __init__(self, theme: Theme, choice: Choice, pixmap: PixmapSource) -> None:
        super().__init__()
        self._theme, self.choice, self._pixmap = theme, choice, pixmap
        self.setAccessibleName(choice.caption or "Picture")
        set_plain_tooltip(self, choice.caption)
        self.setProperty(FOCUS_RADIUS, 8)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = self._theme.px
        words = 2 * self._theme.line_height("meta") + px(8)
        return QSize(px(_SIDE), px(_SIDE) + words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        side = theme.px(_SIDE)
        rect = QRectF(0, 0, side, side)
        pixmap = self._pixmap(self.choice.image_id, 256)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.save()
        painter.setClipPath(rounded_path(rect, theme.radius("image")))
        if pixmap is None:
            painter.fillRect(rect, theme.color("skeleton"))
        else:
            cut = min(pixmap.width(), pixmap.height())
            source = QRectF((pixmap.width() - cut) / 2, (pixmap.height() - cut) / 2, cut, cut)
            painter.drawPixmap(rect, pixmap, source)
        painter.restore()
        if self.underMouse():
            accent = theme.color("accent")
            paint_surface(painter, rect, theme.radius("image"), None, accent, border_px=2)
        line = theme.line_height("meta")
        words = QRectF(0, side + theme.px(6), side, 2 * line)
        paint_paragraph(
            painter, theme.font("meta"), words, self.choice.caption,
            theme.color("textSecondary"), line_height=line, max_lines=2,
        )  # fmt: skip


class PictureChooser(ModalDialog):
    """Closes itself once a picture is chosen.

    Args:
        theme: Gives all colours and sizes.
        title: What is being chosen.
        window: What it covers.
        pixmap: Returns a preview at once, or None; call `pictures_arrived` when more are there.

    Signals:
        chosen(str): The key of the choice.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, title: str, window: QWidget, pixmap: PixmapSource) -> None:
        super().__init__(theme, title, window, (776, 560), has_footer=False)
        self._pixmap = pixmap
        self.buttons: list[_ChoiceButton] = []
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(24))

    def set_choices(self, choices: Sequence[Choice], nothing: str) -> None:
        """Show the pictures; once.

        Args:
            choices: In order.
            nothing: What to say where there are none.
        """
        if not choices:
            self._column.addWidget(PlainLabel(self._theme, nothing, "body", "textSecondary", 0))
        grid = QGridLayout()
        grid.setSpacing(self._theme.px(20))
        for index, choice in enumerate(choices):
            button = _ChoiceButton(self._theme, choice, self._pixmap)
            button.clicked.connect(self._on_clicked)
            grid.addWidget(button, index // _COLUMNS, index % _COLUMNS)
            self.buttons.append(button)
        self._column.addLayout(grid)
        self._column.addStretch(1)

    def pictures_arrived(self) -> None:
        """Paint the pictures again."""
        for button in self.buttons:
            button.update()

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _ChoiceButton):
            self.close_dialog()
            self.chosen.emit(button.choice.key)
