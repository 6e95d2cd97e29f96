"""The command line as scripts use it: real processes, real exit codes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gallery_studio.config import Settings, SettingsFile
from gallery_studio.paths import config_folder
from tests.support.gemini_server import GeminiServer, picture, sample, small_png
from tests.support.studio_bench import FLASH, KEY, PRO

KEYS = [
    "session", "conversation", "turn", "output", "model", "status", "image", "sha256", "width",
    "height", "text", "error", "cost_usd", "price_usd",
]  # fmt: skip


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gallery_studio", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | environment,
    )


def gemini(server: GeminiServer) -> dict[str, str]:
    return {"GEMINI_API_KEY": KEY, "GALLERY_STUDIO_GEMINI_URL": server.url}


def test_generate_prints_one_line_an_output_as_it_ends(library_folder: Path) -> None:
    data = small_png(red=9)
    with GeminiServer() as server:
        server.script(picture(data, text="Done."), model=FLASH)
        server.script(sample("imagesafety"), model=PRO)
        result = run(
            "--library", str(library_folder), "generate", "a lamp", "--model", FLASH,
            "--model", PRO, "--json", **gemini(server),
        )  # fmt: skip
    assert result.returncode == 0, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(line) for line in lines] == [KEYS, KEYS]
    good = next(line for line in lines if line["model"] == FLASH)
    bad = next(line for line in lines if line["model"] == PRO)
    assert good["sha256"] == hashlib.sha256(data).hexdigest()
    assert Path(good["image"]).is_absolute()
    assert Path(good["image"]).read_bytes() == data
    assert (good["width"], good["height"], good["error"]) == (8, 8, None)
    assert bad["image"] is None
    assert set(bad["error"]) == {"kind", "message", "retryable"}
    assert bad["error"]["kind"] == "refused"


def test_without_any_picture_it_exits_with_1(library_folder: Path) -> None:
    with GeminiServer() as server:
        server.script(sample("imagesafety"), model=FLASH)
        result = run(
            "--library", str(library_folder), "generate", "a lamp", "--model", FLASH,
            **gemini(server),
        )  # fmt: skip
    assert result.returncode == 1
    assert "safety" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("generate",), "PROMPT"),
        (("generate", " "), "Write what you want"),
        (("generate", "x", "--model", "no-such"), "no model called"),
        (("generate", "x", "--aspect-ratio", "5:7"), "5:7"),
        (("generate", "x", "--session", "no-such"), "no-such"),
        (("generate", "x", "--reference", "no-such.png"), "no-such.png"),
        (("show", "no-such"), "no"),
        (("no-such-command",), "invalid choice"),
    ],
)
def test_wrong_use_exits_with_2_and_says_what_to_do(
    library_folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    result = run("--library", str(library_folder), *arguments)
    assert result.returncode == 2, result.stderr
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_offline_it_makes_a_readable_picture_and_says_so(library_folder: Path) -> None:
    arguments = ("generate", "a lighthouse at dusk", "--image-size", "512", "--seed", "3", "--json")
    result = run("--library", str(library_folder), *arguments)
    assert result.returncode == 0, result.stderr
    assert "Offline model" in result.stderr
    (line,) = map(json.loads, result.stdout.splitlines())
    from PIL import Image

    with Image.open(line["image"]) as image:
        image.load()
        assert image.size == (line["width"], line["height"])
    again = run("--library", str(library_folder), *arguments)
    assert json.loads(again.stdout)["sha256"] == line["sha256"]


def test_reading_commands_find_what_was_made(library_folder: Path, tmp_path: Path) -> None:
    with GeminiServer() as server:
        made = run(
            "--library", str(library_folder), "generate", "a brass lamp", "--model", FLASH,
            "--out", str(tmp_path / "out"), "--json", **gemini(server),
        )  # fmt: skip
    line = json.loads(made.stdout)
    assert Path(line["image"]).parent == tmp_path / "out"
    assert Path(line["image"]).name == "a-brass-lamp-1.png"
    listed = run("--library", str(library_folder), "sessions", "--search", "brass", "--json")
    (summary,) = map(json.loads, listed.stdout.splitlines())
    assert summary["id"] == line["session"]
    assert summary["image_count"] == 1
    none = run("--library", str(library_folder), "sessions", "--search", "zebra", "--json")
    assert none.stdout == ""
    shown = json.loads(
        run("--library", str(library_folder), "show", line["session"], "--json").stdout
    )
    assert shown["outputs"][0]["output"] == line["output"]
    assert shown["outputs"][0]["prompt"] == "a brass lamp"


def test_a_second_run_adds_to_the_session_it_names(library_folder: Path) -> None:
    with GeminiServer() as server:
        first = json.loads(
            run(
                "--library", str(library_folder), "generate", "one", "--model", FLASH, "--json",
                **gemini(server),
            ).stdout
        )  # fmt: skip
        second = json.loads(
            run(
                "--library", str(library_folder), "generate", "two", "--model", FLASH, "--json",
                "--session", first["session"], **gemini(server),
            ).stdout
        )  # fmt: skip
    assert second["session"] == first["session"]


def test_the_monthly_limit_holds_for_scripts_too(library_folder: Path) -> None:
    settings = SettingsFile(config_folder() / "settings.json")
    settings.save(Settings(monthly_limit_usd=0.02, is_stopping_at_limit=False))
    arguments = ("--library", str(library_folder), "generate", "a lamp", "--model", PRO, "--json")
    with GeminiServer() as server:
        refused = run(*arguments, **gemini(server))
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "over this month's limit" in refused.stderr
        assert "$0.00 of $0.02 is spent" in refused.stderr
        assert "--over-budget" in refused.stderr
        assert server.requests == []
        sent = run(*arguments, "--over-budget", **gemini(server))
        assert sent.returncode == 0, sent.stderr
        assert "1 image, about $0.13." in sent.stderr
        line = json.loads(sent.stdout)
        assert line["price_usd"] == pytest.approx(0.134)
        assert line["cost_usd"] > 0


def test_models_lists_the_catalogue() -> None:
    lines = [json.loads(line) for line in run("models", "--json").stdout.splitlines()]
    ids = {line["id"] for line in lines}
    assert {"offline", FLASH, PRO} <= ids


def test_no_display_is_said_in_words() -> None:
    result = run(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert result.returncode == 2
    assert "no display" in result.stderr
    assert "generate" in result.stderr


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("Gallery Studio ")
    assert "generate" in run("--help").stdout
