"""What a visitor is told, and what a visitor may not do."""

from __future__ import annotations

import asyncio
import threading

import pytest

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.ids import ModelId
from gallery_studio.library.library import Library
from gallery_studio.providers.offline.provider import OfflineProvider
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.kiosk_limits import VisitorLimits
from gallery_studio.workers.studio_thread import StudioThread
from gallery_studio.workers.visitor_worker import VisitorModel, VisitorWorker


class Provider(OfflineProvider):
    """Counts its calls, and fails or hangs when told to."""

    def __init__(self) -> None:
        self.calls, self.ended = 0, 0
        self.error: Exception | None = None
        self.does_hang = False

    async def generate(self, request, on_progress):
        self.calls += 1
        try:
            if self.error is not None:
                raise self.error
            if self.does_hang:
                await asyncio.Event().wait()
            return await super().generate(request, on_progress)
        finally:
            self.ended += 1


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def worker(qapp, tmp_path, provider):
    limits = VisitorLimits(tmp_path / "hour.json", per_visitor=2, per_hour=3)
    model = VisitorModel(
        ModelId("offline"), load_catalogue(), {"offline": lambda: provider}, limits
    )
    thread = StudioThread()
    worker = VisitorWorker(thread, tmp_path / "visitor", model)
    thread.start_and_wait()
    yield worker
    assert worker.shutdown()
    assert not (tmp_path / "visitor").exists()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ProviderErrorKind.REFUSED, "in other words"),
        (ProviderErrorKind.BILLING, "cannot answer just now"),
        (ProviderErrorKind.QUOTA_DAY, "cannot answer just now"),
    ],
)
def test_nothing_is_said_of_the_owners_account(worker, provider, qtbot, kind, said):
    provider.error = ProviderError(kind, "Project 4711 of jo@example.org owes 3 $", retryable=True)
    with qtbot.waitSignal(worker.refused) as told:
        worker.make("A lighthouse")
    assert said in told.args[0]
    assert "4711" not in told.args[0]


def test_an_empty_wish_is_refused_and_the_next_one_works(worker, provider, qtbot, caplog):
    with qtbot.waitSignal(worker.refused):
        worker.make("   ")
    caplog.clear()
    with qtbot.waitSignal(worker.made, timeout=15_000):
        worker.make("A lighthouse")
    assert provider.calls == 1


def test_beyond_a_limit_nobody_is_asked(worker, provider, qtbot):
    provider.error = ProviderError(ProviderErrorKind.OVERLOADED, "busy", retryable=True)
    for _ in range(2):
        with qtbot.waitSignal(worker.refused):
            worker.make("A lighthouse")
    with qtbot.waitSignal(worker.refused) as told:
        worker.make("A lighthouse")
    assert "2 pictures each" in told.args[0]
    with qtbot.waitSignal(worker.wiped):
        worker.wipe()
    with qtbot.waitSignal(worker.refused):
        worker.make("A lighthouse")
    with qtbot.waitSignal(worker.refused) as told:
        worker.make("A lighthouse")
    assert "later" in told.args[0]
    assert provider.calls == 3


def test_a_wipe_ends_the_call_and_the_next_visitor_begins_afresh(worker, provider, qtbot, tmp_path):
    provider.does_hang = True
    worker.make("A lighthouse")
    qtbot.waitUntil(lambda: provider.calls == 1)
    with qtbot.waitSignal(worker.wiped):
        worker.wipe()
    assert provider.ended == 1
    assert not (tmp_path / "visitor").exists()
    worker.change("nothing is there to change")
    provider.does_hang = False
    with qtbot.waitSignal(worker.made, timeout=15_000) as told:
        worker.make("Dunes")
    assert (told.args[0].turn, told.args[0].left) == (1, 1)


def test_one_wish_at_a_time(worker, provider, qtbot):
    provider.does_hang = True
    worker.make("A lighthouse")
    worker.make("Dunes")
    qtbot.waitUntil(lambda: provider.calls == 1)
    with qtbot.waitSignal(worker.wiped):
        worker.wipe()
    assert provider.calls == 1


def test_a_wipe_while_the_library_is_being_opened_leaves_nothing(
    worker, provider, qtbot, tmp_path, monkeypatch
):
    opening, go_on = threading.Event(), threading.Event()
    real = Library.open

    def slow(folder):
        opening.set()
        assert go_on.wait(10)
        return real(folder)

    monkeypatch.setattr(Library, "open", slow)
    worker.make("A lighthouse")
    qtbot.waitUntil(opening.is_set)
    with qtbot.waitSignal(worker.wiped):
        worker.wipe()
        qtbot.wait(50)
        go_on.set()
    assert not (tmp_path / "visitor").exists()
    assert provider.calls == 0
    provider.does_hang = False
    with qtbot.waitSignal(worker.made, timeout=15_000):
        worker.make("Dunes")
