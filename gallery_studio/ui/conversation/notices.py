"""What can stand in the way of a conversation, each in its own sentence, with a way on. No Qt."""

from __future__ import annotations

from enum import StrEnum

from gallery_studio.records import dataclass


class NoticeAction(StrEnum):
    """What the button of a notice asks for."""

    NONE = ""
    START_NEW = "start_new"
    GO_ON_FROM_PICTURE = "go_on_from_picture"
    ADD_REFERENCES = "add_references"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above the input, with at most one button.

    Attributes:
        text: What is the matter.
        button: Words of the button, or "".
        action: What the button asks for.
        is_blocking: Whether nothing can be sent meanwhile.
    """

    text: str
    button: str = ""
    action: NoticeAction = NoticeAction.NONE
    is_blocking: bool = False


def no_active_conversation() -> Notice:
    """Return the notice that there is nothing to go on with."""
    return Notice(
        "There is no active conversation. Start one, and your edits go on in it.",
        "Start new",
        NoticeAction.START_NEW,
        is_blocking=True,
    )


def other_identity(name: str) -> Notice:
    """Return the notice that the conversation was started for another identity."""
    return Notice(
        f"This conversation is for {name}. Start a new one for the identity you chose.",
        "Start new",
        NoticeAction.START_NEW,
        is_blocking=True,
    )


def references_missing(name: str) -> Notice:
    """Return the notice that a person has no reference pictures, which a start needs."""
    return Notice(
        f"{name} has no reference pictures yet. Add at least one to start.",
        "Add references",
        NoticeAction.ADD_REFERENCES,
        is_blocking=True,
    )


def references_changed() -> Notice:
    """Return the notice that the person's pictures are others than at the start."""
    return Notice(
        "The reference pictures have changed since this conversation began. "
        "It goes on with the ones it knows.",
        "Start new",
        NoticeAction.START_NEW,
    )


def history_unreadable() -> Notice:
    """Return the notice that a model no longer takes its own history."""
    return Notice(
        "The model can no longer read this conversation.",
        "Go on from the picture alone",
        NoticeAction.GO_ON_FROM_PICTURE,
    )


def refused(message: str) -> Notice:
    """Return a refusal of the studio or a model, in its own words."""
    return Notice(message, "Dismiss", NoticeAction.DISMISS)
