"""Time-lapses: the plan adds up, the files play, nothing is left behind, nothing is touched."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.replay import Replay
from gallery_studio.domain.replay_log import ReplayFacts
from gallery_studio.imaging.timelapse import FRAME_MS, FrameColors
from gallery_studio.library.library import Library
from gallery_studio.paths import resources
from gallery_studio.studio.replaying import load_replay
from gallery_studio.studio.timelapse import (
    TimelapseCancelled,
    TimelapseRequest,
    TimelapseSource,
    make_timelapse,
    plan,
)
from tests.support.replay_events import random_log, sizes_of
from tests.support.replayed import fingerprint, make_session

COLORS = FrameColors("#131314", "#212123", "#3A1A22", "#F3F2F0", "#B9B8B5", "#FF9F4A")
SIZE = (320, 200)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("timelapse") / "library"
    make_session(path, 40)
    return path


@pytest.fixture
def source(folder: Path):
    library = Library.open_read_only(folder)
    reader = library.reader()
    session_id = reader.session_summaries()[0].id
    loaded = load_replay(reader, session_id)
    reader.shutdown()
    library.shutdown()
    return TimelapseSource(
        loaded.replay, library.images, loaded.micro_previews, lambda _: ("Warmer", "Nano is ready")
    )


def request(path: Path, kind: str = "webp", length_s: float = 3.0) -> TimelapseRequest:
    return TimelapseRequest(path, kind, SIZE, length_s, COLORS, resources() / "fonts")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999), st.integers(0, 40), st.sampled_from((1.0, 5.0, 12.0)))
def test_a_plan_is_as_long_as_wanted_and_tells_everything_in_order(
    seed: int, acts: int, length_s: float
) -> None:
    log = random_log(seed, acts)
    replay = Replay(log.events, ReplayFacts(sizes_of(log)))
    frames = plan(replay, length_s, (320, 166), FRAME_MS)
    assert (
        sum(frame.duration_ms for frame in frames) == round(length_s * 1000 / FRAME_MS) * FRAME_MS
    )
    positions = [frame.position for frame in frames]
    assert positions == sorted(positions)
    assert positions[-1] == len(replay)
    assert all(frame.view.width / frame.view.height == pytest.approx(320 / 166) for frame in frames)


@pytest.mark.parametrize("kind", ["webp", "gif"])
def test_a_file_plays_as_long_as_wanted(source, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"lamp.{kind}"
    told: list[tuple[int, int]] = []
    make_timelapse(source, request(path, kind), lambda *done: told.append(done), lambda: False)
    with Image.open(path) as made:
        assert (made.format, made.size, made.info["loop"]) == (kind.upper(), SIZE, 0)
        total = 0
        for number in range(made.n_frames):
            made.seek(number)
            made.load()
            total += made.info["duration"]
    assert total == pytest.approx(3000, abs=FRAME_MS)
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 20
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_the_pictures_and_the_words_are_in_it(source, tmp_path: Path) -> None:
    path = tmp_path / "lamp.webp"
    make_timelapse(source, request(path), lambda *_: None, lambda: False)
    with Image.open(path) as made:
        first = made.convert("RGB").copy()
        made.seek(made.n_frames - 1)
        last = made.convert("RGB").copy()
    wall = (0, 0, SIZE[0], 160)
    assert len(set(last.crop(wall).getcolors(1 << 20))) > 500  # pictures
    assert len(set(first.crop(wall).getcolors(1 << 20))) < 100  # one card that waits, no picture
    caption = last.crop((0, 170, SIZE[0], SIZE[1])).convert("L")
    assert caption.getextrema()[1] > 180  # light letters on the dark wall
    bar = last.crop((0, 166, SIZE[0], 169)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert bar[0] > bar[2] + 60  # the accent: all is told


def test_a_cancelled_one_leaves_nothing_and_an_older_file_stays(source, tmp_path: Path) -> None:
    path = tmp_path / "lamp.gif"
    path.write_bytes(b"older")
    told: list[int] = []

    def progress(done: int, _all: int) -> None:
        told.append(done)

    with pytest.raises(TimelapseCancelled):
        make_timelapse(source, request(path, "gif"), progress, lambda: len(told) >= 5)
    assert path.read_bytes() == b"older"
    assert [file.name for file in tmp_path.iterdir()] == ["lamp.gif"]


def test_a_folder_that_is_not_there_is_told_in_words(source, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"lamp.webp could not be made"):
        make_timelapse(
            source, request(tmp_path / "gone" / "lamp.webp"), lambda *_: None, lambda: False
        )


def test_nothing_in_the_library_changes_and_lost_previews_do_no_harm(
    source, folder: Path, tmp_path: Path
) -> None:
    before = fingerprint(folder)
    blind = replace(source, images=type(source.images)(tmp_path / "no-previews-here"))
    for number, one in enumerate((source, blind)):
        make_timelapse(one, request(tmp_path / f"{number}.webp"), lambda *_: None, lambda: False)
    assert fingerprint(folder) == before
    assert (tmp_path / "1.webp").stat().st_size > 2_000


def test_a_video_needs_ffmpeg_and_says_so(source, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StudioError, match="ffmpeg"):
        make_timelapse(source, request(tmp_path / "a.mp4", "mp4"), lambda *_: None, lambda: False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for ffmpeg")
@pytest.mark.parametrize("is_broken", [False, True])
def test_a_video_gets_every_frame(source, tmp_path: Path, monkeypatch, is_broken: bool) -> None:
    tool = tmp_path / "bin" / "ffmpeg"
    tool.parent.mkdir()
    end = "sys.exit('no such encoder')" if is_broken else "open(sys.argv[-1], 'wb').write(data)"
    tool.write_text(f"#!{sys.executable}\nimport sys\ndata = sys.stdin.buffer.read()\n{end}\n")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tool.parent))
    path = tmp_path / "a.mp4"
    if is_broken:
        with pytest.raises(StudioError, match="no such encoder"):
            make_timelapse(source, request(path, "mp4", 1.0), lambda *_: None, lambda: False)
        assert not path.exists()
    else:
        make_timelapse(source, request(path, "mp4", 1.0), lambda *_: None, lambda: False)
        frames = round(1000 / FRAME_MS)
        assert path.stat().st_size == frames * SIZE[0] * SIZE[1] * 3


has_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None,
    reason="ffmpeg and ffprobe are not installed here, so no real MP4 can be made and read",
)


def probed(path: Path) -> dict[str, str]:
    """Return what ffprobe reads of a video's only stream, each frame decoded."""
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_entries"]
    command += ["stream=codec_name,pix_fmt,width,height,nb_read_frames:format=duration"]
    done = subprocess.run(
        [*command, "-of", "json", str(path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    found = json.loads(done.stdout)
    (stream,) = found["streams"]
    return stream | found["format"]


@has_ffmpeg
def test_a_real_video_plays_in_its_size_for_its_time(source, tmp_path: Path) -> None:
    path = tmp_path / "lamp.mp4"
    path.write_bytes(b"older")
    make_timelapse(source, request(path, "mp4", 2.0), lambda *_: None, lambda: False)
    video = probed(path)
    assert (video["codec_name"], video["pix_fmt"]) == ("h264", "yuv420p")
    assert (video["width"], video["height"]) == SIZE
    assert int(video["nb_read_frames"]) == round(2000 / FRAME_MS)
    assert float(video["duration"]) == pytest.approx(2.0, abs=FRAME_MS / 1000)
    assert [file.name for file in tmp_path.iterdir()] == ["lamp.mp4"]
    last = tmp_path / "last.png"
    command = ["ffmpeg", "-v", "error", "-sseof", "-0.5", "-i", str(path), "-update", "1"]
    subprocess.run([*command, str(last)], check=True)
    with Image.open(last) as shown:
        pictures = shown.convert("RGB").crop((0, 0, SIZE[0], 160))
    assert len(pictures.getcolors(1 << 20)) > 500


@has_ffmpeg
def test_a_cancelled_real_video_leaves_no_file_and_no_process(source, tmp_path: Path) -> None:
    told: list[int] = []

    def progress(done: int, _all: int) -> None:
        told.append(done)

    with pytest.raises(TimelapseCancelled):
        make_timelapse(source, request(tmp_path / "a.mp4", "mp4"), progress, lambda: len(told) >= 5)
    assert list(tmp_path.iterdir()) == []


@has_ffmpeg
def test_what_a_real_ffmpeg_cannot_do_is_said_in_its_words(source, tmp_path: Path) -> None:
    odd = replace(request(tmp_path / "a.mp4", "mp4", 1.0), size=(321, 200))
    with pytest.raises(StudioError, match=r"made \(width not divisible by 2") as told:
        make_timelapse(source, odd, lambda *_: None, lambda: False)
    assert str(tmp_path) not in told.value.message
    assert list(tmp_path.iterdir()) == []
