"""What tests of the network's faults share: a window with a key, and one failed wish at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.status import Status
from gallery_studio.providers.gemini import GeminiProvider
from gallery_studio.providers.gemini_process import GeminiProcess
from gallery_studio.ui.compose.compose_value import ComposeValue
from tests.support.gemini_server import LISTING, small_png
from tests.support.studio_bench import FLASH, OFFLINE

if TYPE_CHECKING:
    import pytest

WAIT_MS = 20_000
PROMPT = "a lamp on a quiet shore"


def shorten(monkeypatch: pytest.MonkeyPatch, total_s: float = 10.0) -> None:
    """Shorten the pauses between tries, and the limit of one try."""
    for kind in (GeminiProvider, GeminiProcess):
        for name, value in (("backoff_s", (0.02, 0.02)), ("total_s", total_s)):
            monkeypatch.setitem(kind.__init__.__kwdefaults__, name, value)


def has_key(window: Any) -> bool:
    return len(window.composer.askable()) > 1


def ask(window: Any, text: str = PROMPT, model: str = FLASH) -> None:
    """Write a sentence and have one picture made."""
    settings = replace(window.compose.value().settings, models=(model,), directive_count=1)
    if model == OFFLINE:
        settings = replace(settings, image_size="512")  # a quarter of the time
    window.compose.set_value(ComposeValue(text, settings, ()))
    window.composer.refresh()
    window.compose.request_generate()


def newest(window: Any) -> Any:
    """Return the card of the last wish, or None."""
    return window.canvas.cards[-1] if window.canvas.cards else None


def has_ended(window: Any, count: int) -> bool:
    cards = window.canvas.cards
    return len(cards) == count and not any(
        card.status in (Status.PENDING, Status.GENERATING) for card in cards
    )


def failed(window: Any, qtbot: Any, text: str = PROMPT) -> Any:
    """Ask, wait for the failure, check what holds for each, and return the card."""
    count = len(window.canvas.cards)
    ask(window, text)
    qtbot.waitUntil(lambda: has_ended(window, count + 1), timeout=WAIT_MS)
    card = newest(window)
    assert card.status is Status.FAILED, card
    check_failure(window, card, text)
    return card


def check_failure(window: Any, card: Any, text: str = PROMPT) -> None:
    """The failure is said in sentences, the wish is kept, and no picture was stored."""
    assert card.image_id is None
    assert card.error_kind
    assert card.error_message.endswith((".", "”")), card.error_message
    assert "Traceback" not in card.error_message
    assert card.caption == text
    output = window.parts.reader.output(card.output_id)
    assert output.status is Status.FAILED
    assert output.prompt


def still_works(window: Any, qtbot: Any, card: Any) -> None:
    """Try the failed card again; the server answers now."""
    window.parts.worker.retry([card.output_id])
    qtbot.waitUntil(
        lambda: next(c for c in window.canvas.cards if c.id == card.id).image_id is not None,
        timeout=WAIT_MS,
    )
    window.session.rename("Still works")
    qtbot.waitUntil(
        lambda: window.parts.reader.session_summaries()[0].name == "Still works", timeout=WAIT_MS
    )


def good_answer() -> Any:
    from tests.support.gemini_server import picture

    return picture(small_png())


def calls(server: Any) -> list[Any]:
    """Return the requests for a picture; the list of models is asked for at will."""
    return [request for request in server.requests if request.model != LISTING]
