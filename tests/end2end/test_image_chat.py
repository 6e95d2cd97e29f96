"""A person's active chat: started for an identity, gone on with, and every way it cannot."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace
from pathlib import Path

import pytest

from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.status import Status
from gallery_studio.studio.editing import EditMessage
from gallery_studio.studio.image_chat import ChatProblem, ImageChatError
from tests.support.gemini_server import SIGNATURE, GeminiServer, picture, small_png
from tests.support.likenesses import add_identity, add_person, add_picture
from tests.support.studio_bench import FLASH, OFFLINE, Bench, open_bench


def say(text: str, model: str = OFFLINE) -> EditMessage:
    return EditMessage(text=text, models=(ModelId(model),))


def run(folder: Path, scenario) -> None:
    async def opened() -> None:
        async with open_bench(folder) as bench:
            await scenario(bench)

    asyncio.run(opened())


async def problem_of(coroutine) -> ImageChatError:
    with pytest.raises(ImageChatError) as caught:
        await coroutine
    assert caught.value.message.endswith(".")
    return caught.value


async def active_of(bench: Bench, person_id):
    person = await bench.executor.read(lambda reader: reader.person(person_id))
    return person.active_conversation_id


async def started(bench: Bench, identity, person, text: str = "at the easel"):
    run_ = await bench.studio.start_image_chat(identity.id, person.id, say(text))
    outputs = await bench.ended([output for output, _ in run_.outputs])
    assert [output.status for output in outputs] == [Status.COMPLETED]
    return run_


def test_the_model_gets_prompt_and_pictures_and_then_the_history(library_folder: Path) -> None:
    async def scenario(server: GeminiServer) -> None:
        server.script(picture(small_png(red=90)), picture(small_png(red=91)), model=FLASH)
        async with open_bench(library_folder, server.url) as bench:
            ada, artist = await add_person(bench), await add_identity(bench)
            chat = await bench.studio.start_image_chat(artist.id, ada.id, say("at dusk", FLASH))
            await bench.ended([chat.outputs[0][0]])
            assert await active_of(bench, ada.id) == chat.conversations[0]
            gone_on = await bench.studio.continue_image_chat(ada.id, say("warmer", FLASH))
            (output,) = await bench.ended([gone_on.turn.outputs[0][0]])
            assert output.status is Status.COMPLETED
            assert gone_on.turn.conversation_id == chat.conversations[0]
            assert gone_on.note == ""
        first, second = (request.body["contents"] for request in server.requests)
        (message,) = first
        words = " ".join(part.get("text", "") for part in message["parts"])
        for needed in ("at dusk", "The Artist", "paint on the hands", "red scarf", "Ada"):
            assert needed in words
        assert sum("inlineData" in part for part in message["parts"]) == 2
        assert [content["role"] for content in second] == ["user", "model", "user"]
        assert second[0] == first[0]
        signatures = [part.get("thoughtSignature") for part in second[1]["parts"]]
        assert SIGNATURE in [base64.urlsafe_b64decode(text) for text in signatures if text]
        assert second[2]["parts"][-1]["text"] == "warmer"

    with GeminiServer() as server:
        asyncio.run(scenario(server))


def test_a_chat_without_words_is_the_identity_itself(library_folder: Path) -> None:
    async def scenario(bench: Bench) -> None:
        ada, artist = await add_person(bench), await add_identity(bench)
        chat = await started(bench, artist, ada, text="")
        output = await bench.output(chat.outputs[0][0])
        turn = await bench.executor.read(lambda reader: reader.turn(output.turn_id))
        conversation = await bench.executor.read(
            lambda reader: reader.conversation(chat.conversations[0])
        )
        assert turn.message == "Ada as The Artist"
        assert [r.image_id for r in turn.references] == list(ada.reference_images)
        assert (conversation.person_id, conversation.identity_id) == (ada.id, artist.id)
        assert len(conversation.references_hash) == 64

    run(library_folder, scenario)


def test_the_default_person_is_made_on_demand_and_asked_for_pictures(library_folder: Path) -> None:
    async def scenario(bench: Bench) -> None:
        artist = await add_identity(bench)
        error = await problem_of(bench.studio.start_image_chat(artist.id, None, say("x")))
        assert error.problem is ChatProblem.REFERENCES_MISSING
        assert "no reference pictures" in error.message
        (me,) = await bench.executor.read(lambda reader: reader.people())
        assert me.is_default
        image = await add_picture(bench, 5)
        await bench.executor.write(
            lambda library: library.people.save_person(replace(me, reference_images=(image,)))
        )
        chat = await bench.studio.start_image_chat(artist.id, None, say("x"))
        assert await active_of(bench, me.id) == chat.conversations[0]
        await bench.ended([chat.outputs[0][0]])

    run(library_folder, scenario)


def test_nothing_is_written_when_a_reference_file_is_missing(library_folder: Path) -> None:
    async def scenario(bench: Bench) -> None:
        ada, artist = await add_person(bench), await add_identity(bench)
        file = await bench.executor.read(lambda reader: reader.image(ada.reference_images[1]))
        bench.executor.images.path_of(file).unlink()
        error = await problem_of(bench.studio.start_image_chat(artist.id, ada.id, say("x")))
        assert error.problem is ChatProblem.REFERENCES_MISSING
        assert "missing from the library" in error.message
        assert await bench.executor.read(lambda reader: reader.session_summaries()) == []

    run(library_folder, scenario)


def test_going_on_needs_an_active_conversation(library_folder: Path) -> None:
    async def scenario(bench: Bench) -> None:
        ada, artist = await add_person(bench), await add_identity(bench)
        error = await problem_of(bench.studio.continue_image_chat(ada.id, say("warmer")))
        assert error.problem is ChatProblem.NO_ACTIVE_CONVERSATION
        assert "Ada" in error.message
        chat = await started(bench, artist, ada)
        await bench.executor.write(
            lambda library: library.conversations.delete(chat.conversations[0])
        )
        error = await problem_of(bench.studio.continue_image_chat(ada.id, say("warmer")))
        assert error.problem is ChatProblem.NO_ACTIVE_CONVERSATION

    run(library_folder, scenario)


def test_an_empty_message_is_refused(library_folder: Path) -> None:
    async def scenario(bench: Bench) -> None:
        ada, artist = await add_person(bench), await add_identity(bench)
        await started(bench, artist, ada)
        error = await problem_of(bench.studio.continue_image_chat(ada.id, say("  \n ")))
        assert error.problem is ChatProblem.EMPTY_MESSAGE

    run(library_folder, scenario)


def test_another_identity_offers_a_new_chat(library_folder: Path) -> None:
    async def scenario(bench: Bench) -> None:
        ada, artist = await add_person(bench), await add_identity(bench)
        sailor = await add_identity(bench, "The Sailor")
        first = await started(bench, artist, ada)
        error = await problem_of(
            bench.studio.continue_image_chat(ada.id, say("warmer"), identity_id=sailor.id)
        )
        assert error.problem is ChatProblem.OTHER_IDENTITY
        assert error.message.startswith("This conversation is for The Artist.")
        assert "The Sailor" in error.message
        second = await started(bench, sailor, ada)
        assert await active_of(bench, ada.id) == second.conversations[0] != first.conversations[0]
        chat = await bench.studio.continue_image_chat(ada.id, say("warmer"), identity_id=sailor.id)
        await bench.ended([chat.turn.outputs[0][0]])
        old = await bench.executor.read(lambda reader: reader.turns(first.conversations[0]))
        assert len(old) == 1

    run(library_folder, scenario)


def test_changed_reference_pictures_are_told(library_folder: Path) -> None:
    async def scenario(bench: Bench) -> None:
        ada, artist = await add_person(bench), await add_identity(bench)
        await started(bench, artist, ada)
        chat = await bench.studio.continue_image_chat(ada.id, say("warmer"))
        assert chat.note == ""
        await bench.ended([chat.turn.outputs[0][0]])
        turned = replace(ada, reference_images=ada.reference_images[::-1])
        await bench.executor.write(lambda library: library.people.save_person(turned))
        chat = await bench.studio.continue_image_chat(ada.id, say("darker"))
        assert "have changed since" in chat.note
        await bench.ended([chat.turn.outputs[0][0]])

    run(library_folder, scenario)


def test_too_many_references_are_counted(library_folder: Path) -> None:
    async def scenario(bench: Bench) -> None:
        from gallery_studio.domain.conversation import TurnReference

        ada, artist = await add_person(bench), await add_identity(bench)
        await started(bench, artist, ada)
        many = tuple([TurnReference(await add_picture(bench, 20 + n)) for n in range(6)])
        message = replace(say("warmer"), references=many)
        with pytest.raises(RequestError, match="6 reference pictures are too many"):
            await bench.studio.continue_image_chat(ada.id, message)

    run(library_folder, scenario)


def test_each_person_has_their_own_active_chat(library_folder: Path) -> None:
    async def scenario(bench: Bench) -> None:
        ada, ben = await add_person(bench), await add_person(bench, "Ben", (3,))
        artist = await add_identity(bench)
        first, second = await started(bench, artist, ada), await started(bench, artist, ben)
        assert await active_of(bench, ada.id) == first.conversations[0]
        assert await active_of(bench, ben.id) == second.conversations[0]

    run(library_folder, scenario)
