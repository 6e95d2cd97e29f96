"""The empty wall: frames that wait, a first sentence, and three to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImageReader, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio import paths
from gallery_studio.records import dataclass
from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.theme.painting import (
    paint_icon,
    paint_paragraph,
    paint_surface,
    top_rounded_path,
)
from gallery_studio.ui.widgets.banner import Banner
from gallery_studio.ui.widgets.buttons import GhostButton
from gallery_studio.ui.widgets.control import FOCUS_RADIUS, ControlState, ThemedButton, state_of
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Starter:
    """A sentence to begin with, and the picture that goes with it in ``resources/art``."""

    sentence: str
    art: str


STARTERS = (
    Starter("A dahlia so close it becomes a landscape", "dahlia"),
    Starter("Rose-coloured courtyard, noon, one dark door", "arches"),
    Starter("Amber scent on wet basalt, lit from behind", "perfume_basalt"),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What is shown when there is so much room.

    Attributes:
        gaps: Space under frames, headline, lead and cards, px at 100 %.
        has_frames: Whether the three frames are there.
        has_banner: Whether the banner is there, while there is no key.
        has_art: Whether the starters have their pictures.
        has_demo: Whether the way to the demo session is there.
    """

    gaps: tuple[int, int, int, int]
    has_frames: bool = True
    has_banner: bool = True
    has_art: bool = True
    has_demo: bool = True


_PARTS = (
    Parts((28, 8, 36, 36)),
    Parts((16, 8, 24, 20)),
    Parts((0, 8, 24, 20), has_frames=False),
    Parts((0, 8, 24, 20), has_frames=False, has_demo=False),
    Parts((0, 8, 20, 0), has_frames=False, has_banner=False, has_demo=False),
    Parts((0, 4, 16, 16), has_frames=False, has_art=False, has_demo=False),
    Parts((0, 4, 12, 0), has_frames=False, has_banner=False, has_art=False, has_demo=False),
)
"""From all to the least; the first that fits is shown."""

_CARD_WIDTH = 260
_ART_ASPECT = 260 / 140
_DEMO_GAP = 12


class Frames(QWidget):
    """Three empty frames; the middle one is lit."""

    _PLACES = ((0, 28, 98, 126, False), (114, 0, 110, 142, True), (240, 22, 106, 94, False))

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Room for all three."""
        return QSize(self._theme.px(346), self._theme.px(154))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frames and, in the middle one, a spark."""
        theme, painter = self._theme, QPainter(self)
        for x, y, width, height, is_lit in self._PLACES:
            rect = QRectF(theme.px(x), theme.px(y), theme.px(width), theme.px(height))
            border = theme.color("accent" if is_lit else "borderControl")
            radius, line = theme.radius("image"), 2.0 if is_lit else 1.0
            paint_surface(painter, rect, radius, theme.color("raised"), border, border_px=line)
            inset = theme.px(12)
            inner = rect.adjusted(inset, inset, -inset, -inset)
            fill = theme.color("accentSoft" if is_lit else "canvas")
            paint_surface(painter, inner, theme.radius("badge"), fill, theme.color("borderSubtle"))
            if is_lit:
                spot = QRectF(0, 0, theme.px(24), theme.px(24))
                spot.moveCenter(inner.center())
                paint_icon(painter, theme, "sparkles", spot, theme.color("accentText"))


class StarterCard(ThemedButton):
    """A picture with its sentence; pressing it fills the compose bar."""

    def __init__(self, theme: Theme, starter: Starter, parent: QWidget | None = None) -> None:
        super().__init__(theme, starter.sentence, parent=parent)
        self.starter = starter
        self._art = QPixmap()
        self._art_px = 0
        self._has_art = True
        self._width = theme.px(_CARD_WIDTH)
        self.setProperty(FOCUS_RADIUS, 12)
        self.setAccessibleDescription("Begin with this sentence")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_width(self, width: int) -> None:
        """Be so wide; the height follows from picture and sentence."""
        if width != self._width:
            self._width = width
            self.updateGeometry()

    def set_art_shown(self, is_shown: bool) -> None:
        """Show the picture, or only the sentence."""
        if is_shown != self._has_art:
            self._has_art = is_shown
            self.updateGeometry()
            self.update()

    def height_with(self, *, has_art: bool) -> int:
        """Return the height with or without the picture: two lines, three where it is narrow."""
        lines = 2 if self._width >= self._theme.px(220) else 3
        words = lines * self._line() + self._theme.px(32)
        return words + (int(self._width / _ART_ASPECT) if has_art else 0)

    def sizeHint(self) -> QSize:
        """Room for picture and sentence."""
        return QSize(self._width, self.height_with(has_art=self._has_art))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint card, picture and sentence."""
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        is_lit = state_of(self) is not ControlState.REST
        fill = theme.color("hover" if is_lit else "raised")
        border = theme.color("borderControl" if is_lit else "border")
        radius = theme.radius("card")
        paint_surface(painter, rect, radius, fill, border)
        top = theme.px(12)
        if self._has_art:
            picture = QRectF(1, 1, rect.width() - 2, int(rect.width() / _ART_ASPECT))
            outline = top_rounded_path(picture, radius - 1)
            paint_cover(painter, theme, picture, self._load(self.devicePixelRatioF()), outline)
            top += int(picture.bottom())
        words = rect.adjusted(theme.px(16), top, -theme.px(16), 0)
        font = theme.font("voiceQuote")
        font.setPixelSize(theme.px(17))
        paint_paragraph(
            painter, font, words, self.text(), theme.color("text"),
            line_height=self._line(), max_lines=3,
        )  # fmt: skip

    def _line(self) -> int:
        return self._theme.px(24)

    def _load(self, ratio: float) -> QPixmap:
        """Return the picture, read when it is painted and no larger than it is ever shown.

        Its file has the pixels of a ratio of 2; half of them take a third of the time.
        """
        width = round(self._theme.px(_CARD_WIDTH) * ratio)
        if self._art_px != width:
            self._art_px = width
            file = paths.resources() / "art" / f"{self.starter.art}.jpg"
            reader = QImageReader(str(file), b"jpg")
            reader.setScaledSize(QSize(width, round(width / _ART_ASPECT)))
            self._art = QPixmap.fromImageReader(reader)
        return self._art


class Headline(PlainLabel):
    """The hero's face, a step smaller, so that it does not shout at an empty wall."""

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        font = self._theme.font("voiceHero")
        font.setPixelSize(self._theme.px(44))
        self.setFont(font)


