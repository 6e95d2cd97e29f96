"""One active conversation per person: start one for an identity, and go on with it.

Built on composing (the first picture) and editing (every next one), so that a chat is a
conversation like any other: on the canvas, in the log, with a history per model.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.limits import REFERENCES_PER_TURN
from gallery_studio.domain.session import Directive
from gallery_studio.records import dataclass
from gallery_studio.studio.composing import Composition, compose
from gallery_studio.studio.editing import Editing
from gallery_studio.studio.likeness import changed_sentence

if TYPE_CHECKING:
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.conversation import Conversation
    from gallery_studio.domain.ids import ConversationId, IdentityId, OutputId, PersonId, SessionId
    from gallery_studio.domain.people import Identity, Person
    from gallery_studio.library.library import Library
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.access import LibraryAccess
    from gallery_studio.studio.composing import ComposedRun
    from gallery_studio.studio.editing import EditMessage, StartedTurn
    from gallery_studio.studio.prompts import PromptBuilder


class ChatProblem(StrEnum):
    """Why a chat cannot start or go on; the pane offers another next step for each."""

    NO_ACTIVE_CONVERSATION = "no_active_conversation"
    EMPTY_MESSAGE = "empty_message"
    OTHER_IDENTITY = "other_identity"
    REFERENCES_MISSING = "references_missing"
    HISTORY_EMPTY = "history_empty"


class ImageChatError(RequestError):
    """A chat cannot start or go on.

    Attributes:
        problem: Why.
    """

    def __init__(self, problem: ChatProblem, message: str) -> None:
        super().__init__(message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class ChatTools:
    """What chats are made with."""

    access: LibraryAccess
    catalogue: Catalogue
    prompts: PromptBuilder
    references_most: int = REFERENCES_PER_TURN


@dataclass(frozen=True, slots=True)
class ContinuedChat:
    """The next turn of a chat was accepted.

    Attributes:
        turn: What was stored.
        note: That the person's reference pictures have changed since the start, or "".
    """

    turn: StartedTurn
    note: str = ""


async def start_image_chat(
    tools: ChatTools,
    identity_id: IdentityId,
    person_id: PersonId | None,
    message: EditMessage,
    *,
    session_id: SessionId | None = None,
) -> ComposedRun:
    """Start a chat for an identity with a person's reference pictures; it becomes active.

    The message's words are extra wishes and may be empty. The person's earlier conversation stays
    as it is; it only is no longer the active one.

    Args:
        tools: The library, models and prompts.
        identity_id: The role.
        person_id: Whose pictures; None is the default person, made when first needed.
        message: Extra words, models, ratio, size and further pictures.
        session_id: The session it belongs to; None makes a new one.

    Raises:
        ImageChatError: The person has no reference pictures, or none that can be read.
        RequestError: It cannot be sent; says what to change. Nothing was written.
        LibraryError: It could not be stored; nothing was written.
    """
    person_id = await ensure_person(tools.access, person_id)
    person, identity = await tools.access.read(
        lambda reader: _read_start(reader, person_id, identity_id)
    )
    await _check_files(tools.access, person)
    return await compose(
        tools.access,
        tools.catalogue,
        tools.prompts,
        _composition(person, identity, message, session_id),
        references_most=tools.references_most,
    )


async def continue_image_chat(
    tools: ChatTools,
    person_id: PersonId | None,
    message: EditMessage,
    *,
    identity_id: IdentityId | None = None,
    from_output: OutputId | None = None,
) -> ContinuedChat:
    """Store the next turn of a person's active conversation.

    Args:
        tools: The library, models and prompts.
        person_id: The person; None is the default person.
        message: What to change.
        identity_id: The identity chosen in the window; None goes on whatever it is.
        from_output: "Next edit starts here"; None goes on from the head.

    Raises:
        ImageChatError: There is no active conversation, the message is empty, or it is for
            another identity.
        RequestError: It cannot be sent; says what to change. Nothing was written.
        LibraryError: It could not be stored; nothing was written.
    """
    if not message.text.strip():
        raise ImageChatError(
            ChatProblem.EMPTY_MESSAGE, "Describe your edit first: say what should change."
        )
    person_id = await ensure_person(tools.access, person_id)
    conversation_id, note = await tools.access.read(
        lambda reader: _read_active(reader, person_id, identity_id)
    )
    editing = Editing(tools.access, tools.catalogue, tools.references_most)
    return ContinuedChat(await editing.go_on(conversation_id, from_output, message), note)


async def ensure_person(access: LibraryAccess, person_id: PersonId | None) -> PersonId:
    """Return a person's id, or that of the default person, who is made when first needed.

    Raises:
        LibraryError: The default person could not be stored.
    """
    if person_id is not None:
        return person_id
    found: list[PersonId] = []

    def make(library: Library) -> Changes:
        person_id, changes = library.people.ensure_default_person()
        found.append(person_id)
        return changes

    await access.write(make)
    return found[0]


def _read_start(
    reader: LibraryReader, person_id: PersonId, identity_id: IdentityId
) -> tuple[Person, Identity]:
    person, identity = reader.person(person_id), reader.identity(identity_id)
    if not person.reference_images:
        raise ImageChatError(
            ChatProblem.REFERENCES_MISSING,
            f"{person.name} has no reference pictures yet. Add at least one, then start again.",
        )
    return person, identity


async def _check_files(access: LibraryAccess, person: Person) -> None:
    """Check that at least the pictures that are sent can be read.

    Raises:
        ImageChatError: A file is missing from the library's folder.
    """
    files = await access.read(lambda reader: reader.images(person.reference_images))
    missing = [
        image_id
        for image_id in person.reference_images
        if image_id not in files or not access.images.path_of(files[image_id]).is_file()
    ]
    if not missing:
        return
    count = "a reference picture" if len(missing) == 1 else f"{len(missing)} reference pictures"
    raise ImageChatError(
        ChatProblem.REFERENCES_MISSING,
        f"The file of {count} of {person.name} is missing from the library. Remove it from the "
        "person, or bring it back, then start again.",
    )


def _composition(
    person: Person, identity: Identity, message: EditMessage, session_id: SessionId | None
) -> Composition:
    extra = message.text.strip()
    words = extra or f"{person.name} as {identity.name}"
    return Composition(
        text=words,
        models=message.models,
        session_id=session_id,
        directives=(Directive(text=words, source="person"),),
        person_ids=(person.id,),
        identity_id=identity.id,
        aspect_ratio=message.aspect_ratio,
        image_size=message.image_size,
        references=tuple(
            TurnReference(reference.image_id, reference.role, reference.label)
            for reference in message.references
        ),
        seed=message.seed,
    )


def _read_active(
    reader: LibraryReader, person_id: PersonId, identity_id: IdentityId | None
) -> tuple[ConversationId, str]:
    """Return the active conversation and what to say about changed pictures."""
    person = reader.person(person_id)
    conversation = _active_of(reader, person)
    if identity_id is not None and conversation.identity_id != identity_id:
        raise _other_identity(reader, conversation, reader.identity(identity_id))
    return conversation.id, changed_sentence(reader, conversation)


def _active_of(reader: LibraryReader, person: Person) -> Conversation:
    active = person.active_conversation_id
    conversation = reader.conversation(active) if active is not None else None
    if conversation is None or conversation.deleted_utc is not None:
        raise ImageChatError(
            ChatProblem.NO_ACTIVE_CONVERSATION,
            f"There is no active conversation for {person.name}. Choose an identity and generate "
            "a new picture first.",
        )
    if not reader.turns(conversation.id):
        raise ImageChatError(
            ChatProblem.HISTORY_EMPTY,
            f"The active conversation of {person.name} is empty. Start a new one.",
        )
    return conversation


def _other_identity(
    reader: LibraryReader, conversation: Conversation, wanted: Identity
) -> ImageChatError:
    of = (
        f"for {reader.identity(conversation.identity_id).name}"
        if conversation.identity_id is not None
        else "not for an identity"
    )
    return ImageChatError(
        ChatProblem.OTHER_IDENTITY,
        f"This conversation is {of}. Start a new one for {wanted.name}, or choose that one again."
        if conversation.identity_id is not None
        else f"This conversation is {of}. Start a new one for {wanted.name}.",
    )
