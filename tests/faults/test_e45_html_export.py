"""E45: the exported page in a real browser: all pictures visible, no network, markup literal."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from gallery_studio.library.library import Library
from gallery_studio.paths import resources
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.journey_writer import JourneyWriter
from gallery_studio.studio.project_export.exporter import ExportSource, export_project
from gallery_studio.studio.projects import ProjectRequest, Projects
from gallery_studio.workers.library_executor import LibraryExecutor
from tests.support.project_story import OFFLINE, StoryStep, tell

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PROBE = """
<script id="probe">
window.addEventListener("load", () => {
  const images = [...document.images];
  const words = document.querySelector("main").innerText;
  const report = {
    images: images.length,
    painted: images.filter(i => i.naturalWidth > 0 && i.getBoundingClientRect().width > 20).length,
    alt: images.filter(i => i.className !== "before" && !i.alt).length,
    ran: window.ran === undefined ? 0 : window.ran,
    foreign: [...document.querySelectorAll(
      "iframe, object, embed, base, link, form, meta[http-equiv=refresh], svg[onload], a[href]"
    )].length + [...document.querySelectorAll("*")].filter(
      e => [...e.attributes].some(a => a.name.startsWith("on"))
    ).length,
    away: [...document.querySelectorAll("[src]")].filter(
      e => !/^(data:|images\\/)/.test(e.getAttribute("src"))
    ).length,
    wide: document.documentElement.scrollWidth > window.innerWidth,
    ranges: [...document.querySelectorAll("input[type=range]")].filter(r => r.offsetWidth).length,
    words: words,
  };
  const place = document.createElement("pre");
  place.id = "report";
  place.textContent = JSON.stringify(report);
  document.body.append(place);
});
</script>
"""


@pytest.fixture(scope="module")
def browser() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium or Chrome is installed")
    return found


class Listener:
    """A server on loopback that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.visits = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(timeout=5)


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.close()


def payloads(port: int) -> list[str]:
    address = f"http://127.0.0.1:{port}/x"
    return [
        f"<img src={address} onerror=window.ran=1>",
        "<script>window.ran=1</script></script><script>window.ran=1</script>",
        f'"><svg onload=window.ran=1><link rel=stylesheet href={address}>',
        f"</style><style>body{{background:url({address})}}</style>",
        f'<meta http-equiv=refresh content="0;url={address}"><base href={address}>',
        f"' onmouseover='window.ran=1' {{{{7*7}}}} {{% raw %}} <iframe src={address}>",
    ]


def page(folder: Path, words: list[str], out: Path) -> Path:
    """Export a project whose every prompt, reply and title is one of the words."""
    library = Library.open(folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    try:
        steps = [StoryStep(text, (OFFLINE,), reply=text) for text in words]
        story = tell(library, steps, words[0])
        projects = Projects(executor, load_catalogue(), JourneyWriter("", None))
        request = ProjectRequest(story.session_id, title=" ".join(words)[:200])
        project = asyncio.run(projects.create(request)).project
        reader = library.reader()
        files = reader.images(project.content.image_ids())
        reader.shutdown()
        target = out / "page.html"
        export_project(
            ExportSource(project, files, library.images, resources()), target, lambda *_: b""
        )
        return target
    finally:
        executor.shutdown()
        library.shutdown()


def look(browser: str, file: Path, width: int, home: Path) -> dict:
    """Open a copy of the page with a probe in it and return what the probe saw.

    The probe stands before the policy: a policy holds for what comes after it.
    """
    html = file.read_text("utf-8")
    copy = file.with_name(f"probed-{width}.html")
    copy.write_text(html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{PROBE}', 1))
    result = subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *(f"--user-data-dir={home}", f"--window-size={width},900", "--dump-dom"),
            *("--virtual-time-budget=4000", copy.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
        env=os.environ | {"HOME": str(home)},
    )
    start = result.stdout.index('<pre id="report">') + len('<pre id="report">')
    text = result.stdout[start : result.stdout.index("</pre>", start)]
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return json.loads(text)


@pytest.mark.slow
def test_a_browser_shows_every_picture_and_runs_nothing(
    browser, listener, library_folder, tmp_path
):
    words = payloads(listener.port)
    file = page(library_folder, words, tmp_path)
    for width in (1400, 500):
        seen = look(browser, file, width, tmp_path / f"home-{width}")
        # one hero, one picture a step, and a copy of each neighbour for its slider
        assert seen["images"] == 1 + len(words) + (len(words) - 1)
        assert seen["painted"] == seen["images"]
        assert seen["alt"] == 0
        assert seen["ran"] == 0
        assert seen["foreign"] == 0, "a text became an element"
        assert seen["away"] == 0, "something is fetched from elsewhere"
        assert seen["ranges"] == len(words) - 1
        assert not seen["wide"]
        shown = " ".join(seen["words"].split())
        for text in words:
            assert f"“{text}”" in shown
    assert listener.visits == 0
