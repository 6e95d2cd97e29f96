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

from gallery_studio.paths import resources
from gallery_studio.studio.composing import Composition
from gallery_studio.studio.editing import EditMessage, EditSource
from gallery_studio.studio.project_export.exporter import ExportSource, export_project
from gallery_studio.studio.project_making import make_projects
from gallery_studio.studio.projects import ProjectRequest
from tests.support.studio_bench import OFFLINE, open_bench

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PROBE = """
<script id="probe">
window.addEventListener("load", () => {
  const images = [...document.images];
  const words = document.querySelector("main").innerText;
  const range = document.querySelector("input[type=range]");
  const sides = () => [...document.querySelectorAll(".side")].filter(s => s.offsetWidth).length;
  const atRest = sides();
  range.value = "50";
  range.dispatchEvent(new Event("input"));
  const before = document.querySelector(".frame .before");
  const report = {
    sides: [atRest, sides()],
    cut: getComputedStyle(before).clipPath,
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


async def made(folder: Path, words: list[str]) -> ExportSource:
    """Generate, edit and edit with the offline model, and make a project of it.

    Every prompt and the title are the words.
    """
    async with open_bench(folder) as bench:
        run = await bench.studio.generate(
            Composition(text=words[0], models=(OFFLINE,), image_size="512", seed=3)
        )
        (output,) = await bench.ended([run.outputs[0][0]])
        source = EditSource(run.session_id, output.image_id, output.id)
        turn = await bench.studio.start_edit(source, EditMessage(words[1], (OFFLINE,)))
        for text in words[2:]:
            (output,) = await bench.ended([turn.outputs[0][0]])
            message = EditMessage(text, (OFFLINE,))
            turn = await bench.studio.continue_edit(turn.conversation_id, output.id, message)
        await bench.ended([turn.outputs[0][0]])
        request = ProjectRequest(run.session_id, title=" ".join(words)[:200])
        project = (await make_projects(bench.studio).create(request)).project
        files = await bench.executor.read(lambda r: r.images(project.content.image_ids()))
        return ExportSource(project, files, bench.library.images, resources())


def page(folder: Path, words: list[str], out: Path) -> Path:
    """Export such a project."""
    target = out / "page.html"
    export_project(asyncio.run(made(folder, words)), target, lambda *_: b"")
    return target


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
    evil = payloads(listener.port)
    acts = ("A lighthouse at dusk", "Make it warmer", "Make it black and white")
    words = [" ".join((act, *evil[2 * n : 2 * n + 2])) for n, act in enumerate(acts)]
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
        assert seen["sides"] == [0, 2]
        assert "50%" in seen["cut"]
        assert not seen["wide"]
        shown = " ".join(seen["words"].split())
        for text in words:
            assert f"“{text}”" in shown
    assert listener.visits == 0
