"""What is true of the window now, for the actions that depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.status import Status
from gallery_studio.ui.actions import Fact

if TYPE_CHECKING:
    from gallery_studio.ui.main_window import MainWindow

_ENDED = (Status.FAILED, Status.CANCELLED)


def facts_of(window: MainWindow) -> set[Fact]:
    """Return what is true now."""
    chosen = window.canvas.chosen(window.view.model.selection)
    facts = {
        Fact.HAS_CARDS: bool(window.view.model.cards),
        Fact.HAS_SELECTION: bool(chosen),
        # the words of a picture brought in are the name of its file
        Fact.HAS_DIRECTIVE: len(chosen) == 1 and chosen[0].turn_id is not None,
        Fact.HAS_FAILED: any(card.status in _ENDED for card in chosen),
        Fact.HAS_SESSION: window.session.is_stored,
        # behind a project's page nothing may be sent unseen
        Fact.CAN_GENERATE: not window.split.splitter.isHidden(),
        Fact.CAN_UNDO: window.undo_group.canUndo(),
        Fact.CAN_REDO: window.undo_group.canRedo(),
        Fact.IS_RUNNING: bool(window.canvas.running),
    }
    return {fact for fact, is_true in facts.items() if is_true}
