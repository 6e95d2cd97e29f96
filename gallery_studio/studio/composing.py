"""Generate new: a composition becomes directives × products × models, one card per output."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gallery_studio.domain.arrange import place_run
from gallery_studio.domain.card import Card
from gallery_studio.domain.conversation import Conversation, Output, Turn, TurnReference
from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.geometry import Rect, aspect_of, bounding_rect
from gallery_studio.domain.ids import (
    new_card_id,
    new_conversation_id,
    new_output_id,
    new_run_id,
    new_session_id,
    new_turn_id,
)
from gallery_studio.domain.limits import (
    DIRECTIVES_MOST,
    OUTPUTS_PER_RUN_MOST,
    PROMPT_CHARACTERS,
)
from gallery_studio.domain.naming import conversation_title, session_name
from gallery_studio.domain.session import ComposeSettings, Directive, Run, Session
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.library.starting import NewWork
from gallery_studio.studio.directives import write_directives
from gallery_studio.studio.prompts import PromptContext

if TYPE_CHECKING:
    from datetime import datetime

    from gallery_studio.domain.ids import (
        ImageId,
        ModelId,
        OutputId,
        ProductId,
        RunId,
        SessionId,
    )
    from gallery_studio.domain.people import Product
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.access import LibraryAccess
    from gallery_studio.studio.prompts import PromptBuilder

SEED_BELOW = 2**31


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
    """

    session_id: SessionId
    run_id: RunId
    outputs: tuple[tuple[OutputId, ModelId], ...]


@dataclass(slots=True)
class _Draft:
    """Rows being put together."""

    session: Session
    run: Run
    seed: int
    now: str
    conversations: list[Conversation] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Existing:
    """What the library holds that a new run must know."""

    session: Session | None
    rects: tuple[Rect, ...]
    products: tuple[Product, ...]
    top_z: int


async def compose(
    access: LibraryAccess,
    catalogue: Catalogue,
    prompts: PromptBuilder,
    composition: Composition,
    *,
    local_now: datetime | None = None,
) -> ComposedRun:
    """Store a run with all its pending outputs and cards, in one write.

    Args:
        access: The library.
        catalogue: Models that may be asked.
        prompts: Builds the prompts that are sent and stored.
        composition: What the person asks for.
        local_now: Local time for the name of a new session.

    Raises:
        RequestError: It cannot be sent; says what to change. Nothing was written.
        LibraryError: It could not be stored; nothing was written.
    """
    check_composition(catalogue, composition)
    existing = await access.read(lambda reader: _read_existing(reader, composition))
    draft = _draft(prompts, composition, existing, local_now)
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


def _read_existing(reader: LibraryReader, composition: Composition) -> _Existing:
    session = reader.session(composition.session_id) if composition.session_id else None
    placements = (
        [card.placement for card in reader.canvas_cards(session.id)] if session is not None else []
    )
    wanted = set(composition.product_ids)
    products = {product.id: product for product in reader.products() if product.id in wanted}
    if missing := wanted - products.keys():
        raise RequestError(
            f"{len(missing)} of the chosen products are no longer in the library. "
            "Remove them and try again."
        )
    return _Existing(
        session=session,
        rects=tuple(placement.rect for placement in placements),
        products=tuple(products[key] for key in composition.product_ids),
        top_z=max((placement.z for placement in placements), default=0),
    )


def _draft(
    prompts: PromptBuilder,
    composition: Composition,
    existing: _Existing,
    local_now: datetime | None,
) -> _Draft:
    when = utc_now()
    now = utc_text(when)
    seed = composition.seed if composition.seed is not None else secrets.randbelow(SEED_BELOW)
    directives = composition.directives or write_directives(
        composition.text, composition.directive_count, seed
    )
    name = session_name(local_now or when.astimezone(), directives[0].text)
    session = existing.session or Session(
        id=new_session_id(when.timestamp()), name=name, created_utc=now, updated_utc=now
    )
    if not existing.rects and not session.is_named_by_person:
        session = replace(session, name=name)
    run = Run(
        id=new_run_id(),
        session_id=session.id,
        composition=composition.text,
        directives=directives,
        models=composition.models,
        product_ids=composition.product_ids,
        aspect_ratio=composition.aspect_ratio,
        image_size=composition.image_size,
        seed=seed,
        created_utc=now,
    )
    draft = _Draft(session=_composed(session, composition), run=run, seed=seed, now=now)
    for index, directive in enumerate(directives):
        for product in existing.products or (None,):
            _add_turn(draft, prompts, composition, (index, directive, product))
    return draft


def _composed(session: Session, composition: Composition) -> Session:
    return replace(
        session,
        composition=composition.text,
        compose=ComposeSettings(
            models=composition.models,
            directive_count=composition.directive_count,
            aspect_ratio=composition.aspect_ratio,
            image_size=composition.image_size,
            product_ids=composition.product_ids,
        ),
    )


def _add_turn(
    draft: _Draft,
    prompts: PromptBuilder,
    composition: Composition,
    item: tuple[int, Directive, Product | None],
) -> None:
    """Add the conversation, the turn and the outputs of one directive with one product."""
    index, directive, product = item
    references = composition.references
    if product is not None and product.image_id is not None:
        references = (
            TurnReference(image_id=product.image_id, role="product", label=product.name),
            *references,
        )
    conversation = Conversation(
        id=new_conversation_id(),
        session_id=draft.session.id,
        title=conversation_title(directive.text or composition.text),
        created_utc=draft.now,
        updated_utc=draft.now,
        models=composition.models,
    )
    turn = Turn(
        id=new_turn_id(),
        conversation_id=conversation.id,
        run_id=draft.run.id,
        number=1,
        message=directive.text,
        models=composition.models,
        product_id=product.id if product is not None else None,
        aspect_ratio=composition.aspect_ratio,
        image_size=composition.image_size,
        references=references,
        created_utc=draft.now,
    )
    sent: tuple[ImageId, ...] = tuple(dict.fromkeys(item.image_id for item in references))
    prompt = prompts.build(
        composition.text, PromptContext(directive=directive.text, product=product)
    )
    draft.conversations.append(conversation)
    draft.turns.append(turn)
    draft.outputs += [
        Output(
            id=new_output_id(),
            turn_id=turn.id,
            model=model,
            position=position,
            prompt=prompt,
            seed=(draft.seed + index) % SEED_BELOW,
            sent_references=sent,
            created_utc=draft.now,
        )
        for position, model in enumerate(composition.models)
    ]


def _cards(draft: _Draft, existing: _Existing, composition: Composition) -> tuple[Card, ...]:
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
