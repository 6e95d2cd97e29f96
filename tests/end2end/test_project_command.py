"""Generate, edit, edit, and make a project of it: offline, then by real processes."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gallery_studio.domain.project import journey_of
from gallery_studio.domain.project_json import content_text, parse_content
from gallery_studio.studio.composing import Composition
from gallery_studio.studio.editing import EditMessage, EditSource
from gallery_studio.studio.project_making import make_projects
from gallery_studio.studio.project_page import page_of
from gallery_studio.studio.projects import ProjectRequest
from tests.support.likenesses import add_product
from tests.support.studio_bench import OFFLINE, open_bench

WORDS = ("a lighthouse at dusk", "make it warmer", "make it black and white")


async def _made(folder: Path) -> str:
    """Generate, edit, edit with the offline model; return the session."""
    async with open_bench(folder) as bench:
        run = await bench.studio.generate(
            Composition(text=WORDS[0], models=(OFFLINE,), image_size="512", seed=3)
        )
        (output,) = await bench.ended([run.outputs[0][0]])
        source = EditSource(run.session_id, output.image_id, output.id)
        turn = await bench.studio.start_edit(source, EditMessage(WORDS[1], (OFFLINE,)))
        (second,) = await bench.ended([turn.outputs[0][0]])
        turn = await bench.studio.continue_edit(
            turn.conversation_id, second.id, EditMessage(WORDS[2], (OFFLINE,))
        )
        await bench.ended([turn.outputs[0][0]])
        return run.session_id


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gallery_studio", "--library", str(folder), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ,
    )


@pytest.fixture
def session(library_folder: Path) -> str:
    return asyncio.run(_made(library_folder))


def test_the_page_shows_the_final_picture_and_the_path_in_order(session, library_folder: Path):
    async def make():
        async with open_bench(library_folder) as bench:
            return await make_projects(bench.studio).create(ProjectRequest(session))

    made = asyncio.run(make())
    steps = journey_of(made.project.content).iterations
    assert [step.quote.content for step in steps] == list(WORDS)
    assert made.project.featured_image_id == steps[-1].image.image_id
    assert len({step.image.image_id for step in steps}) == 3
    assert made.project.title == "Creation: a lighthouse at dusk"
    assert made.project.description.startswith("Three directives led to this picture")


def test_create_and_export_as_scripts_do(session, library_folder: Path, tmp_path: Path):
    created = run(library_folder, "project", "create", session, "--title", "My light", "--json")
    assert created.returncode == 0, created.stderr
    data = json.loads(created.stdout)
    assert (data["slug"], data["title"], data["type"]) == ("my-light", "My light", "prompt")
    assert data["content"]["templateVersion"] == 2
    first = data["content"]["sections"][1]["blocks"]
    picture = next(block["image"] for block in first if block["type"] == "image")
    again = run(
        library_folder, "project", "create", session, "--image", picture[:12], "--title", "My light"
    )
    assert again.stdout.strip() == "my-light-2"
    for suffix in ("html", "md", "pdf", "json", "zip"):
        result = run(library_folder, "project", "export", "my-light", str(tmp_path / f"p.{suffix}"))
        assert result.returncode == 0, result.stderr
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF-")
    assert json.loads((tmp_path / "p.json").read_text("utf-8"))["content"] == data["content"]
    assert "index.html" in zipfile.ZipFile(tmp_path / "p.zip").namelist()
    assert len(list((tmp_path / "p-pictures").iterdir())) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "nothing", "x.html"), "No project has the short name “nothing”."),
        (("export", "nothing", "no/where.html"), "There is no folder"),
        (("create", "nothing"), "No session is called “nothing”"),
    ],
)
def test_what_is_wrong_is_said_in_words(session, library_folder: Path, words, said: str):
    result = run(library_folder, "project", *words)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_the_product_of_the_final_picture_is_named_on_page_and_exports(library_folder, tmp_path):
    async def make():
        async with open_bench(library_folder) as bench:
            product = await add_product(bench, "Halden lamp & shade")
            composition = Composition(
                text=WORDS[0], models=(OFFLINE,), image_size="512", product_ids=(product.id,)
            )
            begun = await bench.studio.generate(composition)
            await bench.ended([begun.outputs[0][0]])
            made = await make_projects(bench.studio).create(ProjectRequest(begun.session_id))
            return product, made.project

    product, project = asyncio.run(make())
    assert parse_content(content_text(project.content)) == project.content
    page = page_of(project, {})
    assert (page.product_name, page.product_color) == (product.name, product.color)
    for suffix, words in (("html", "Halden lamp &amp; shade"), ("md", r"Halden lamp \& shade")):
        file = tmp_path / f"p.{suffix}"
        result = run(library_folder, "project", "export", project.slug, str(file))
        assert result.returncode == 0, result.stderr
        assert words in file.read_text("utf-8")
