"""A session with everything in it, real pictures and all, to be taken out and brought in."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from gallery_studio.domain.card import Placement
from gallery_studio.domain.conversation import (
    CompletedOutput,
    FailedOutput,
    TurnReference,
)
from gallery_studio.domain.generation import ModelPart, Usage
from gallery_studio.domain.ids import (
    ModelId,
    new_identity_id,
    new_person_id,
    new_product_id,
    new_project_id,
)
from gallery_studio.domain.image import Origin
from gallery_studio.domain.people import Identity, Person, Product
from gallery_studio.domain.project import (
    Block,
    BlockType,
    Iteration,
    Journey,
    Project,
    ProjectType,
    iteration_heading,
    new_content,
    slug_of,
)
from gallery_studio.domain.session import ComposeSettings, Viewport
from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.archive.staging import stage_archive
from gallery_studio.library.archive.writer import write_archive
from gallery_studio.studio.archiving import PictureLook
from gallery_studio.studio.storing import store_now
from tests.unit.library.building import NOW, edit_work, run_work, session

if TYPE_CHECKING:
    from pathlib import Path

    from gallery_studio.domain.ids import SessionId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.archive.store import ImportReport
    from gallery_studio.library.archive.writer import ExportReport
    from gallery_studio.library.library import Library
    from gallery_studio.library.starting import NewWork

SIGNATURE = "CpQBAdHtim-_" + "Zm9v" * 30 + "-_8="
"""A thought signature with the letters only URL-safe base64 has."""

EMOJI = "Ein Leuchtturm 🗼 bei Dämmerung – ﷺ"
RTL = "منارة عند الغسق"


def png(seed: int, size: tuple[int, int] = (48, 36)) -> bytes:
    """Return a small picture that no other seed gives."""
    stream = BytesIO()
    Image.new("RGB", size, (seed % 256, seed // 256 % 256, 90)).save(stream, "PNG")
    return stream.getvalue()


def add_picture(library: Library, data: bytes, origin=Origin.REFERENCE, name="") -> ImageFile:
    """Store a picture with its previews and its row."""
    picture = store_now(library.images, data, origin, name)
    library.work.add_image(picture.file, picture.micro_rgb)
    return picture.file


def answer(library: Library, output_id, data: bytes, **fields) -> ImageFile:
    """Store an answer with its picture."""
    picture = store_now(library.images, data, Origin.GENERATED, "")
    completed = CompletedOutput(output_id, picture.file.id, **fields)
    library.work.complete(completed, picture.file, picture.micro_rgb)
    return picture.file


def signed_parts(image: ImageFile, data: bytes, draft: bytes) -> tuple[ModelPart, ...]:
    """Return parts as a model sends them: a draft, words, the signed picture."""
    import hashlib

    digest = hashlib.sha256(draft).hexdigest()
    picture = {
        "inline_data": {"mime_type": "image/png", "data": f"sha256:{image.id}"},
        "thought_signature": SIGNATURE,
    }
    inline = {"mime_type": "image/png", "data": f"sha256:{digest}"}
    return (
        ModelPart(json.dumps({"inline_data": inline, "thought": True}), draft, is_thought=True),
        ModelPart('{"text": "Here you are. \\ud83d\\uddfc"}'),
        ModelPart(json.dumps(picture), data),
    )


def full_session(library: Library, name: str = EMOJI) -> SessionId:
    """Fill a library with a session that uses every table an archive knows."""
    product_picture = add_picture(library, png(1), name="lamp.png")
    product = Product(
        new_product_id(), "LMP-1", "Lampe « Été »", NOW, "Maison", RTL, product_picture.id, 3
    )
    library.people.save_products([product])
    portrait = add_picture(library, png(2), name="me.png")
    person = Person(new_person_id(), "Ada 🎨", NOW, "short hair", (portrait.id,), "asked on paper")
    library.people.save_person(person)
    identity = Identity(new_identity_id(), "The Artist", NOW, "paints", "as a painter")
    library.people.save_identity(identity)
    work = run_work(
        session(name),
        (EMOJI, RTL, "a third one"),
        (ModelId("offline"), ModelId("gemini-nano-banana-2.1")),
        product_id=product.id,
        references=(TurnReference(product_picture.id, "product", "Lampe"),),
    )
    work = replace(work, run=replace(work.run, product_ids=(product.id,)))
    library.work.start(work)
    outputs = list(work.outputs)
    data = png(10)
    first = answer(
        library,
        outputs[0].id,
        data,
        text=RTL,
        parts=signed_parts(
            store_now(library.images, data, Origin.GENERATED, "").file, data, png(99)
        ),
        usage=Usage(10, 1290, None, 3, 1303),
        cost_usd=0.039,
        duration_s=3.25,
        model_version="nano-banana-2.1-001",
        response_id="abc_-",
        seed=77,
    )
    for number, output in enumerate(outputs[1:4]):
        answer(library, output.id, png(20 + number))
    library.work.fail(FailedOutput(outputs[4].id, "quota_day", "Come back tomorrow.", True))
    library.work.cancel([outputs[5].id])
    edit = edit_work(session(), first, outputs[0].id, "wärmer, 暖かい")
    of = replace(session(name), id=work.session_id)
    edit = replace(
        edit,
        session_id=of.id,
        conversations=(
            replace(
                edit.conversations[0],
                session_id=of.id,
                person_id=person.id,
                identity_id=identity.id,
            ),
        ),
        cards=(replace(edit.cards[0], session_id=of.id),),
    )
    library.work.start(edit)
    second = answer(library, edit.outputs[0].id, png(31))
    brought_in = store_now(library.images, png(40), Origin.IMPORTED, "holiday.png")
    library.cards.add_image_card(
        of, brought_in.file, brought_in.micro_rgb, Placement(-300.5, 12.25, 200, 234, 9), "holiday"
    )
    library.conversations.set_head(edit.conversations[0].id, edit.outputs[0].id)
    library.people.set_active_conversation(person.id, edit.conversations[0].id)
    cards = list(work.cards)
    library.cards.star([cards[0].id], is_starred=True)
    library.cards.rate([cards[1].id], 4)
    library.cards.reject([cards[2].id], is_rejected=True)
    library.cards.move([(cards[3].id, Placement(1e-3, -7.125, 211.5, 300.75, 12))])
    library.sessions.save_draft(of.id, "half a sen")
    library.sessions.save_products(of.id, [product.id])
    library.sessions.save_viewport(of.id, Viewport(10.5, -3.0, 0.25))
    library.sessions.save_compose(
        of.id,
        ComposeSettings((ModelId("offline"),), 3, "4:5", "2K", (product.id,)),
    )
    assert second.id != first.id
    add_project(library, of.id, edit, first, second)
    return of.id


def add_project(
    library: Library, session_id: SessionId, edit: NewWork, first: ImageFile, second: ImageFile
) -> Project:
    """Tell of an edit in a project with everything a page can hold."""
    turn = edit.turns[0]
    journey = Journey(
        (Block(BlockType.TEXT, f"How {EMOJI} came to be", writer="person", cites=(turn.id,)),),
        (
            Iteration(
                iteration_heading(1),
                (
                    Block(BlockType.QUOTE, turn.message, turn_id=turn.id),
                    Block(
                        BlockType.IMAGE,
                        RTL,
                        image_id=second.id,
                        turn_id=turn.id,
                        model="offline",
                        model_name="Offline",
                        created_utc=NOW,
                    ),
                    Block(BlockType.TEXT, "It got warmer.", writer="local"),
                ),
            ),
        ),
    )
    project = Project(
        new_project_id(),
        slug_of(f"A lamp {RTL}"),
        f"A lamp: {EMOJI}",
        ProjectType.NANO_BANANA,
        "Two sentences. 🍌",
        new_content(first.id, journey),
        NOW,
        NOW,
        session_id,
        second.id,
    )
    library.projects.create(project)
    return project


def export(library: Library, session_id: SessionId, target: Path, **options) -> ExportReport:
    """Write an archive, as the studio does."""
    reader = library.reader()
    try:
        snapshot = reader.session_snapshot(session_id, **options)
    finally:
        reader.shutdown()
    return write_archive(library.images, snapshot, target, ArchiveTask())


def bring_in(library: Library, path: Path, task: ArchiveTask | None = None) -> ImportReport:
    """Bring an archive in, as the studio does."""
    staged = stage_archive(path, library.images, PictureLook(), task or ArchiveTask())
    try:
        return library.archive.store(staged)[1]
    finally:
        staged.discard()
