"""Exports: everything from people and models is shown literally, nothing comes from outside."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.project_json import parse_content, project_data
from gallery_studio.library.library import Library
from gallery_studio.paths import resources
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.journey_writer import JourneyWriter
from gallery_studio.studio.project_export.exporter import ExportSource, export_project
from gallery_studio.studio.project_export.markdown import escaped
from gallery_studio.studio.projects import ProjectRequest, Projects
from gallery_studio.workers.library_executor import LibraryExecutor
from tests.support.project_story import OFFLINE, StoryStep, tell

EVIL = "</title></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} & ok"
STEPS = (
    StoryStep(EVIL, (OFFLINE,), reply=f"reply {EVIL}"),
    StoryStep("make it *darker* [link](javascript:alert(1))", (OFFLINE,)),
)


class Tags(HTMLParser):
    """Collects tags with their attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def no_pdf(_page, _pictures) -> bytes:
    raise AssertionError("no PDF was asked for")


@pytest.fixture
def source(library_folder: Path):
    library = Library.open(library_folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    story = tell(library, STEPS, "evil")
    projects = Projects(executor, load_catalogue(), JourneyWriter("", None))
    project = asyncio.run(projects.create(ProjectRequest(story.session_id, title=EVIL))).project
    reader = library.reader()
    files = reader.images(project.content.image_ids())
    reader.shutdown()
    yield ExportSource(project, files, library.images, resources())
    executor.shutdown()
    library.shutdown()


def exported(source: ExportSource, target: Path) -> bytes:
    export_project(source, target, no_pdf)
    return target.read_bytes()


def test_html_shows_injected_markup_literally(source, tmp_path: Path):
    html = exported(source, tmp_path / "page.html").decode()
    page = Tags(html)
    assert len(page.all("script")) == 1
    assert all(not name.startswith("on") for _, a in page.tags for name in a)
    assert not page.all("a")
    text = " ".join("".join(page.words).split())
    assert f"“{EVIL}”" in text
    assert page.all("img")
    assert all(a["alt"] for a in page.all("img"))


def test_html_takes_nothing_from_outside(source, tmp_path: Path):
    page = Tags(exported(source, tmp_path / "page.html").decode())
    for _tag, attributes in page.tags:
        for name in ("src", "href", "srcset", "action", "data", "poster", "style"):
            value = attributes.get(name)
            assert value is None or value.startswith("data:image/"), (name, value)
    assert {tag for tag, _ in page.tags} & {"link", "iframe", "object", "embed", "form"} == set()


def test_the_policy_names_the_very_style_and_script(source, tmp_path: Path):
    html = exported(source, tmp_path / "page.html").decode()
    policy = next(a["content"] for a in Tags(html).all("meta") if "http-equiv" in a)
    assert policy.startswith("default-src 'none'; img-src data:; font-src data:;")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_pictures_are_our_own_encoding_without_metadata(source, tmp_path: Path):
    page = Tags(exported(source, tmp_path / "page.html").decode())
    originals = {source.images.read(file) for file in source.files.values()}
    for image in page.all("img"):
        data = base64.b64decode(image["src"].partition(",")[2])
        decoded = Image.open(io.BytesIO(data))
        decoded.load()
        assert decoded.size == (int(image["width"]), int(image["height"]))
        assert data not in originals
        assert not decoded.getexif()


def test_a_missing_picture_is_named_in_words(source, tmp_path: Path):
    for file in source.files.values():
        source.images.path_of(file).unlink()
    page = Tags(exported(source, tmp_path / "page.html").decode())
    assert page.all("img") == []
    assert "The picture is missing: " in "".join(page.words)
    assert "The picture is missing" in exported(source, tmp_path / "page.md").decode()


def test_markdown_stands_beside_its_pictures(source, tmp_path: Path):
    text = exported(source, tmp_path / "my page.md").decode()
    names = re.findall(r"!\[.*?\]\(<(.*?)>\)", text)
    assert len(names) == 3
    for name in names:
        path = tmp_path / name.replace("%20", " ")
        assert path.read_bytes() in {source.images.read(f) for f in source.files.values()}
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert "[link](" not in text


@pytest.mark.parametrize("word", ["*a*", "# b", "<i>", "[x](y)", "`c`", "1. d", "a_b_", "~~e~~"])
def test_markdown_marks_are_escaped(word: str):
    bare = escaped(word)
    assert re.sub(r"\\(.)", r"\1", bare) == word
    assert not re.search(r"(?<!\\)[*_#<>\[\]`~]", bare)


def test_json_is_the_content_that_is_stored(source, tmp_path: Path):
    data = json.loads(exported(source, tmp_path / "p.json"))
    assert data == project_data(source.project)
    assert parse_content(json.dumps(data["content"])) == source.project.content


def test_zip_holds_everything_under_safe_names(source, tmp_path: Path):
    with zipfile.ZipFile(io.BytesIO(exported(source, tmp_path / "p.zip"))) as archive:
        names = archive.namelist()
        assert {"index.html", "project.md", "project.json"} < set(names)
        pictures = [name for name in names if name.startswith("pictures/")]
        assert len(pictures) == 2
        assert all(re.fullmatch(r"[\w/.\-]+", name) and ".." not in name for name in names)
        originals = {source.images.read(file) for file in source.files.values()}
        assert {archive.read(name) for name in pictures} == originals
        text = archive.read("project.md").decode()
        assert all(f"(<{name}>)" in text for name in pictures)


@pytest.mark.parametrize("name", ["page", "page.exe", ".html2"])
def test_another_suffix_is_refused(source, tmp_path: Path, name: str):
    with pytest.raises(StudioError, match="is none of them"):
        export_project(source, tmp_path / name, no_pdf)


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(source, tmp_path: Path):
    with pytest.raises(StudioError, match="Choose another folder"):
        export_project(source, tmp_path / "no" / "page.html", no_pdf)
    assert list(tmp_path.glob("**/.part-*")) == []
