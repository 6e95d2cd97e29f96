"""Conversations made by hand, and a shown pane."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QColor, QPixmap

from gallery_studio.domain.conversation import Conversation, Output, Turn
from gallery_studio.domain.status import Status
from gallery_studio.paths import resources
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.ui.conversation.conversation_pane import ConversationPane
from gallery_studio.ui.conversation.conversation_state import ConversationRecord, make_state
from gallery_studio.ui.conversation.pane_context import PaneContext

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
MODELS = ("gemini-3-pro-image", "gemini-nano-banana-2.1", "offline")


class Maker:
    """Builds records turn by turn: ``maker.turn("t1").turn("t2", after="t1").state()``."""

    def __init__(self) -> None:
        self.conversation = Conversation(
            "cnv", "gal", "Make it darker", "2026-11-21T11:00:00.000Z", "2026-11-21T11:00:00.000Z",
            source_image_id="source", models=MODELS[:2],
        )  # fmt: skip
        self.turns: list[Turn] = []
        self.outputs: list[Output] = []
        self.starred: set[str] = set()
        self.sizes: dict[str, tuple[int, int]] = {}

    def turn(self, turn_id, after=None, message="Darker", models=MODELS[:2], **values):
        parent = next((t for t in self.turns if t.id == after), None)
        number = parent.number + 1 if parent else 1
        minute = len(self.turns)
        self.turns.append(
            Turn(
                turn_id, "cnv", number, message, tuple(models),
                f"2026-11-21T11:{minute:02}:00.000Z", parent_turn_id=after, **values,
            )
        )  # fmt: skip
        self.outputs += [
            Output(f"{turn_id}-{place}", turn_id, model, place, message, "2026-11-21T11:00:00.000Z",
                   status=Status.COMPLETED, image_id=f"image-{turn_id}-{place}")
            for place, model in enumerate(models)
        ]  # fmt: skip
        return self

    def set(self, output_id, **values):
        self.outputs = [replace(o, **values) if o.id == output_id else o for o in self.outputs]
        return self

    def fail(self, output_id, message="The model is busy.", **values):
        return self.set(
            output_id, status=Status.FAILED, image_id=None, error_message=message,
            is_retryable=values.pop("is_retryable", True), **values,
        )  # fmt: skip

    def done(self, output_id, image_id):
        return self.set(output_id, status=Status.COMPLETED, image_id=image_id)

    def run(self, output_id, started_utc="2026-11-21T11:59:46.000Z"):
        return self.set(output_id, status=Status.GENERATING, image_id=None, started_utc=started_utc)

    def head(self, output_id):
        self.conversation = replace(self.conversation, head_output_id=output_id)
        return self

    def state(self, open_turn=None):
        return make_state(
            ConversationRecord(
                self.conversation, tuple(self.turns), tuple(self.outputs), dict(self.sizes),
                frozenset(self.starred),
            ),
            open_turn,
        )  # fmt: skip


@pytest.fixture
def maker():
    return Maker()


@pytest.fixture
def still_theme(theme):
    """Durations of 0: every scroll is over at once."""
    theme.set_motion_reduced(True)
    return theme


@pytest.fixture
def context(still_theme):
    asked = []

    def preview(image_id, side_px):
        asked.append(image_id)
        pixmap = QPixmap(16, 16)
        pixmap.fill(QColor("#486"))
        return pixmap

    catalogue = Catalogue.load(resources() / "models.toml")
    return PaneContext(still_theme, catalogue, preview, lambda: NOW)


@pytest.fixture
def pane(context, qtbot):
    pane = ConversationPane(context)
    qtbot.addWidget(pane)
    pane.resize(440, 900)
    pane.show()
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    return pane
