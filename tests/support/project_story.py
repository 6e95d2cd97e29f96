"""A session that tells a story: a first picture, edits of it, branches that led nowhere."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from gallery_studio.domain.card import Card, Placement
from gallery_studio.domain.conversation import CompletedOutput, Conversation, Output, Turn
from gallery_studio.domain.ids import (
    ConversationId,
    ImageId,
    ModelId,
    OutputId,
    SessionId,
    TurnId,
    new_card_id,
    new_conversation_id,
    new_output_id,
    new_run_id,
    new_session_id,
    new_turn_id,
)
from gallery_studio.domain.image import Origin
from gallery_studio.domain.session import Directive, Run, Session
from gallery_studio.library.starting import NewWork
from gallery_studio.studio.storing import store_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.library.library import Library

PRO, NANO, OFFLINE = (
    ModelId("gemini-3-pro-image"),
    ModelId("gemini-nano-banana-2.1"),
    ModelId("offline"),
)
NOW = "2026-11-21T11:42:00.000+00:00"


@dataclass(frozen=True)
class StoryStep:
    """One prompt, and what each model made of it; the first model's picture leads on."""

    prompt: str
    models: tuple[ModelId, ...] = (PRO,)
    reply: str = ""
    picture: bytes = b""


@dataclass(frozen=True)
class Story:
    """What was stored."""

    session_id: SessionId
    conversations: tuple[ConversationId, ...]
    turns: tuple[TurnId, ...]
    outputs: tuple[OutputId, ...]
    images: tuple[ImageId, ...]
    others: tuple[OutputId, ...]
    """Outputs of the other models: pictures that led nowhere."""


LAMP = (
    StoryStep("Brass dome lamp on a plaster plinth, first light", (PRO, NANO)),
    StoryStep("Deep olive plaster, and let a tree throw its shadow", (NANO, PRO)),
    StoryStep(
        "Add a stoneware vase with eucalyptus on the left, softly out of focus",
        reply="Added a matte stoneware vase with three eucalyptus stems behind the plinth.",
    ),
    StoryStep(
        "Make the background darker, keep the lamp glowing",
        reply="The room is now near-dark and the shade carries the light.",
    ),
)


def picture(number: int, size: tuple[int, int] = (480, 320)) -> bytes:
    """Return a PNG that differs by its number."""
    image = Image.new("RGB", size, (60 * number % 256, 120, 255 - 40 * number % 256))
    ImageDraw.Draw(image).ellipse((40, 40, 40 + 40 * (number + 1), 200), fill="white")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def tell(
    library: Library, steps: Sequence[StoryStep] = LAMP, name: str = "Halden lamp, autumn"
) -> Story:
    """Store a session: a run with the first prompt, then one conversation that edits its picture.

    Every step has its own conversation's turn, as the window stores it.
    """
    session = Session(new_session_id(1_795_000_000), name, NOW, NOW)
    run = Run(
        new_run_id(),
        session.id,
        steps[0].prompt,
        (Directive(steps[0].prompt),),
        steps[0].models,
        (),
        None,
        None,
        7,
        NOW,
    )
    first = Conversation(new_conversation_id(), session.id, steps[0].prompt, NOW, NOW)
    telling = _Telling(library, session)
    telling.step(steps[0], first, run=run)
    if len(steps) > 1:
        edit = Conversation(
            new_conversation_id(),
            session.id,
            steps[1].prompt,
            NOW,
            NOW,
            source_image_id=telling.images[-1],
            source_output_id=telling.outputs[-1],
        )
        for number, step in enumerate(steps[1:], 1):
            telling.step(step, edit, number=number)
    conversations = (first.id,) if len(steps) == 1 else (first.id, edit.id)
    return Story(
        session.id,
        conversations,
        tuple(telling.turns),
        tuple(telling.outputs),
        tuple(telling.images),
        tuple(telling.others),
    )


class _Telling:
    def __init__(self, library: Library, session: Session) -> None:
        self._library, self._session = library, session
        self._count = 0
        self.turns: list[TurnId] = []
        self.outputs: list[OutputId] = []
        self.images: list[ImageId] = []
        self.others: list[OutputId] = []

    def step(
        self,
        step: StoryStep,
        conversation: Conversation,
        *,
        run: Run | None = None,
        number: int = 1,
    ) -> None:
        turn = Turn(
            new_turn_id(),
            conversation.id,
            number,
            step.prompt,
            step.models,
            self._now,
            run_id=run.id if run is not None else None,
            parent_turn_id=self.turns[-1] if number > 1 else None,
            parent_output_id=self.outputs[-1] if self.outputs else None,
        )
        outputs = [
            Output(new_output_id(), turn.id, model, position, step.prompt, self._now)
            for position, model in enumerate(step.models)
        ]
        self._library.work.start(
            NewWork(
                self._session.id,
                self._session if run is not None else None,
                run,
                (conversation,) if number == 1 else (),
                (turn,),
                tuple(outputs),
                tuple(self._card(output) for output in outputs),
            )
        )
        for output in outputs:
            self._answer(step, output)
        self.turns.append(turn.id)
        self.outputs.append(outputs[0].id)
        self.others += [output.id for output in outputs[1:]]

    @property
    def _now(self) -> str:
        return f"2026-11-21T11:{42 + len(self.turns)}:00.000+00:00"

    def _card(self, output: Output) -> Card:
        place = Placement(216.0 * len(self.turns), 300.0 * output.position, 200.0, 284.0, 0)
        return Card(new_card_id(), self._session.id, output.id, None, place, self._now)

    def _answer(self, step: StoryStep, output: Output) -> None:
        is_first = output.position == 0
        data = step.picture if is_first and step.picture else picture(self._count)
        self._count += 1
        stored = store_now(self._library.images, data, Origin.GENERATED, "")
        completed = CompletedOutput(output.id, stored.file.id, text=step.reply if is_first else "")
        self._library.work.complete(completed, stored.file, stored.micro_rgb)
        if is_first:
            self.images.append(stored.file.id)


def with_pictures(steps: Sequence[StoryStep], pictures: Sequence[bytes]) -> tuple[StoryStep, ...]:
    """Return the steps with these pictures."""
    return tuple(replace(s, picture=p) for s, p in zip(steps, pictures, strict=True))
