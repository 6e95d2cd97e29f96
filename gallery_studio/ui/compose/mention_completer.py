"""Completes ``@name`` in a text field: people, identities and products.

Works with every `QPlainTextEdit`. The name goes into the text as plain words; whoever listens to
`chosen` shows it as a chip or a picture.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.theme.painting import paint_icon, paint_shadow, paint_surface, paint_text
from gallery_studio.ui.theme.shadows import reach
from gallery_studio.ui.widgets.announce import announce

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QPlainTextEdit

    from gallery_studio.ui.theme.theme import Theme

MOST = 6
_FRAGMENT = re.compile(r"(?:^|[\s(\[“\"'])@([^\s@]{0,30}(?: [^\s@]{1,30}){0,3})$")
_LEVEL = 2
_ROW, _WIDTH = 36, 300

Kind = Literal["person", "identity", "product"]
_ICONS: dict[Kind, str] = {"person": "users-round", "identity": "sparkles", "product": "package"}


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that can be named.

    Attributes:
        kind: ``person``, ``identity`` or ``product``.
        id: Its id.
        name: Its name, as it goes into the text.
        detail: Words beside it, such as a brand.
        color: Number of a product's dot, or None.
    """

    kind: Kind
    id: str
    name: str
    detail: str = ""
    color: int | None = None


