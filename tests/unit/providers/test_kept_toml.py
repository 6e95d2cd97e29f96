"""A copy of a TOML file stands in for it while both say the same, and only then."""

from __future__ import annotations

import json

import pytest

from gallery_studio import paths
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.providers.kept_toml import load_toml

TEXT = "day = 2026-11-20\nprice = 0.5\nnames = ['a']\n"
DATA = {"day": "2026-11-20", "price": 0.5, "names": ["a"]}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "models.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_copy_says_the_same(file, tmp_path):
    copy = tmp_path / "cache" / "models.json"
    assert load_toml(file) == load_toml(file, copy) == load_toml(file, copy) == DATA
    assert [one.name for one in copy.parent.iterdir()] == ["models.json"]


def test_the_copy_is_read_for_its_very_text(file, tmp_path):
    copy = tmp_path / "models.json"
    copy.write_text(json.dumps({"text": TEXT, "data": {"kept": 1}}), encoding="utf-8")
    assert load_toml(file, copy) == {"kept": 1}
    file.write_text(TEXT + "more = 1\n", encoding="utf-8")
    assert load_toml(file, copy) == DATA | {"more": 1}
    assert load_toml(file, copy) == DATA | {"more": 1}


@pytest.mark.parametrize("words", ["", "{", "[1]", "{}", json.dumps({"text": TEXT, "data": 3})])
def test_a_copy_that_is_none_is_made_anew(file, tmp_path, words):
    copy = tmp_path / "models.json"
    copy.write_text(words, encoding="utf-8")
    assert load_toml(file, copy) == DATA
    assert json.loads(copy.read_text(encoding="utf-8"))["data"] == DATA


def test_where_nothing_can_be_kept_nothing_is(file, tmp_path):
    (tmp_path / "cache").write_text("a file in the way", encoding="utf-8")
    assert load_toml(file, tmp_path / "cache" / "models.json") == DATA


def test_mistakes_in_the_file_are_told(file, tmp_path):
    file.write_text("no", encoding="utf-8")
    with pytest.raises(ValueError, match="Expected"):
        load_toml(file, tmp_path / "models.json")


def test_the_catalogue_is_the_same_from_its_copy(tmp_path):
    path = paths.resources() / "models.toml"
    first = Catalogue.load(path, tmp_path / "models.json")
    assert first == Catalogue.load(path, tmp_path / "models.json") == Catalogue.load(path)
