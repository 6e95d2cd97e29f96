"""People and identities of the sidebar: round pictures, or initials, and a + at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.picture_part import covering_part
from gallery_studio.ui.sidebar.section_heading import SectionHeading
from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text, rounded_path
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor, QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme

_SIDE = 36
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class SectionWords:
    """What a section of avatars says.

    Attributes:
        title: Heading.
        add_name: What + does.
        hint: What the section is for, while it is empty.
    """

    title: str
    add_name: str
    hint: str


@dataclass(frozen=True, slots=True)
class Avatar:
    """Somebody as the sidebar shows them.

    Attributes:
        id: Person or identity.
        name: Shown as tooltip and by initials.
        image_id: Their picture, or None.
        is_active: Whether it is the one that is active.
    """

    id: str
    name: str
    image_id: ImageId | None = None
    is_active: bool = False


class AvatarButton(QAbstractButton):
    """A round picture of 36 px; "" as icon shows the avatar, else that icon on a dashed ring."""

    def __init__(
        self,
        theme: Theme,
        avatar: Avatar,
        preview: Callable[[ImageId], QPixmap | None],
        icon: str = "",
    ) -> None:
        super().__init__()
        self._theme, self.avatar, self._preview, self._icon = theme, avatar, preview, icon
        active = ", active" if avatar.is_active else ""
        self.setAccessibleName(f"{avatar.name}{active}")
        set_plain_tooltip(self, f"{avatar.name}{active}")
        self.setProperty(FOCUS_RADIUS, _SIDE // 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._theme.px(_SIDE), self._theme.px(_SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint picture, initials or icon, and the ring of the active one."""
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        if self._icon:
            ground = theme.color("hover") if self.underMouse() else None
            paint_surface(
                painter, rect, rect.width() / 2, ground, theme.color("borderControl"),
                is_dashed=True,
            )  # fmt: skip
            inner = rect.adjusted(theme.px(10), theme.px(10), -theme.px(10), -theme.px(10))
            paint_icon(painter, theme, self._icon, inner, theme.color("textSecondary"))
            return
        inset = theme.px(3) if self.avatar.is_active else 0
        self._paint_face(painter, rect.adjusted(inset, inset, -inset, -inset))
        if self.avatar.is_active:
            ring = theme.color("accent")
            paint_surface(painter, rect, rect.width() / 2, None, ring, border_px=2.0)
        elif self.underMouse():
            ring = theme.color("borderControl")
            paint_surface(painter, rect, rect.width() / 2, None, ring, border_px=2.0)

    def _paint_face(self, painter: QPainter, rect: QRectF) -> None:
        image_id = self.avatar.image_id
        pixmap = self._preview(image_id) if image_id is not None else None
        if pixmap is not None and not pixmap.isNull():
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipPath(rounded_path(rect, rect.width() / 2))
            painter.drawPixmap(rect, pixmap, covering_part(pixmap, 1.0))
            painter.restore()
            return
        theme = self._theme
        fill: QColor = theme.color("accentSoft" if self.avatar.is_active else "hover")
        paint_surface(painter, rect, rect.width() / 2, fill)
        ink = theme.color("accentText" if self.avatar.is_active else "textSecondary")
        align = Qt.AlignmentFlag.AlignHCenter
        paint_text(painter, theme.font("label"), rect, initials(self.avatar.name), ink, align)


class AvatarSection(QWidget):
    """A heading with +, and below it the first few, all of them, and + once more.

    Args:
        theme: Gives all colours and sizes.
        words: Heading, + and hint.
        preview: Returns a picture's preview at once, or None while it is not there.
        parent: Owner.

    Signals:
        chosen(str, object): Id of the one that was pressed, and its button.
        all_requested(): Show all of them.
        add_requested(): Make a new one.
    """

    chosen = Signal(str, object)
    all_requested = Signal()
    add_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        words: SectionWords,
        preview: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._preview = theme, preview
        self._avatars: tuple[Avatar, ...] | None = None
        self._buttons: list[AvatarButton] = []
        self.heading = SectionHeading(theme, words.title, words.add_name, words.hint)
        self.add = self.heading.add
        everyone = Avatar("", f"All {words.title.lower()}")
        self._more = AvatarButton(theme, everyone, preview, "ellipsis")
        self._one_more = AvatarButton(theme, Avatar("", words.add_name), preview, "plus")
        self._column = QVBoxLayout(self)
        self._faces = QWidget()
        self._row = QHBoxLayout(self._faces)
        self._column.addWidget(self.heading)
        self._column.addWidget(self._faces)
        self._row.addWidget(self._more)
        self._row.addWidget(self._one_more)
        self._row.addStretch(1)
        self._more.clicked.connect(self.all_requested)
        for button in (self.add, self._one_more):
            button.clicked.connect(self.add_requested)
        self.setAccessibleName(words.title)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.set_avatars(())

    def set_avatars(self, avatars: Sequence[Avatar]) -> None:
        """Show these in their order; an active one beyond the first few comes first."""
        wanted = tuple(avatars)
        if any(avatar.is_active for avatar in wanted[_SHOWN:]):
            wanted = tuple(sorted(wanted, key=lambda avatar: not avatar.is_active))
        self.heading.set_empty(is_empty=not wanted)
        self._more.setVisible(len(wanted) > _SHOWN)
        self._faces.setVisible(bool(wanted))
        if wanted == self._avatars:
            return
        self._avatars = wanted
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [AvatarButton(self._theme, a, self._preview) for a in wanted[:_SHOWN]]
        for place, button in enumerate(self._buttons):
            button.clicked.connect(self._on_clicked)
            self._row.insertWidget(place, button)

    def buttons(self) -> list[AvatarButton]:
        """Return the buttons of those shown."""
        return list(self._buttons)

    def previews_changed(self) -> None:
        """Paint the pictures again."""
        for button in self._buttons:
            button.update()

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, AvatarButton):
            self.chosen.emit(button.avatar.id, button)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(8), px(8), px(8), px(4))
        self._column.setSpacing(px(2))
        self._row.setContentsMargins(px(10), 0, 0, 0)
        self._row.setSpacing(px(10))


def initials(name: str) -> str:
    """Return one or two letters that stand for a name; articles do not count."""
    words = [word for word in name.split() if word.casefold() not in {"the", "a", "an"}]
    words = words or name.split() or ["?"]
    letters = words[0][:1] + (words[-1][:1] if len(words) > 1 else "")
    return letters.upper()
