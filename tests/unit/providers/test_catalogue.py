"""The catalogue of models: its data, its rules, its prices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gallery_studio import paths
from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.generation import Usage
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.model_info import ModelStatus, PriceEstimate
from gallery_studio.providers.catalogue import OFFLINE_MODEL, Catalogue

NANO = ModelId("gemini-nano-banana-2.1")
PRO = ModelId("gemini-3-pro-image")
LITE = ModelId("gemini-3.1-flash-lite-image")
OLD = ModelId("gemini-2.5-flash-image")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(paths.resources() / "models.toml")


def test_the_data_is_complete_and_consistent(catalogue: Catalogue) -> None:
    ids = [info.id for info in catalogue.models()]

    assert len(ids) == len(set(ids))
    for info in catalogue.models():
        assert 0 < len(info.short_name) <= 16
        assert info.summary.endswith(".")
        assert set(info.price_usd) <= set(info.sizes or ("",))
        assert (paths.resources() / "icons" / f"{info.glyph}.svg").is_file()
        assert (info.status is ModelStatus.RETIRED) == bool(info.retired_on)
    for info in catalogue.current():
        assert set(info.price_usd) == set(info.sizes)


def test_the_badges_of_current_models_tell_them_apart(catalogue: Catalogue) -> None:
    names = [info.short_name for info in catalogue.current()]

    assert len(names) == len(set(names)) == 4


def test_the_first_model_asked_is_googles_default(catalogue: Catalogue) -> None:
    assert catalogue.default_model().id == NANO
    assert catalogue.default_model(has_key=False).id == OFFLINE_MODEL


def test_a_default_the_service_does_not_list_gives_way(catalogue: Catalogue) -> None:
    assert catalogue.merged([PRO]).default_model().id == PRO
    assert catalogue.merged([]).default_model().id == OFFLINE_MODEL


def test_merging_marks_what_is_not_listed(catalogue: Catalogue) -> None:
    merged = catalogue.merged([NANO, OLD])

    status = {info.id: info.status for info in merged.models()}
    assert status[NANO] is ModelStatus.CURRENT
    assert status[PRO] is ModelStatus.UNLISTED
    assert status[OLD] is ModelStatus.RETIRED
    assert status[OFFLINE_MODEL] is ModelStatus.CURRENT


def test_merging_again_brings_a_model_back(catalogue: Catalogue) -> None:
    assert catalogue.merged([]).merged([NANO]).get(NANO) == catalogue.get(NANO)


def test_merging_adds_image_models_with_unknown_price(catalogue: Catalogue) -> None:
    new = ModelId("gemini-4-carbon-image")
    merged = catalogue.merged(
        [new, new, ModelId("gemini-3.8-flash"), ModelId("imagen-4.0-generate-001")]
    )

    added = merged.models()[len(catalogue.models()) :]
    assert [info.id for info in added] == [new]
    assert (added[0].name, added[0].short_name) == ("Gemini 4 Carbon Image", "4 Carbon")
    assert added[0].price_for(None) is None
    assert merged.estimate([new], 3, "2K") == PriceEstimate(images=3, usd=0, unknown=3)


def test_the_second_name_of_a_model_is_not_another_model(catalogue: Catalogue) -> None:
    assert catalogue.merged([ModelId("nano-banana-pro-preview")]).models()[-1].id in {
        info.id for info in catalogue.models()
    }


def test_a_long_unknown_name_fits_a_badge(catalogue: Catalogue) -> None:
    merged = catalogue.merged([ModelId("gemini-12-unobtainium-ultra-image-preview")])

    assert len(merged.models()[-1].short_name) <= 16


def test_a_run_is_estimated_by_size(catalogue: Catalogue) -> None:
    assert catalogue.estimate([NANO, PRO], 2, "4K") == PriceEstimate(
        images=4, usd=pytest.approx(2 * (0.113 + 0.24))
    )
    assert catalogue.estimate([NANO], 1, None).usd == pytest.approx(0.0336)
    assert catalogue.estimate([OFFLINE_MODEL], 4, "2K").usd == 0


def test_a_size_a_model_lacks_is_counted_as_the_nearest(catalogue: Catalogue) -> None:
    assert catalogue.nearest_size(LITE, "4K") == "1K"
    assert catalogue.nearest_size(OFFLINE_MODEL, "4K") == "2K"
    assert catalogue.nearest_size(NANO, "512") == "1K"
    assert catalogue.nearest_size(OLD, "2K") is None
    assert catalogue.nearest_size(NANO, None) is None
    assert catalogue.estimate([LITE], 1, "4K").usd == pytest.approx(0.034)


def test_an_unknown_model_has_no_price(catalogue: Catalogue) -> None:
    assert catalogue.estimate([ModelId("x")], 2, "1K").unknown == 2
    assert catalogue.cost_of(ModelId("x"), "1K", Usage(image_tokens=1)) is None


def test_cost_comes_from_the_reported_tokens(catalogue: Catalogue) -> None:
    usage = Usage(1_000, 1_120, 100, 300, 2_520)

    expected = (1_000 * 1.50 + 400 * 7.50 + 1_120 * 30) / 1_000_000
    assert catalogue.cost_of(NANO, "1K", usage) == pytest.approx(expected)


@pytest.mark.parametrize("usage", [Usage(), Usage(prompt_tokens=9, total_tokens=1_000)])
def test_cost_falls_back_to_the_price_of_a_picture(catalogue: Catalogue, usage: Usage) -> None:
    assert catalogue.cost_of(NANO, "2K", usage) == pytest.approx(0.0504)


def test_without_token_prices_the_price_of_a_picture_counts(catalogue: Catalogue) -> None:
    assert catalogue.cost_of(PRO, "4K", Usage(9, 2_000, 0, 300, 2_309)) == pytest.approx(0.24)


REFUSED = [
    ((PRO, "1:8", None, 0), "16:9"),
    ((PRO, "16x9", None, 0), "16:9"),
    ((LITE, None, "2K", 0), "It takes 1K."),
    ((NANO, None, "1k", 0), "1K, 2K or 4K"),
    ((NANO, None, "512", 0), "1K, 2K or 4K"),
    ((NANO, None, None, 15), "at most 14"),
    ((OLD, None, None, 0), "2 October 2026"),
    ((ModelId("dall-e"), None, None, 0), "gemini-3-pro-image"),
]


@pytest.mark.parametrize(("asked", "words"), REFUSED)
def test_a_refusal_names_what_is_allowed(catalogue: Catalogue, asked, words: str) -> None:
    with pytest.raises(RequestError) as caught:
        catalogue.validate(*asked)

    assert words in caught.value.message


def test_a_fixed_size_may_not_be_named(catalogue: Catalogue) -> None:
    fixed = replace(catalogue.get(OLD), status=ModelStatus.CURRENT)
    only = replace(catalogue, _models=(fixed,))

    only.validate(OLD, "1:1", None, 3)
    with pytest.raises(RequestError, match="one fixed size"):
        only.validate(OLD, None, "1K", 0)


def test_everything_a_model_says_it_takes_is_taken(catalogue: Catalogue) -> None:
    for info in catalogue.current():
        for ratio in (None, *info.aspect_ratios):
            for size in (None, *info.sizes):
                catalogue.validate(info.id, ratio, size, info.max_references)


@pytest.mark.parametrize("text", ["", "checked = 1", "[[model]]\nid = 'x'", "not toml ["])
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "models.toml"
    file.write_text(text)

    with pytest.raises(ValueError, match=r".+"):
        Catalogue.load(file)
