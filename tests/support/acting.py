"""The whole program in a process of its own, with a person's hands inside.

``python -m tests.support.acting LIBRARY ACT``: the program as it is started by a person; once its
window is there, the act is done. What happens is printed as lines of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from gallery_studio import app as app_module
from gallery_studio.config import SettingsFile
from gallery_studio.domain.errors import LibraryError
from gallery_studio.domain.status import Status
from gallery_studio.paths import config_folder
from gallery_studio.ui.compose.compose_value import ComposeValue
from gallery_studio.ui.main_window import MainWindow
from gallery_studio.workers import studio_worker
from tests.support.commit_data import commit_data
from tests.support.hands import Hands, shown_window
from tests.support.studio_bench import FLASH

DRAFT = "words that were never sent"
RENAMED = "named before the end"


def tell(**facts: Any) -> None:
    """Print what happened, and when."""
    print(json.dumps(facts | {"at_s": time.monotonic()}), flush=True)  # noqa: T201 - what the test reads


def window() -> Any:
    """Return the window once all of it is there, or None."""
    shown = shown_window(MainWindow)
    return shown if shown is not None and shown.furnishing.is_finished else None


def has_key() -> bool:
    return window() is not None and len(window().composer.askable()) > 1


def is_asked() -> bool:
    """Whether a call is on its way: the test's server says so by a file."""
    statuses = [card.status for card in window().canvas.cards]
    return statuses == [Status.GENERATING] and Path(os.environ["ARRIVED_FILE"]).exists()


def ask() -> None:
    compose = window().compose
    settings = replace(compose.value().settings, models=(FLASH,), directive_count=1)
    compose.set_value(ComposeValue("a lamp", settings, ()))
    window().composer.refresh()
    compose.request_generate()


def close() -> None:
    tell(did="close", has_sdk="google.genai" in sys.modules)
    window().close()


def write() -> None:
    window().compose.edit.setFocus()
    window().compose.edit.insertPlainText(DRAFT)


def fail_at_the_end() -> None:
    """Close, with a fault in what ends."""

    def fail() -> None:
        raise RuntimeError("injected into the end")

    window().session.save_now = fail
    close()


def fail_to_end_the_thread() -> None:
    """Close, with a fault in what ends the studio's thread: it runs on, and cannot be awaited."""

    def fail(_closing: Any, timeout_s: float) -> bool:
        _closing.close()
        raise RuntimeError("injected into the end")

    window().parts.worker.studio_thread.shutdown = fail
    close()


async def hang() -> None:
    """Hold the studio thread up for ever."""
    threading.Event().wait()


def close_beside_a_thread_that_hangs() -> None:
    parts = window().parts
    parts.worker.rename_session(parts.reader.session_summaries()[0].id, RENAMED)
    studio_worker.CLOSE_S = 30
    parts.worker.settle()
    studio_worker.CLOSE_S = 0.3
    parts.worker.ask("hang", hang())
    close()


def log_out() -> None:
    """Do what Qt's platform does when the person logs out: everybody is asked to save."""
    commit_data()
    tell(did="log out")


def is_draft_kept() -> bool:
    """Whether the words lie in the library, and the settings say where."""
    shown = window()
    settings = SettingsFile(config_folder() / "settings.json").load()
    if settings.last_session != shown.session.id:
        return False
    try:
        return bool(shown.parts.reader.session(shown.session.id).draft == DRAFT)
    except LibraryError:
        return False


def look() -> None:
    tell(
        did="look",
        toasts=[toast.message.text for toast in window().toasts.toasts],
        text=window().compose.value().text,
        statuses=[str(card.status) for card in window().canvas.cards],
    )
    window().close()


def steps_of(act: str, hands: Hands) -> None:
    """Plan what the hands do."""
    if act in ("close during a call", "end during a call"):
        hands.when(has_key, ask)
        hands.when(is_asked, close if act == "close during a call" else lambda: tell(did="ask"))
    if act == "end during a call":
        hands.when(lambda: False, close)
    if act == "write":
        hands.when(lambda: window() is not None, write)
        hands.when(is_draft_kept, lambda: tell(did="write"))
        hands.when(lambda: False, close)
    if act == "write in haste":
        hands.when(lambda: window() is not None, write)
        hands.when(lambda: True, lambda: tell(did="write"))
        hands.when(lambda: False, close)
    if act in ("log out", "log out and quit"):
        hands.when(lambda: window() is not None, write)
        hands.when(lambda: True, log_out)
        hands.when(lambda: act.endswith("quit"), QApplication.quit)
    if act == "fail at the end":
        hands.when(lambda: window() is not None, write)
        hands.when(is_draft_kept, fail_at_the_end)
    if act == "fail to end the thread":
        hands.when(lambda: window() is not None, write)
        hands.when(is_draft_kept, fail_to_end_the_thread)
    if act == "hang":
        hands.when(has_key, close_beside_a_thread_that_hangs)
    if act == "look":
        hands.when(lambda: window() is not None and window().isVisible(), look)


def main() -> int:
    folder, act = Path(sys.argv[1]), sys.argv[2]
    made = app_module.make_application
    kept: list[object] = []

    def make() -> Any:
        app = made()
        hands = Hands()
        steps_of(act, hands)
        kept.append(hands)
        return app

    app_module.make_application = make
    return app_module.run_window(folder, log_level="debug")


if __name__ == "__main__":
    sys.exit(main())