def _units(text: str) -> int:
    """Return the length of a text as Qt counts it: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def matching(mentions: Sequence[Mention], fragment: str) -> list[Mention]:
    """Return those whose name, or a word of it, begins with the fragment, best first."""
    wanted = fragment.casefold()
    first = [m for m in mentions if m.name.casefold().startswith(wanted)]
    later = [
        m
        for m in mentions
        if m not in first and any(w.startswith(wanted) for w in m.name.casefold().split())
    ]
    return (first + later)[:MOST]


class MentionList(QWidget):
    """The names to choose from, over the window; it never takes the focus.

    Signals:
        clicked(int): A name was clicked.
    """

    clicked = Signal(int)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self.mentions: list[Mention] = []
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Names")
        self.hide()

    def show_mentions(self, mentions: Sequence[Mention], spot: QRect) -> None:
        """Show these above (or, without room there, below) the cursor's place in the window."""
        self.mentions, self.current = list(mentions), 0
        margin, size = reach(self._theme, _LEVEL), self.sizeHint()
        window = self.parentWidget()
        right = window.width() - size.width() if window is not None else spot.left()
        left = max(-margin, min(spot.left() - margin, right + margin))
        top = spot.top() - size.height() + margin
        if top < -margin:
            top = spot.bottom() - margin
        self.setGeometry(QRect(QPoint(left, top), size))
        self.show()
        self.raise_()
        self.update()

    def move_current(self, step: int) -> None:
        """Go to the next or previous name, round and round."""
        self.current = (self.current + step) % len(self.mentions)
        announce(self, self.mentions[self.current].name)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all names and the shadow."""
        px, margin = self._theme.px, reach(self._theme, _LEVEL)
        height = len(self.mentions) * self._row_height() + 2 * px(4)
        return QSize(px(_WIDTH) + 2 * margin, height + 2 * margin)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        row = self._row_at(event.position().toPoint())
        if row is not None and row != self.current:
            self.current = row
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a name."""
        row = self._row_at(event.position().toPoint())
        if row is not None:
            self.clicked.emit(row)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and names."""
        theme, painter = self._theme, QPainter(self)
        margin = reach(theme, _LEVEL)
        panel = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        radius = theme.radius("control")
        paint_shadow(painter, theme, panel, radius, _LEVEL)
        paint_surface(painter, panel, radius, theme.color("overlay"), theme.color("border"))
        for number, mention in enumerate(self.mentions):
            self._paint_row(painter, mention, self._row_rect(number), number == self.current)

    def _paint_row(
        self, painter: QPainter, mention: Mention, rect: QRectF, is_current: bool
    ) -> None:
        theme, px = self._theme, self._theme.px
        if is_current:
            paint_surface(painter, rect, theme.radius("image"), theme.color("pressed"))
        rect = rect.adjusted(px(10), 0, -px(10), 0)
        spot = QRectF(rect.left(), rect.top(), px(16), rect.height())
        if mention.color is not None:
            dot = QRectF(0, 0, px(8), px(8))
            dot.moveCenter(spot.center())
            paint_surface(painter, dot, px(4), theme.product_color(mention.color))
        else:
            icon = _ICONS[mention.kind]
            paint_icon(painter, theme, icon, spot, theme.color("textSecondary"))
        rect.setLeft(rect.left() + px(26))
        detail = mention.detail or mention.kind.capitalize()
        align = Qt.AlignmentFlag.AlignRight
        third = QRectF(rect.right() - px(100), rect.top(), px(100), rect.height())
        paint_text(painter, theme.font("meta"), third, detail, theme.color("textTertiary"), align)
        rect.setRight(third.left() - px(8))
        paint_text(painter, theme.font("body"), rect, mention.name, theme.color("text"))

    def _row_height(self) -> int:
        return self._theme.control_height(_ROW)

    def _row_rect(self, number: int) -> QRectF:
        px, margin, height = self._theme.px, reach(self._theme, _LEVEL), self._row_height()
        top = margin + px(4) + number * height
        return QRectF(margin + px(4), top, px(_WIDTH) - 2 * px(4), height)

    def _row_at(self, point: QPoint) -> int | None:
        rows = range(len(self.mentions))
        return next((n for n in rows if self._row_rect(n).contains(point.toPointF())), None)


class MentionCompleter(QObject):
    """Offers names while ``@`` and letters are typed.

    Args:
        theme: Gives colours and sizes.
        edit: The field.
        source: Returns what can be named by a fragment, best first; called at each letter.

    Signals:
        chosen(object): The `Mention` the person took; its name stands in the text already.
    """

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, edit: QPlainTextEdit, source: Callable[[str], Sequence[Mention]]
    ) -> None:
        super().__init__(edit)
        self._theme = theme
        self._edit = edit
        self._source = source
        self._dismissed_at = -1
        self.list = MentionList(theme, edit.window())
        self.list.clicked.connect(self.take)
        edit.textChanged.connect(self._on_text_changed)
        edit.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether names are shown."""
        return self.list.isVisible()

    def take(self, number: int) -> None:
        """Put a name into the text in place of what was typed, and tell."""
        mention = self.list.mentions[number]
        start, cursor = self._start(), self._edit.textCursor()
        self.close()
        if start is None:
            return
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(mention.name + " ")
        self._edit.setTextCursor(cursor)
        self.chosen.emit(mention)

    def close(self) -> None:
        """Let go of the names."""
        self.list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read the keys that choose, while names are shown."""
        if watched is not self._edit or not self.is_open:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        is_key = event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if is_key and isinstance(event, QKeyEvent) and self._reads(event):
            return True
        return super().eventFilter(watched, event)

    def _reads(self, event: QKeyEvent) -> bool:
        """Act on a key; return whether it was for the list."""
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Down: lambda: self.list.move_current(1),
            Qt.Key.Key_Up: lambda: self.list.move_current(-1),
            Qt.Key.Key_Return: lambda: self.take(self.list.current),
            Qt.Key.Key_Enter: lambda: self.take(self.list.current),
            Qt.Key.Key_Tab: lambda: self.take(self.list.current),
            Qt.Key.Key_Escape: self._dismiss,
        }
        act = acts.get(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if act is None or held != Qt.KeyboardModifier.NoModifier:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            act()
        return True

    def _dismiss(self) -> None:
        """Close, and stay closed for this @."""
        self._dismissed_at = self._start() or -1
        self.close()

    def _start(self) -> int | None:
        """Return the position of the @ that is being typed, or None."""
        found = self._typed()
        return None if found is None else self._edit.textCursor().position() - _units(found) - 1

    def _typed(self) -> str | None:
        """Return what stands between @ and the cursor, or None."""
        cursor = self._edit.textCursor()
        if cursor.hasSelection():
            return None
        block = cursor.block()
        units = block.text().encode("utf-16-le")  # positions of Qt count these, not letters
        end = 2 * (cursor.position() - block.position())
        before = units[:end].decode("utf-16-le", "replace")
        found = _FRAGMENT.search(before)
        return found.group(1) if found else None

    def _on_text_changed(self) -> None:
        fragment = self._typed()
        if fragment is None or not self._edit.hasFocus():
            self._dismissed_at = -1 if fragment is None else self._dismissed_at
            self.close()
            return
        if self._start() == self._dismissed_at:
            return
        mentions = list(self._source(fragment))[:MOST]
        if not mentions:
            self.close()
            return
        if self.list.parentWidget() is not self._edit.window():
            self.list.setParent(self._edit.window())
        was_open = self.is_open
        self.list.show_mentions(mentions, self._spot())
        if not was_open:
            announce(self._edit, f"{len(mentions)} names. Arrow keys choose, Enter takes one.")

    def _spot(self) -> QRect:
        """Return the cursor's rectangle in the window's coordinates."""
        rect = self._edit.cursorRect()
        corner = self._edit.viewport().mapTo(self._edit.window(), rect.topLeft())
        return QRect(corner, rect.size())
