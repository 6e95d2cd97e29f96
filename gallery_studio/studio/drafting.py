"""Puts the rows of a new run together: conversations, turns and outputs, all pending."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from gallery_studio.domain.conversation import Conversation, Output, Turn
from gallery_studio.domain.ids import (
    new_conversation_id,
    new_output_id,
    new_run_id,
    new_session_id,
    new_turn_id,
)
from gallery_studio.domain.naming import conversation_title, session_name
from gallery_studio.domain.session import ComposeSettings, Directive, Run, Session
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.records import dataclass, field, replace
from gallery_studio.studio.directives import write_directives
from gallery_studio.studio.likeness import references_hash
from gallery_studio.studio.prompts import PromptContext
from gallery_studio.studio.reference_plan import plan_references

if TYPE_CHECKING:
    from datetime import datetime

    from gallery_studio.domain.geometry import Rect
    from gallery_studio.domain.ids import ModelId
    from gallery_studio.domain.people import Identity, Person, Product
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.composing import Composition
    from gallery_studio.studio.prompts import PromptBuilder
    from gallery_studio.studio.reference_plan import ReferencePlan

SEED_BELOW = 2**31


@dataclass(frozen=True, slots=True)
class Existing:
    """What the library holds that a new run must know.

    Attributes:
        session: The session to add to, or None for a new one.
        rects: Where its cards lie.
        products: Products to show.
        people: People to show.
        identity: The role they are shown in, or None.
        top_z: Highest card.
    """

    session: Session | None
    rects: tuple[Rect, ...]
    products: tuple[Product, ...]
    people: tuple[Person, ...]
    identity: Identity | None
    top_z: int


@dataclass(slots=True)
class Draft:
    """Rows being put together."""

    session: Session
    run: Run
    seed: int
    now: str
    conversations: list[Conversation] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)


class Drafter:
    """Drafts one run. Writes nothing."""

    def __init__(
        self,
        catalogue: Catalogue,
        prompts: PromptBuilder,
        composition: Composition,
        existing: Existing,
    ) -> None:
        self._catalogue = catalogue
        self._prompts = prompts
        self._wanted = composition
        self._existing = existing

    def draft(self, references_most: int, local_now: datetime | None) -> Draft:
        """Return all rows of the run.

        Raises:
            RequestError: A model takes fewer pictures than must go along.
        """
        draft = self._begin(local_now)
        for index, directive in enumerate(draft.run.directives):
            for product in self._existing.products or (None,):
                self._add_turn(draft, (index, directive, product), references_most)
        return draft

    def _begin(self, local_now: datetime | None) -> Draft:
        wanted, when = self._wanted, utc_now()
        now = utc_text(when)
        seed = wanted.seed if wanted.seed is not None else secrets.randbelow(SEED_BELOW)
        directives = wanted.directives or write_directives(
            wanted.text, wanted.directive_count, seed
        )
        session = self._session(directives[0], when, local_now)
        run = Run(
            id=new_run_id(),
            session_id=session.id,
            composition=wanted.text,
            directives=directives,
            models=wanted.models,
            product_ids=wanted.product_ids,
            aspect_ratio=wanted.aspect_ratio,
            image_size=wanted.image_size,
            seed=seed,
            created_utc=now,
        )
        return Draft(session=session, run=run, seed=seed, now=now)

    def _session(self, first: Directive, when: datetime, local_now: datetime | None) -> Session:
        """Return the session as it is after this run."""
        wanted, existing, now = self._wanted, self._existing, utc_text(when)
        name = session_name(local_now or when.astimezone(), first.text)
        session = existing.session or Session(
            id=new_session_id(when.timestamp()), name=name, created_utc=now, updated_utc=now
        )
        if not existing.rects and not session.is_named_by_person:
            session = replace(session, name=name)
        compose = ComposeSettings(
            models=wanted.models,
            directive_count=wanted.directive_count,
            aspect_ratio=wanted.aspect_ratio,
            image_size=wanted.image_size,
            product_ids=wanted.product_ids,
            person_ids=wanted.person_ids,
            identity_id=wanted.identity_id,
        )
        return replace(session, composition=wanted.text, compose=compose)

    def _add_turn(
        self, draft: Draft, item: tuple[int, Directive, Product | None], references_most: int
    ) -> None:
        """Add the conversation, the turn and the outputs of one directive with one product."""
        index, directive, product = item
        plans = {model: self._plan(model, product, references_most) for model in self._models}
        conversation = self._conversation(draft, directive)
        turn = self._turn(draft, conversation, directive, product, plans)
        prompt = self._prompt(directive, product)
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
                sent_references=tuple(reference.image_id for reference in plans[model].sent),
                created_utc=draft.now,
            )
            for position, model in enumerate(self._models)
        ]

    @property
    def _models(self) -> tuple[ModelId, ...]:
        return self._wanted.models

    def _plan(self, model: ModelId, product: Product | None, most: int) -> ReferencePlan:
        """Decide which pictures go to one model.

        Raises:
            RequestError: Product and hand-added pictures alone are more than it takes.
        """
        info = self._catalogue.get(model)
        own = info.max_references if info is not None else most
        added = self._wanted.references
        has_picture = product is not None and product.image_id is not None
        limit = min(own, max(most, len(added) + has_picture))
        plan = plan_references(product, self._existing.people, added, limit)
        if plan.is_over:
            self._catalogue.validate(model, None, None, len(added) + has_picture)
        return plan

    def _prompt(self, directive: Directive, product: Product | None) -> str:
        context = PromptContext(
            directive=directive.text,
            product=product,
            identity=self._existing.identity,
            people=self._existing.people,
        )
        return self._prompts.build(self._wanted.text, context)

    def _conversation(self, draft: Draft, directive: Directive) -> Conversation:
        people = self._existing.people
        return Conversation(
            id=new_conversation_id(),
            session_id=draft.session.id,
            title=conversation_title(directive.text or self._wanted.text),
            created_utc=draft.now,
            updated_utc=draft.now,
            person_id=people[0].id if people else None,
            identity_id=self._wanted.identity_id,
            references_hash=references_hash(people[0]) if people else "",
            models=self._models,
        )

    def _turn(
        self,
        draft: Draft,
        conversation: Conversation,
        directive: Directive,
        product: Product | None,
        plans: dict[ModelId, ReferencePlan],
    ) -> Turn:
        sent = max(plans.values(), key=lambda plan: len(plan.sent)).sent
        return Turn(
            id=new_turn_id(),
            conversation_id=conversation.id,
            run_id=draft.run.id,
            number=1,
            message=directive.text,
            models=self._models,
            product_id=product.id if product is not None else None,
            aspect_ratio=self._wanted.aspect_ratio,
            image_size=self._wanted.image_size,
            references=sent,
            created_utc=draft.now,
        )
