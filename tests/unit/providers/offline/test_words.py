"""The offline model reads prompts: scene, colours, light, weather, mood, and what it cannot."""

import pytest

from gallery_studio.providers.offline.scenes.catalogue import SCENES
from gallery_studio.providers.offline.words import missed_words, read_prompt, seed_of


@pytest.mark.parametrize(
    ("prompt", "scene"),
    [
        ("a lighthouse at dusk", "sea"),
        ("serene atmosphere, urban streets", "street"),
        ("snow-covered peaks above a lake", "mountains"),
        ("desert dunes", "dunes"),
        ("a path through a pine forest", "forest"),
        ("a meadow with poppies", "meadow"),
        ("city skyline, rain", "skyline"),
        ("portrait of a woman", "portrait"),
        ("a vase on a plinth", "still_life"),
        ("dahlia macro", "botanical"),
        ("abstract flow", "flow"),
        ("bauhaus shapes", "geometric"),
        ("mountains in cut paper", "cut_paper"),
        ("aurora", "night"),
        ("night", "night"),
        ("Brass dome lamp on a plaster plinth, first light", "still_life"),
    ],
)
def test_the_words_choose_the_scene(prompt: str, scene: str) -> None:
    brief = read_prompt(prompt)

    assert brief.scene == scene
    assert brief.is_scene_chosen
    assert scene in SCENES


def test_a_prompt_without_a_known_thing_gets_a_scene_by_chance_that_stays() -> None:
    first, again = read_prompt("qwertz"), read_prompt("qwertz")

    assert first == again
    assert not first.is_scene_chosen
    assert first.scene in SCENES
    assert {read_prompt(f"qwertz{i}").scene for i in range(40)} > {"mountains", "flow"}


def test_colours_belong_to_the_thing_they_stand_before() -> None:
    brief = read_prompt("cobalt room, yellow lamp")

    assert [(colour.word, colour.of) for colour in brief.colours] == [
        ("cobalt", "room"),
        ("yellow", "lamp"),
    ]
    assert brief.colour_of("lamp") == (0xF1, 0xC9, 0x2F)
    assert brief.colour_of("vase") is None
    assert brief.free_colours("lamp") == (brief.colours[0].rgb,)


def test_time_weather_mood_camera_and_material_are_read() -> None:
    brief = read_prompt("Moody close-up of a glass bottle in the rain at golden hour")

    assert brief.time == "golden"
    assert brief.weather == {"rain"}
    assert brief.moods == {"moody"}
    assert brief.cameras == {"close"}
    assert [thing.name for thing in brief.materials] == ["glass"]


def test_a_telling_time_wins_over_a_plain_one() -> None:
    assert read_prompt("a bright evening, sunset").time == "golden"
    assert read_prompt("bright sunset").time == "sunset"


@pytest.mark.parametrize("word", ["lighthouses", "lighthouse", "LIGHTHOUSE"])
def test_plurals_and_capitals_do_not_matter(word: str) -> None:
    assert read_prompt(word).asks_for("lighthouse")


def test_words_nobody_knows_and_things_the_scene_does_not_show_are_missed() -> None:
    brief = read_prompt("a dragon beside a lighthouse, a lamp and the zyx")

    assert missed_words(brief, SCENES[brief.scene].draws) == ("dragon", "zyx", "lamp")


def test_words_about_the_picture_are_not_missed() -> None:
    brief = read_prompt("Please paint a beautiful, highly detailed photograph of the sea, 8k")

    assert missed_words(brief, SCENES["sea"].draws) == ()


def test_a_missed_thing_is_named_as_it_was_written() -> None:
    brief = read_prompt("mountains, a teacup and a wooden chair")

    assert missed_words(brief, SCENES["mountains"].draws) == ("chair", "teacup", "wooden")


def test_what_stands_around_the_words_in_a_run_is_not_missed() -> None:
    prompt = (
        "A lamp in a sage room\n\nFor this picture: serene atmosphere.\n\n"
        "Show this product and keep it true to life, exactly as on its reference picture: lamp."
    )

    assert missed_words(read_prompt(prompt), SCENES["still_life"].draws) == ()


def test_the_seed_comes_from_the_words() -> None:
    assert seed_of("a lighthouse") == seed_of("a lighthouse")
    assert seed_of("a lighthouse") != seed_of("a lighthouse.")
    assert 0 <= seed_of("x" * 20_000) < 2**31


@pytest.mark.parametrize("prompt", ["", " ", "\n", "🗼🌊", "灯台", "a" * 5_000, "<b>&amp;</b>"])
def test_any_text_can_be_read(prompt: str) -> None:
    assert read_prompt(prompt).scene in SCENES
