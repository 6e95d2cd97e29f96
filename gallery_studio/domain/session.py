"""A session: one canvas with everything made on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from gallery_studio.domain.ids import (
        IdentityId,
        ImageId,
        ModelId,
        PersonId,
        ProductId,
        RunId,
        SessionId,
    )


@dataclass(frozen=True, slots=True)
class Viewport:
    """Where a person looks at the canvas.

    Attributes:
        center_x: Canvas x in the middle of the view.
        center_y: Canvas y in the middle of the view.
        zoom: Screen pixels per canvas unit; 1.0 is 100 %.
    """

    center_x: float = 0.0
    center_y: float = 0.0
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class ComposeSettings:
    """What the compose bar is set to; kept with the session.

    Attributes:
        models: Ids of the models to ask.
        directive_count: How many directives to make of the sentence, at least 1.
        aspect_ratio: Such as ``4:5``, or None for the model's default.
        image_size: Such as ``2K``, or None for the model's default.
        product_ids: Products to show, in order.
        person_ids: People to show, in order.
        identity_id: The role the people are shown in, or None.
    """

    models: tuple[ModelId, ...] = ()
    directive_count: int = 1
    aspect_ratio: str | None = None
    image_size: str | None = None
    product_ids: tuple[ProductId, ...] = ()
    person_ids: tuple[PersonId, ...] = ()
    identity_id: IdentityId | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One canvas.

    Attributes:
        id: ``gal-<unix seconds>-<6 hex>``.
        name: Shown to the person; made from the date and the first directive until renamed.
        is_named_by_person: Whether the person chose the name, which is then never replaced.
        composition: The last brief that was sent.
        draft: The text being typed in the compose bar, kept so that a crash costs no words.
        compose: What the compose bar is set to.
        viewport: Where the person was looking, or None before the first look.
        created_utc: ISO 8601, UTC.
        updated_utc: ISO 8601, UTC.
        deleted_utc: When it was put into the bin, or None.
    """

    id: SessionId
    name: str
    created_utc: str
    updated_utc: str
    is_named_by_person: bool = False
    composition: str = ""
    draft: str = ""
    compose: ComposeSettings = field(default_factory=ComposeSettings)
    viewport: Viewport | None = None
    deleted_utc: str | None = None


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A session as a list shows it.

    Attributes:
        id: The session.
        name: Its name.
        image_count: Pictures on its canvas.
        open_count: Outputs still pending or generating.
        starred_count: Starred cards.
        edited_count: Conversations that began from a picture.
        created_utc: ISO 8601, UTC.
        updated_utc: ISO 8601, UTC.
        cover: Newest starred picture, else the newest picture, or None.
    """

    id: SessionId
    name: str
    image_count: int
    open_count: int
    starred_count: int
    edited_count: int
    created_utc: str
    updated_utc: str
    cover: ImageId | None


@dataclass(frozen=True, slots=True)
class Directive:
    """A short instruction made of a brief: what one picture of a run should show.

    Attributes:
        text: The words, such as "serene atmosphere, urban streets".
        source: Who wrote it: ``person``, ``local`` or the id of a text model.
        is_locked: Whether it stays when all others are written anew.
    """

    text: str
    source: str = "person"
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One press on Generate: directives × products × models.

    Attributes:
        id: The run.
        session_id: Its session.
        composition: The brief as the person wrote it.
        directives: What was made of it, in order.
        models: Models asked.
        product_ids: Products shown.
        aspect_ratio: As asked, or None.
        image_size: As asked, or None.
        seed: The seed the run's outputs were numbered from, or None.
        created_utc: ISO 8601, UTC.
    """

    id: RunId
    session_id: SessionId
    composition: str
    directives: tuple[Directive, ...]
    models: tuple[ModelId, ...]
    product_ids: tuple[ProductId, ...]
    aspect_ratio: str | None
    image_size: str | None
    seed: int | None
    created_utc: str
