"""Products, people and identities go along with a run and stay with its pictures."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.session import Directive
from gallery_studio.studio.composing import Composition
from tests.support.likenesses import add_identity, add_person, add_picture, add_product
from tests.support.studio_bench import OFFLINE, open_bench

MODELS = (ModelId(OFFLINE),)


def run(folder: Path, scenario) -> None:
    async def opened() -> None:
        async with open_bench(folder) as bench:
            await scenario(bench)

    asyncio.run(opened())


def test_every_directive_with_every_product_has_its_card(library_folder: Path) -> None:
    async def scenario(bench) -> None:
        lamp, vase = await add_product(bench), await add_product(bench, "Mira vase", None)
        directives = (Directive("blue dusk", is_locked=True), Directive("a garden", "local"))
        composed = await bench.studio.generate(
            Composition(
                "on a sill",
                MODELS,
                image_size="512",
                directives=directives,
                product_ids=(lamp.id, vase.id),
            )
        )
        outputs = await bench.ended([key for key, _ in composed.outputs])
        assert len(outputs) == 4
        cards = await bench.executor.read(lambda reader: reader.canvas_cards(composed.session_id))
        shown = {(card.caption, card.product_name) for card in cards}
        assert shown == {(d.text, p.name) for d in directives for p in (lamp, vase)}
        for output in outputs:
            turn = await bench.executor.read(lambda r, key=output.turn_id: r.turn(key))
            product = lamp if turn.product_id == lamp.id else vase
            assert f"{product.name} by Halden" in output.prompt
            assert turn.message in output.prompt
            assert output.sent_references == ((lamp.image_id,) if product is lamp else ())
        stored = await bench.executor.read(lambda reader: reader.run(composed.run_id))
        assert stored.directives == directives
        session = await bench.executor.read(lambda reader: reader.session(composed.session_id))
        assert session.compose.product_ids == (lamp.id, vase.id)

    run(library_folder, scenario)


def test_people_fill_what_product_and_added_pictures_leave(library_folder: Path) -> None:
    async def scenario(bench) -> None:
        lamp = await add_product(bench)
        ada = await add_person(bench, reds=(1, 2, 3, 4))
        ben = await add_person(bench, "Ben", (11, 12))
        artist = await add_identity(bench)
        from gallery_studio.domain.conversation import TurnReference

        added = await add_picture(bench, 99)
        composed = await bench.studio.generate(
            Composition(
                "at a table", MODELS, image_size="512", product_ids=(lamp.id,),
                person_ids=(ada.id, ben.id),
                identity_id=artist.id, references=(TurnReference(added),),
            )
        )  # fmt: skip
        (output,) = await bench.ended([composed.outputs[0][0]])
        assert output.sent_references == (
            lamp.image_id, added, ada.reference_images[0], ben.reference_images[0],
            ada.reference_images[1],
        )  # fmt: skip
        for words in ("Appearance of Ada: red scarf", "Keep Ben recognisable", "The Artist"):
            assert words in output.prompt
        session = await bench.executor.read(lambda reader: reader.session(composed.session_id))
        assert session.compose.person_ids == (ada.id, ben.id)
        assert session.compose.identity_id == artist.id

    run(library_folder, scenario)


def test_someone_in_the_bin_is_named(library_folder: Path) -> None:
    async def scenario(bench) -> None:
        ada = await add_person(bench)
        await bench.executor.write(lambda library: library.people.delete_person(ada.id))
        with pytest.raises(RequestError, match="“Ada” is no longer in the library"):
            await bench.studio.generate(Composition("x", MODELS, person_ids=(ada.id,)))
        assert await bench.executor.read(lambda reader: reader.session_summaries()) == []

    run(library_folder, scenario)


def test_directives_of_a_session_survive(library_folder: Path) -> None:
    directives = (Directive("blue dusk", is_locked=True), Directive("a garden", "local"))

    async def first(bench) -> None:
        run_ = await bench.studio.generate(Composition("a lamp", MODELS, image_size="512"))
        await bench.ended([run_.outputs[0][0]])
        await bench.executor.write(
            lambda library: library.sessions.save_directives(run_.session_id, directives)
        )

    async def second(bench) -> None:
        (summary,) = await bench.executor.read(lambda reader: reader.session_summaries())
        stored = await bench.executor.read(lambda reader: reader.session_directives(summary.id))
        assert stored == directives

    run(library_folder, first)
    run(library_folder, second)
