"""Making projects: the path through the tree, the title, the journey and what may be said in it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.project import (
    LOCAL,
    PERSON,
    journey_of,
    with_journey,
)
from gallery_studio.library.library import Library
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.journey import facts_of, write_locally
from gallery_studio.studio.journey_writer import JourneyWriter, checked_journey, is_borne_out
from gallery_studio.studio.project_making import make_projects
from gallery_studio.studio.project_page import LOCAL_MARK, page_of
from gallery_studio.studio.project_path import path_to
from gallery_studio.studio.projects import ProjectRequest, Projects
from gallery_studio.workers.library_executor import LibraryExecutor
from tests.support.gemini_server import GeminiServer, answer_body, json_answer, sample
from tests.support.project_story import LAMP, OFFLINE, PRO, StoryStep, tell
from tests.support.studio_bench import open_bench

MODEL = "gemini-3.5-flash-lite"


@pytest.fixture
def library(library_folder: Path):
    library = Library.open(library_folder)
    yield library
    library.shutdown()


@pytest.fixture
def reader(library):
    reader = library.reader()
    yield reader
    reader.shutdown()


@pytest.fixture
def projects(library):
    executor = LibraryExecutor(library, lambda _changes: None)
    yield Projects(executor, load_catalogue(), JourneyWriter("", None))
    executor.shutdown()


def create(projects: Projects, request: ProjectRequest):
    return asyncio.run(projects.create(request)).project


def library_project(library: Library, project_id):
    reader = library.reader()
    try:
        return reader.project(project_id)
    finally:
        reader.shutdown()


def quotes(project) -> list[str]:
    return [i.quote.content for i in journey_of(project.content).iterations if i.quote]


def test_the_path_leads_through_two_conversations_in_order(library, reader):
    story = tell(library)
    path = path_to(reader, story.outputs[-1])
    assert [step.output.id for step in path.steps] == list(story.outputs)
    assert path.source_image_id is None


def test_only_what_led_there_is_on_the_path(library, projects):
    story = tell(library)
    project = create(projects, ProjectRequest(story.session_id, output_id=story.others[1]))
    assert quotes(project) == [LAMP[0].prompt, LAMP[1].prompt]
    shown = {i.image.image_id for i in journey_of(project.content).iterations}
    assert story.images[1] not in shown
    assert project.featured_image_id not in story.images


def test_a_session_ends_with_its_newest_starred_picture(library, reader, projects):
    story = tell(library)
    newest = create(projects, ProjectRequest(story.session_id))
    assert newest.featured_image_id == story.images[-1]
    card = next(c for c in reader.canvas_cards(story.session_id) if c.image_id == story.images[1])
    library.cards.star([card.id], is_starred=True)
    starred = create(projects, ProjectRequest(story.session_id))
    assert starred.featured_image_id == story.images[1]
    assert quotes(starred) == [LAMP[0].prompt, LAMP[1].prompt]
    assert starred.slug == f"{newest.slug}-2"


def test_a_conversation_ends_with_its_head(library, projects):
    story = tell(library)
    library.conversations.set_head(story.conversations[1], story.outputs[2])
    request = ProjectRequest(story.session_id, conversation_id=story.conversations[1])
    assert create(projects, request).featured_image_id == story.images[2]


def test_title_type_and_form_follow_the_model(library, projects):
    story = tell(library)
    banana = create(projects, ProjectRequest(story.session_id, image_id=story.images[-1]))
    assert banana.title == f"Nano Banana Creation: {LAMP[0].prompt}"
    assert banana.type == "nano_banana_creation"
    plain = tell(library, [StoryStep("a quiet room", (OFFLINE,))], "plain")
    neutral = create(projects, ProjectRequest(plain.session_id))
    assert (neutral.title, neutral.type) == ("Creation: a quiet room", "prompt")
    named = create(projects, ProjectRequest(plain.session_id, title="  My\nroom "))
    assert (named.title, named.slug) == ("My room", "my-room")


def test_an_empty_session_is_refused_in_words(library, projects):
    story = tell(library)
    with pytest.raises(RequestError, match="not on the canvas"):
        create(projects, ProjectRequest(story.session_id, image_id="c" * 64))


def test_the_local_journey_says_what_the_record_says_and_who_wrote_it(library, projects):
    story = tell(library)
    project = create(projects, ProjectRequest(story.session_id))
    journey = journey_of(project.content)
    texts = [*journey.opening, *(n for i in journey.iterations for n in i.notes)]
    assert texts
    assert {text.writer for text in texts} == {LOCAL}
    assert all(set(text.cites) <= set(story.turns) and text.cites for text in texts)
    assert project.description.startswith("Four directives led to this picture, from “Brass dome")
    assert "Six pictures had been made by then; two are not on this path." in (
        journey.opening[0].content
    )
    assert LAMP[3].reply in journey.iterations[3].notes[0].content
    assert page_of(project, {}).mark == LOCAL_MARK


def test_candidates_are_what_is_not_shown_and_become_steps(library, projects):
    story = tell(library)
    project = create(projects, ProjectRequest(story.session_id))
    found = asyncio.run(projects.candidates(project.id))
    assert {step.output_id for step in found} == set(story.others)
    step = asyncio.run(projects.iteration_of(found[0].output_id))
    assert step.quote.content == found[0].prompt
    assert step.image.image_id == found[0].image_id


def test_a_rewrite_keeps_the_words_of_a_person(library, projects):
    story = tell(library)
    project = create(projects, ProjectRequest(story.session_id))
    journey = journey_of(project.content)
    steps = list(journey.iterations)
    steps[3] = steps[3].with_note("Mine.")
    del steps[1]
    library.projects.save(with_journey(project, replace(journey, iterations=tuple(steps))))
    told = asyncio.run(projects.rewrite(project.id))
    again = told.after
    notes = [i.notes for i in journey_of(again.content).iterations]
    assert (notes[2][0].content, notes[2][0].writer) == ("Mine.", PERSON)
    assert again.description.startswith("Three directives")
    assert told.remark == ""
    assert told.before == library_project(library, project.id)


# -- the model -----------------------------------------------------------------------------------


def facts(library, reader):
    story = tell(library)
    path = path_to(reader, story.outputs[-1])
    events = reader.events(story.session_id)
    names = {PRO: "3 Pro", "gemini-nano-banana-2.1": "Nano 2.1"}
    return facts_of(path, events, names, {"Imagen 4"})


def claims(**parts) -> str:
    return json.dumps({"summary": [], "opening": [], "steps": []} | parts)


def claim(text: str, *turns: object) -> dict:
    return {"text": text, "turns": list(turns)}


def test_claims_are_kept_with_the_turns_they_cite(library, reader):
    known = facts(library, reader)
    written = checked_journey(
        claims(
            summary=[claim("A brass dome lamp ends in a darker background.", 1, 4)],
            steps=[claim("A stoneware vase with eucalyptus was added.", 3)],
        ),
        known,
        MODEL,
    )
    assert written.summary == "A brass dome lamp ends in a darker background."
    note = written.notes[known.steps[2].turn_id]
    assert (note.writer, note.cites) == (MODEL, (known.steps[2].turn_id,))
    assert written.notes[known.steps[3].turn_id].writer == LOCAL
    assert written.opening[0].writer == LOCAL


@pytest.mark.parametrize(
    "wrong",
    [
        claim("A brass dome lamp."),
        claim("A brass dome lamp.", 9),
        claim("A brass dome lamp.", "1"),
        claim("They asked for “a glass lamp”.", 1),
        claim("The brass dome lamp took 17 tries.", 1),
        claim("Imagen 4 painted the brass dome lamp.", 1),
        claim("The photographer remembered childhood summers near Lisbon.", 1),
        claim("", 1),
        {"text": 7, "turns": [1]},
        "no claim",
    ],
)
def test_what_the_record_does_not_show_is_left_out(library, reader, wrong):
    known = facts(library, reader)
    written = checked_journey(claims(steps=[wrong], summary=[wrong]), known, MODEL)
    assert written.summary == write_locally(known).summary
    assert {note.writer for note in written.notes.values()} == {LOCAL}
    assert "nothing the model wrote" in written.remark


@pytest.mark.parametrize("answer", ["", "[]", "{", '{"summary": 3}', "null"])
def test_an_answer_that_is_no_journey_gives_the_plain_one(library, reader, answer: str):
    known = facts(library, reader)
    assert checked_journey(answer, known, MODEL).summary == write_locally(known).summary


def test_the_time_of_a_step_is_no_number_of_something_else(library, reader):
    known = facts(library, reader)
    step = replace(known.steps[0], created_utc="2026-11-26T17:50:31.417+00:00")
    for number in ("17", "50", "31", "26", "417"):
        assert not is_borne_out(f"The brass dome lamp took {number} tries.", [step], known)
    for time in ("on 26 November 2026", "in November 2026", "at 17:50", "in 2026"):
        assert is_borne_out(f"The brass dome lamp was made {time}.", [step], known)


def test_quotes_are_checked_letter_by_letter(library, reader):
    known = facts(library, reader)
    assert is_borne_out("It says “keep the lamp glowing”.", [known.steps[3]], known)
    assert not is_borne_out("It says “keep the lamp glowing”.", [known.steps[0]], known)


def test_gemini_writes_it_through_the_real_sdk_and_its_price_is_kept(library_folder: Path):
    library = Library.open(library_folder)
    story = tell(library)
    library.shutdown()
    told = claims(summary=[claim("A brass dome lamp on a plaster plinth.", 1)])
    body = answer_body([{"text": told}], "STOP")
    body["usageMetadata"] = {"promptTokenCount": 1_000_000, "candidatesTokenCount": 0}

    async def run(server: GeminiServer):
        async with open_bench(library_folder, server.url) as bench:
            made = await make_projects(bench.studio).create(ProjectRequest(story.session_id))
            spent = await bench.executor.read(lambda reader: reader.spent_usd("2000"))
            return made, spent

    with GeminiServer() as server:
        server.script(json_answer(body), model=MODEL)
        made, spent = asyncio.run(run(server))
    assert made.project.description == "A brass dome lamp on a plaster plinth."
    assert made.remark == ""
    assert spent == pytest.approx(0.30)


def test_a_service_that_fails_leaves_a_plain_journey_and_says_why(library_folder: Path):
    library = Library.open(library_folder)
    story = tell(library)
    library.shutdown()

    async def run(server: GeminiServer):
        async with open_bench(library_folder, server.url) as bench:
            return await make_projects(bench.studio).create(ProjectRequest(story.session_id))

    with GeminiServer() as server:
        server.script(sample("err400key"), model=MODEL)
        made = asyncio.run(run(server))
    assert made.project.description.startswith("Four directives")
    assert made.remark.startswith("Written without a model: ")
