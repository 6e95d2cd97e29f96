"""Generate new: a composition becomes directives × products × models, one card per output."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from gallery_studio.domain.arrange import place_run
from gallery_studio.domain.card import Card
from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.geometry import Rect, aspect_of, bounding_rect
from gallery_studio.domain.ids import new_card_id
from gallery_studio.domain.limits import (
    DIRECTIVES_MOST,
    OUTPUTS_PER_RUN_MOST,
    PROMPT_CHARACTERS,
    REFERENCES_PER_TURN,
)
from gallery_studio.domain.people import Identity, Person
from gallery_studio.library.starting import NewWork
from gallery_studio.records import dataclass, replace
from gallery_studio.studio.drafting import Drafter, Existing

if TYPE_CHECKING:
    from datetime import datetime

    from gallery_studio.domain.conversation import TurnReference
    from gallery_studio.domain.ids import (
        ConversationId,
        IdentityId,
        ModelId,
        OutputId,
        PersonId,
        ProductId,
        RunId,
        SessionId,
    )
    from gallery_studio.domain.session import Directive
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.access import LibraryAccess
    from gallery_studio.studio.drafting import Draft
    from gallery_studio.studio.prompts import PromptBuilder

_Subject = TypeVar("_Subject", Person, Identity)


@dataclass(frozen=True, slots=True)
class Composition:
    """What a person asks for with one press on Generate.

    Attributes:
        text: The brief.
        models: Models to ask, each once per directive and product.
        session_id: The session to add to, or None for a new one.
        directive_count: Directives to write locally when `directives` is empty.
        directives: Directives as the person saw and edited them; empty writes them.
        product_ids: Products to show; each directive is made once per product.
        person_ids: People to show, all in every picture.
        identity_id: The role they are shown in, or None.
        aspect_ratio: Such as ``4:5``, or None.
        image_size: Such as ``2K``, or None.
        references: Pictures the person added.
        seed: Fixed seed, or None for a new one at each press.
    """

    text: str
    models: tuple[ModelId, ...]
    session_id: SessionId | None = None
    directive_count: int = 1
    directives: tuple[Directive, ...] = ()
    product_ids: tuple[ProductId, ...] = ()
    person_ids: tuple[PersonId, ...] = ()
    identity_id: IdentityId | None = None
    aspect_ratio: str | None = None
    image_size: str | None = None
    references: tuple[TurnReference, ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class ComposedRun:
    """What a composition became: everything is stored and pending.

    Attributes:
        session_id: The session it went to.
        run_id: The run.
        outputs: Output and model, in the order of the cards.
        conversations: The conversations it began, one per directive and product.
    """

    session_id: SessionId
    run_id: RunId
    outputs: tuple[tuple[OutputId, ModelId], ...]
    conversations: tuple[ConversationId, ...] = ()


async def compose(
    access: LibraryAccess,
    catalogue: Catalogue,
    prompts: PromptBuilder,
    composition: Composition,
    *,
    references_most: int = REFERENCES_PER_TURN,
    local_now: datetime | None = None,
) -> ComposedRun:
    """Store a run with all its pending outputs and cards, in one write.

    Args:
        access: The library.
        catalogue: Models that may be asked.
        prompts: Builds the prompts that are sent and stored.
        composition: What the person asks for.
        references_most: Most pictures a message carries; those added by hand may be more, up to
            the model's own limit.
        local_now: Local time for the name of a new session.

    Raises:
        RequestError: It cannot be sent; says what to change. Nothing was written.
        LibraryError: It could not be stored; nothing was written.
    """
    check_composition(catalogue, composition)
    existing = await access.read(lambda reader: _read_existing(reader, composition))
    drafter = Drafter(catalogue, prompts, composition, existing)
    draft = drafter.draft(references_most, local_now)
    cards = _cards(draft, existing, composition)
    work = NewWork(
        session_id=draft.session.id,
        session=draft.session,
        run=draft.run,
        conversations=tuple(draft.conversations),
        turns=tuple(draft.turns),
        outputs=tuple(draft.outputs),
        cards=cards,
    )
    await access.write(lambda library: library.work.start(work))
    return ComposedRun(
        session_id=draft.session.id,
        run_id=draft.run.id,
        outputs=tuple((output.id, output.model) for output in draft.outputs),
        conversations=tuple(conversation.id for conversation in draft.conversations),
    )


def check_composition(catalogue: Catalogue, composition: Composition) -> None:
    """Check that a composition can be sent.

    Raises:
        RequestError: It cannot; names the cause and the next step.
    """
    if not composition.text.strip() and not composition.directives:
        raise RequestError("Write what you want to see first.")
    if len(composition.text) > PROMPT_CHARACTERS:
        raise RequestError(
            f"The text is {len(composition.text):,} characters long; at most "
            f"{PROMPT_CHARACTERS:,} can be sent. Shorten it."
        )
    if not composition.models:
        raise RequestError("Choose at least one model.")
    directives = len(composition.directives) or composition.directive_count
    if not 1 <= directives <= DIRECTIVES_MOST:
        raise RequestError(f"Choose between 1 and {DIRECTIVES_MOST} directives.")
    count = directives * max(1, len(composition.product_ids)) * len(composition.models)
    if count > OUTPUTS_PER_RUN_MOST:
        raise RequestError(
            f"That would be {count} pictures at once; at most {OUTPUTS_PER_RUN_MOST} are made. "
            "Choose fewer directives, products or models."
        )
    for model in composition.models:
        size = catalogue.nearest_size(model, composition.image_size)
        catalogue.validate(model, composition.aspect_ratio, size, len(composition.references))


def _read_existing(reader: LibraryReader, composition: Composition) -> Existing:
    session = reader.session(composition.session_id) if composition.session_id else None
    placements = (
        [card.placement for card in reader.canvas_cards(session.id)] if session is not None else []
    )
    wanted = set(composition.product_ids)
    products = reader.products_by_id(wanted)
    if missing := wanted - products.keys():
        raise RequestError(
            f"{len(missing)} of the chosen products are no longer in the library. "
            "Remove them and try again."
        )
    return Existing(
        session=session,
        rects=tuple(placement.rect for placement in placements),
        products=tuple(products[key] for key in composition.product_ids),
        people=tuple(_living(reader.person(key)) for key in composition.person_ids),
        identity=_living(reader.identity(composition.identity_id))
        if composition.identity_id
        else None,
        top_z=max((placement.z for placement in placements), default=0),
    )


def _living(subject: _Subject) -> _Subject:
    """Return a person or an identity.

    Raises:
        RequestError: It was put into the bin meanwhile.
    """
    if subject.deleted_utc is not None:
        raise RequestError(
            f"“{subject.name}” is no longer in the library. Remove the name and try again."
        )
    return subject


def _cards(draft: Draft, existing: Existing, composition: Composition) -> tuple[Card, ...]:
    aspect = aspect_of(composition.aspect_ratio)
    places = place_run([aspect] * len(draft.outputs), existing.rects, _below(existing.rects))
    return tuple(
        Card(
            id=new_card_id(),
            session_id=draft.session.id,
            output_id=output.id,
            image_id=None,
            placement=replace(place, z=existing.top_z + 1 + order),
            created_utc=draft.now,
        )
        for order, (output, place) in enumerate(zip(draft.outputs, places, strict=True))
    )


def _below(rects: tuple[Rect, ...]) -> Rect:
    """Return where a new run is read on: under everything, at the wall's left edge."""
    bounds = bounding_rect(rects)
    if bounds is None:
        return Rect(0.0, 0.0, 0.0, 0.0)
    return Rect(bounds.x, bounds.bottom, 0.0, 0.0)
