"""Builds work as `studio` would: sessions, runs, edits and answers."""

from __future__ import annotations

import hashlib
import zlib

from gallery_studio.domain.card import Card, Placement
from gallery_studio.domain.conversation import CompletedOutput, Conversation, Output, Turn
from gallery_studio.domain.ids import (
    ImageId,
    ModelId,
    new_card_id,
    new_conversation_id,
    new_output_id,
    new_run_id,
    new_session_id,
    new_turn_id,
)
from gallery_studio.domain.image import ImageFile, MediaType, Origin
from gallery_studio.domain.session import Directive, Run, Session
from gallery_studio.library.sealing import sealed
from gallery_studio.library.starting import NewWork

NOW = "2026-11-21T11:42:00.000+00:00"
MICRO = bytes(range(256)) * 3
OFFLINE = ModelId("offline")


def session(name: str = "21 Nov, a lighthouse", unix_s: float = 1_795_000_000) -> Session:
    return Session(new_session_id(unix_s), name, NOW, NOW)


def run_work(
    of: Session, messages=("a lighthouse at dusk",), models=(OFFLINE,), **turn_fields
) -> NewWork:
    run = Run(
        new_run_id(),
        of.id,
        " and ".join(messages),
        tuple(Directive(message) for message in messages),
        tuple(models),
        (),
        None,
        None,
        7,
        NOW,
    )
    conversations, turns, outputs, cards = [], [], [], []
    for message in messages:
        conversation = Conversation(new_conversation_id(), of.id, message, NOW, NOW)
        turn = Turn(
            new_turn_id(),
            conversation.id,
            1,
            message,
            tuple(models),
            NOW,
            run_id=run.id,
            **turn_fields,
        )
        conversations.append(conversation)
        turns.append(turn)
        for position, model in enumerate(models):
            output = Output(new_output_id(), turn.id, model, position, message, NOW, seed=7)
            place = Placement(216.0 * len(cards), 0.0, 200.0, 284.0, len(cards))
            outputs.append(output)
            cards.append(Card(new_card_id(), of.id, output.id, None, place, NOW))
    return NewWork(of.id, of, run, tuple(conversations), tuple(turns), tuple(outputs), tuple(cards))


def image_of(data: bytes, width: int = 400, height: int = 300) -> ImageFile:
    digest = ImageId(hashlib.sha256(data).hexdigest())
    crc = sealed(digest, len(data), zlib.crc32(data))
    return ImageFile(
        digest, MediaType.PNG, width, height, len(data), Origin.GENERATED, NOW, sealed_crc=crc
    )


def answer(library, output_id, data: bytes = b"a picture", **fields) -> ImageFile:
    """Store the picture's file, then the answer, as a turn does."""
    image = image_of(data)
    assert library.images.store_file(data, MediaType.PNG) == image.id
    library.work.complete(CompletedOutput(output_id, image.id, **fields), image, MICRO)
    return image


def edit_work(of: Session, source: ImageFile, source_output_id=None, message="warmer") -> NewWork:
    conversation = Conversation(
        new_conversation_id(),
        of.id,
        message,
        NOW,
        NOW,
        source_image_id=source.id,
        source_output_id=source_output_id,
        models=(OFFLINE,),
    )
    turn = Turn(new_turn_id(), conversation.id, 1, message, (OFFLINE,), NOW)
    output = Output(
        new_output_id(), turn.id, OFFLINE, 0, message, NOW, sent_references=(source.id,)
    )
    card = Card(new_card_id(), of.id, output.id, None, Placement(0, 400, 200, 284), NOW)
    return NewWork(of.id, None, None, (conversation,), (turn,), (output,), (card,))
