"""The content of a project: read with every fault named, written in one form, changed by value."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain import project_edits
from gallery_studio.domain.ids import ImageId, ProjectId, TurnId
from gallery_studio.domain.project import (
    PERSON,
    Block,
    BlockType,
    Iteration,
    Journey,
    Project,
    iteration_heading,
    journey_of,
    new_content,
    project_title,
    slug_of,
    with_featured,
    with_journey,
)
from gallery_studio.domain.project_json import (
    ProjectContentError,
    content_data,
    content_text,
    parse_content,
)

SHA = ImageId("a" * 64)
OTHER = ImageId("b" * 64)


def iteration(number: int, words: str, created_utc: str = "") -> Iteration:
    image = Block(
        BlockType.IMAGE, f"alt {words}", image_id=SHA, model="offline", created_utc=created_utc
    )
    quote = Block(BlockType.QUOTE, words, turn_id=TurnId(f"trn-{words}"))
    return Iteration(iteration_heading(number), (image, quote))


def project(*words: str) -> Project:
    steps = tuple(iteration(n, text, f"2026-11-21T1{n}") for n, text in enumerate(words, 1))
    opening = (Block(BlockType.TEXT, "It began.", writer="local", cites=(TurnId("trn-1"),)),)
    content = new_content(SHA, Journey(opening, steps))
    return Project(ProjectId("prj-1"), "s", "T", "prompt", "D", content, "", "", None, SHA)


def quotes(of: Project) -> list[str]:
    return [i.quote.content for i in journey_of(of.content).iterations]


def headings(of: Project) -> list[str]:
    return [i.heading.content for i in journey_of(of.content).iterations]


def test_content_has_the_form_that_was_agreed():
    data = content_data(project("a lamp").content)
    assert data["templateVersion"] == 2
    hero, journey = data["sections"]
    assert hero == {"id": "hero", "type": "hero", "title": "The Final Result", "image": SHA}
    assert (journey["id"], journey["type"], journey["title"]) == (
        "journey",
        "content",
        "Creative Journey",
    )
    assert [b["type"] for b in journey["blocks"]] == ["text", "heading", "image", "quote"]
    assert journey["blocks"][1]["content"] == "Iteration 1"
    assert journey["blocks"][3]["content"] == "a lamp"


def test_content_survives_the_way_through_json():
    content = project("a lamp", "<img src=x>", "日本語 \u2028 “quotes”").content
    assert parse_content(content_text(content)) == content


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_words_survive(words: list[str]):
    content = project(*words).content
    assert parse_content(content_text(content)) == content


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda d: d.pop("templateVersion"), "content.templateVersion is missing"),
        (lambda d: d.update(templateVersion="2"), "must be a whole number"),
        (lambda d: d.update(templateVersion=True), "must be a whole number"),
        (lambda d: d.update(templateVersion=0), "starts at 1"),
        (lambda d: d.update(sections={}), "content.sections must be a list"),
        (lambda d: d["sections"][0].pop("title"), "sections[0].title is missing"),
        (lambda d: d["sections"][0].update(image="../../etc"), "sections[0].image"),
        (lambda d: d["sections"][1].update(type="video"), "sections[1].type is “video”"),
        (lambda d: d["sections"][1]["blocks"][1].update(type="script"), "blocks[1].type"),
        (lambda d: d["sections"][1]["blocks"][2].update(image=None), "blocks[2].image"),
        (lambda d: d["sections"][1]["blocks"][3].update(content=7), "blocks[3].content must be"),
        (lambda d: d["sections"][1]["blocks"].append("x"), "blocks[4] must be a table"),
    ],
)
def test_faults_are_named(change, named: str):
    data = content_data(project("a lamp").content)
    change(data)
    with pytest.raises(ProjectContentError) as caught:
        parse_content(json.dumps(data))
    assert named in caught.value.message


def test_what_is_no_json_is_refused():
    with pytest.raises(ProjectContentError):
        parse_content("{")


def test_a_newer_version_is_read_as_far_as_it_goes_and_given_back_whole():
    data = content_data(project("a lamp").content)
    data["templateVersion"] = 3
    data["sections"].append({"id": "map", "type": "map", "title": "Where", "places": [1, 2]})
    data["sections"][1]["blocks"].append({"type": "video", "source": "x"})
    text = json.dumps(data)
    content = parse_content(text)
    assert content.is_newer
    assert [s.id for s in content.sections] == ["hero", "journey"]
    assert len(content.sections[1].blocks) == 4
    assert content_data(content) == data


def test_moving_numbers_the_steps_anew():
    before = project("one", "two", "three")
    after = project_edits.moved(before, 2, 0)
    assert quotes(after) == ["three", "one", "two"]
    assert headings(after) == ["Iteration 1", "Iteration 2", "Iteration 3"]
    assert quotes(before) == ["one", "two", "three"]


def test_a_move_beyond_the_end_stays_inside():
    assert quotes(project_edits.moved(project("one", "two"), 0, 9)) == ["two", "one"]


def test_dropping_and_adding_in_the_order_of_making():
    after = project_edits.dropped(project("one", "two", "three"), 1)
    assert quotes(after) == ["one", "three"]
    assert headings(after) == ["Iteration 1", "Iteration 2"]
    again = project_edits.added(after, iteration(9, "two", "2026-11-21T12"))
    assert quotes(again) == ["one", "two", "three"]
    assert headings(again)[1] == "Iteration 2"


def test_words_of_a_person_replace_the_notes_and_say_who_wrote_them():
    after = project_edits.noted(project("one"), 0, "Mine")
    (note,) = journey_of(after.content).iterations[0].notes
    assert (note.content, note.writer) == ("Mine", PERSON)
    assert journey_of(project_edits.noted(after, 0, "  ").content).iterations[0].notes == ()


# -- told anew while a person goes on -------------------------------------------------------------


def told(before: Project, *notes: str) -> project_edits.Retold:
    """Return a rewriting of a project, as a model returns it."""
    journey = journey_of(before.content)
    steps = [
        step.with_note(text, "m") for step, text in zip(journey.iterations, notes, strict=True)
    ]
    opening = (Block(BlockType.TEXT, "It began anew.", writer="m"),)
    after = with_journey(before, Journey(opening, tuple(steps)))
    return project_edits.Retold(before, replace(after, description="Anew."))


def notes(of: Project) -> list[str]:
    return ["".join(n.content for n in i.notes) for i in journey_of(of.content).iterations]


def test_a_rewriting_of_what_nobody_changed_is_taken_whole():
    rewriting = told(project("one", "two"), "1", "2")
    assert project_edits.retold(rewriting.before, rewriting) == (rewriting.after, 0)


def test_words_a_person_changed_meanwhile_stay_and_the_others_are_the_models():
    before = project_edits.noted(project("one", "two", "three", "four"), 3, "was there before")
    rewriting = told(before, "1", "2", "3", "4")
    now = project_edits.noted(project_edits.noted(before, 1, "Mine"), 3, "")
    after, kept = project_edits.retold(now, rewriting)
    assert notes(after) == ["1", "Mine", "3", ""]
    assert kept == 2
    assert journey_of(after.content).opening[0].content == "It began anew."
    assert after.description == "Anew."


def test_opening_and_description_changed_meanwhile_stay():
    rewriting = told(project("one"), "1")
    now = project_edits.with_opening(project_edits.described(rewriting.before, "Mine"), "My words")
    after, kept = project_edits.retold(now, rewriting)
    assert (after.description, kept) == ("Mine", 2)
    assert journey_of(after.content).opening[0].content == "My words"
    assert notes(after) == ["1"]


def test_title_order_and_number_of_steps_are_those_of_now():
    before = project("one", "two", "three")
    rewriting = told(before, "1", "2", "3")
    now = project_edits.retitled(project_edits.moved(before, 2, 0), "Another title")
    now = project_edits.added(project_edits.dropped(now, 2), iteration(9, "new", "2026-11-21T19"))
    after, kept = project_edits.retold(now, rewriting)
    assert quotes(after) == quotes(now) == ["three", "one", "new"]
    assert notes(after) == ["3", "1", ""]
    assert (after.title, kept) == ("Another title", 0)


def test_a_persons_words_stay_though_the_rewriting_did_not_know_them():
    """It may have read the project before the words were stored."""
    stale = project("one", "two")
    now = project_edits.noted(stale, 0, "Mine")
    assert notes(project_edits.retold(now, told(stale, "1", "2"))[0]) == ["Mine", "2"]


def test_the_final_picture_is_in_the_hero_too():
    after = with_featured(project("one"), OTHER)
    assert after.featured_image_id == OTHER
    assert after.content.section("hero").image_id == OTHER


@pytest.mark.parametrize(
    ("prompt", "nickname", "title"),
    [
        ("a cool banana", "Nano Banana Pro", "Nano Banana Creation: a cool banana"),
        ("a cool banana", "", "Creation: a cool banana"),
        ("", "Nano Banana", "Nano Banana Creation"),
        ("a\nlamp  on  a table", "", "Creation: a lamp on a table"),
    ],
)
def test_titles(prompt: str, nickname: str, title: str):
    assert project_title(prompt, nickname) == title


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Nano Banana Creation: Cool Banana!", "nano-banana-creation-cool-banana"),
        ("Ärger mit Äpfeln", "arger-mit-apfeln"),
        ("灯台 の 夕暮れ", "灯台-の-夕暮れ"),
        ("../../etc/passwd", "etc-passwd"),
        ("…", "project"),
    ],
)
def test_slugs(title: str, slug: str):
    assert slug_of(title) == slug


@given(st.text(max_size=200))
def test_a_slug_is_always_a_name(title: str):
    slug = slug_of(title)
    assert slug
    assert len(slug) <= 60
    assert not set(slug) & set("/\\<>:\"'?*. ")