class EmptyState(QWidget):
    """Lies between header and compose bar while a session has no card.

    Args:
        theme: Gives all colours and sizes.
        parent: The canvas region.

    Signals:
        starter_chosen(str): Put this sentence into the compose bar.
        add_key_requested(): Open the settings at the key.
        demo_requested(): Open the session that comes with the program.
    """

    starter_chosen = Signal(str)
    add_key_requested = Signal()
    demo_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_key = False
        self.frames = Frames(theme)
        self.headline = Headline(theme, "Begin with a sentence", "voiceHero")
        self.lead = PlainLabel(
            theme,
            "Describe an image below, or start from one of these. "
            "Everything you make lands on this wall.",
            "compose",
            "textSecondary",
            max_lines=2,
        )
        self.cards = [StarterCard(theme, starter) for starter in STARTERS]
        self.banner = Banner(
            theme,
            "cloud-off",
            "It draws sample images so you can look around. Add a Gemini key for real ones.",
            title="You are on the Offline model",
            button="Add Gemini key",
        )
        self.banner.set_button_icon("key-round")
        self.demo = GhostButton(theme, "Open the demo session", icon="folder-open", height=32)
        self._build_layout()
        self._connect()
        self._fit()

    def set_has_key(self, has_key: bool) -> None:
        """Hide the banner once there is a key."""
        self._has_key = has_key
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up frames and width where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _build_layout(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        for label in (self.headline, self.lead):
            label.setAlignment(middle)
        self._cards_row = QHBoxLayout()
        self._cards_row.addStretch(1)
        for card in self.cards:
            self._cards_row.addWidget(card)
        self._cards_row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addStretch(2)
        self._column.addWidget(self.frames, 0, middle)
        self._gaps = [self._add_gap()]
        self._column.addWidget(self.headline)
        self._gaps.append(self._add_gap())
        self._column.addWidget(self.lead)
        self._gaps.append(self._add_gap())
        self._column.addLayout(self._cards_row)
        self._gaps.append(self._add_gap())
        banner_row = QHBoxLayout()  # centring by an alignment would lose height for width
        banner_row.addStretch(1)
        banner_row.addWidget(self.banner)
        banner_row.addStretch(1)
        self._column.addLayout(banner_row)
        self._demo_gap = self._add_gap()
        self._column.addWidget(self.demo, 0, middle)
        self._column.addStretch(3)

    def _add_gap(self) -> QWidget:
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._column.addWidget(gap)
        return gap

    def _connect(self) -> None:
        for card in self.cards:
            card.clicked.connect(self._on_card_clicked)
        self.banner.action_requested.connect(self.add_key_requested)
        self.demo.clicked.connect(self.demo_requested)
        self._theme.changed.connect(self._fit)

    def _fit(self) -> None:
        """Lay out for the present size: all of it, or what matters most."""
        px, gap, margin = self._theme.px, self._theme.px(24), self._theme.px(24)
        room = self.width() - 2 * margin
        width = max(px(120), min(px(_CARD_WIDTH), (room - 2 * gap) // 3))
        for card in self.cards:
            card.set_width(width)
        self._cards_row.setSpacing(gap)
        self.banner.setFixedWidth(max(px(280), min(px(760), room)))
        self._column.setContentsMargins(margin, px(8), margin, px(8))
        fitting = (parts for parts in _PARTS if self._height_of(parts, room) <= self.height())
        parts = next(fitting, _PARTS[-1])
        self.frames.setVisible(parts.has_frames)
        self.banner.setVisible(parts.has_banner and not self._has_key)
        self.demo.setVisible(parts.has_demo)
        self._demo_gap.setVisible(parts.has_demo)
        self._demo_gap.setFixedHeight(self._theme.px(_DEMO_GAP))
        for card in self.cards:
            card.set_art_shown(parts.has_art)
        self._set_gaps(parts.gaps)
        self._column.activate()

    def _height_of(self, parts: Parts, width: int) -> int:
        """Return the height of so many parts in that width."""
        height = self._theme.px(sum(parts.gaps) + 16) + self.headline.sizeHint().height()
        height += self.lead.heightForWidth(width)
        height += self.cards[0].height_with(has_art=parts.has_art)
        if parts.has_frames:
            height += self.frames.sizeHint().height()
        if parts.has_banner and not self._has_key:
            height += self._banner_height()
        if parts.has_demo:
            height += self.demo.sizeHint().height() + self._theme.px(_DEMO_GAP)
        return height

    def _banner_height(self) -> int:
        width = self.banner.minimumWidth()
        needed = self.banner.heightForWidth(width) if self.banner.hasHeightForWidth() else 0
        return max(needed, self.banner.sizeHint().height())

    def _set_gaps(self, heights: tuple[int, ...]) -> None:
        for gap, height in zip(self._gaps, heights, strict=True):
            gap.setFixedHeight(self._theme.px(height))

    def _on_card_clicked(self) -> None:
        card = self.sender()
        if isinstance(card, StarterCard):
            self.starter_chosen.emit(card.starter.sentence)
