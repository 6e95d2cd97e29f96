"""Paints a rectangle of the wall: ground, dots, lines of descent, run labels, cards."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from gallery_studio.domain.geometry import Rect
from gallery_studio.ui.canvas.card_layout import Detail, shown_rect
from gallery_studio.ui.canvas.card_painter import CardPainter, qrect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QColor

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.ui.canvas.canvas_model import CanvasModel
    from gallery_studio.ui.theme.theme import Theme

_LEFT_OUT = 0.12
_REJECTED = 0.4
DOT_STEP = 24.0
CARD_REACH = 4.0
"""How far a card at rest paints beyond its rectangle (its shadow), in canvas units."""

LABEL_REACH = 34.0
"""How far above a run its label reaches, in canvas units."""

LABEL_RUN = 640.0
"""How far to the right of its run's first card a label may reach, in canvas units."""


class WallPainter:
    """Paints parts of the wall in steps, so that a frame can stop where its time is over."""

    def __init__(self, theme: Theme, model: CanvasModel, cards: CardPainter) -> None:
        self._theme = theme
        self._model = model
        self._cards = cards
        self.is_lineage_shown = True
        self.is_selection_painted = False
        """Whether rings are painted into the tiles: cheaper when very many cards are selected."""

    def ground(self, painter: QPainter, rect: Rect, detail: Detail, scale: float) -> None:
        """Paint what lies below the cards."""
        painter.fillRect(qrect(rect), self.ground_color())
        if detail is Detail.FAR:
            return
        self._paint_dots(painter, rect, scale)
        if self.is_lineage_shown:
            self._paint_lines(painter, rect, scale)

    def ground_color(self) -> QColor:
        """Return the colour of the bare wall."""
        return self._theme.color("canvas")

    @property
    def wish_count(self) -> int:
        """How often painting had to make do with a worse picture than it wished for."""
        return self._cards.wish_count

    def is_bare(self, rect: Rect) -> bool:
        """Whether no card reaches into a rectangle."""
        around = rect.grown(CARD_REACH)
        bounds = self._model.bounds()
        return bounds is None or not bounds.intersects(around) or not self._model.has_any(around)

    def card_steps(self, rect: Rect) -> Iterator[CanvasCard]:
        """Return the cards that paint into a rectangle, lowest first."""
        return iter(self._model.cards_in(rect.grown(CARD_REACH)))

    def labels(self, painter: QPainter, rect: Rect, detail: Detail) -> None:
        """Paint the labels of runs that reach into a rectangle."""
        if detail is not Detail.FULL:
            return
        # A label begins above the left end of its run, which may lie in another tile.
        left = rect.x - LABEL_RUN
        below = Rect(left, rect.y, rect.right - left, rect.height + LABEL_REACH)
        done = set()
        for card in self._model.cards_in(below):
            label = self._model.run_label_of(card)
            if label is None or label.run_id in done:
                continue
            done.add(label.run_id)
            place = self._model.run_label_place(label)
            if place is not None:
                self._cards.label.paint_run(painter, label, place)

    def _paint_dots(self, painter: QPainter, rect: Rect, scale: float) -> None:
        step = DOT_STEP
        while step * scale < 20:
            step *= 2
        pen = QPen(self._theme.color("dot"), max(2.0, round(1.5 * scale)))
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        xs = _steps(rect.x, rect.right, step)
        ys = _steps(rect.y, rect.bottom, step)
        painter.drawPoints([QPointF(x, y) for y in ys for x in xs])

    def _paint_lines(self, painter: QPainter, rect: Rect, scale: float) -> None:
        lines = self._model.lines_in(rect)
        if not lines:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("border"), 1.0 / max(scale, 0.5)))
        painter.drawLines([QLineF(*line) for line in lines])

    def paint_card(self, painter: QPainter, card: CanvasCard, detail: Detail, scale: float) -> None:
        """Paint one card."""
        opacity = self._opacity_of(card)
        if opacity < 1.0:
            painter.setOpacity(opacity)
        self._cards.paint(painter, card, detail, scale)
        if opacity < 1.0:
            painter.setOpacity(1.0)
        if self.is_selection_painted and self._model.is_selected(card.id):
            pen = QPen(self._theme.color("accent"), 2.0)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(qrect(shown_rect(card.placement, detail)))

    def _opacity_of(self, card: CanvasCard) -> float:
        """Return how much of a card is seen: left out and rejected ones step back."""
        if self._model.is_filtered and not self._model.card_filter.matches(card):
            return _LEFT_OUT
        return _REJECTED if card.is_rejected else 1.0


def _steps(start: float, end: float, step: float) -> list[float]:
    """Return the multiples of a step from before `start` to after `end`."""
    first = ceil(start / step) - 1
    return [index * step for index in range(first, ceil(end / step) + 1)]
