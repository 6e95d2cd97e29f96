"""Previews from a process are those of a thread, and no fate of the process loses a picture."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gallery_studio.domain.errors import ImageError, StudioError
from gallery_studio.imaging.previewing import ProcessPreviewer, ThreadPreviewer, preview_now
from gallery_studio.processes import helper_process
from gallery_studio.processes.helper_process import HelperProcess
from tests.support.children import is_there
from tests.support.imaging_samples import corners, encoded

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are Unix's")


def run(scenario: Callable[[ProcessPreviewer], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        previewer = ProcessPreviewer()
        try:
            return await asyncio.wait_for(scenario(previewer), 60)
        finally:
            helper = previewer._helper
            await previewer.aclose()
            assert helper is None or not is_there(helper.pid)

    return asyncio.run(whole())


def test_the_process_makes_what_a_thread_makes() -> None:
    pictures = [encoded(corners(300, 200), "PNG"), encoded(corners(1200, 900), "JPEG")]

    async def scenario(previewer: ProcessPreviewer) -> list[Any]:
        made = list(await asyncio.gather(*map(previewer.preview, pictures)))
        for broken in (b"no picture at all", pictures[0][:-400]):
            with pytest.raises(ImageError) as there:
                await previewer.preview(broken)
            with pytest.raises(ImageError) as here:
                preview_now(broken)
            assert there.value.message == here.value.message
        return [*made, await previewer.preview(pictures[0])]

    small, large, again = run(scenario)

    assert small == again == preview_now(pictures[0])
    assert large == asyncio.run(ThreadPreviewer().preview(pictures[1]))
    assert small.previews.jpeg_2048 is None
    assert large.previews.jpeg_2048 is not None


@unix_only
def test_killed_once_it_is_tried_again_killed_always_the_picture_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = encoded(corners(), "PNG")
    called = HelperProcess.call
    deaths = [True, False, True, True]

    async def call(helper: HelperProcess, *arguments: Any) -> Any:
        if deaths.pop(0):
            os.kill(helper.pid, signal.SIGKILL)
        return await called(helper, *arguments)

    monkeypatch.setattr(HelperProcess, "call", call)

    async def scenario(previewer: ProcessPreviewer) -> tuple[Any, StudioError]:
        made = await previewer.preview(picture)
        with pytest.raises(StudioError) as caught:
            await previewer.preview(picture)
        return made, caught.value

    made, error = run(scenario)
    assert made == preview_now(picture)
    assert not isinstance(error, ImageError), "nothing is said against the picture"
    assert "the model is not asked once more" in error.message


def test_without_a_process_threads_do(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(helper_process.subprocess, "Popen", refuse)
    picture = encoded(corners(), "PNG")

    assert run(lambda previewer: previewer.preview(picture)) == preview_now(picture)
    assert "cannot be started" in caplog.text
    caplog.clear()
