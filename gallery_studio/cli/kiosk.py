"""``kiosk``: shows sessions full screen from a private copy, under a supervisor."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind, RequestError
from gallery_studio.library.library import Library
from gallery_studio.providers.keys import KeyStore
from gallery_studio.records import replace
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.kiosk_library import COPY_NAME, copy_sessions, import_demo, wipe
from gallery_studio.studio.kiosk_options import (
    EXIT_KIOSK,
    IDLE_LEAST_S,
    IDLE_MOST_S,
    KioskOptions,
)
from gallery_studio.studio.kiosk_pin import check_pin, hash_pin, new_pin
from gallery_studio.workers.library_executor import LibraryExecutor
from gallery_studio.workers.supervisor import Supervisor

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from types import FrameType

    from gallery_studio.domain.ids import SessionId

PIN_VARIABLE = "GALLERY_STUDIO_KIOSK_PIN"
_PREFIX = "gallery-studio-kiosk-"


def kiosk(arguments: argparse.Namespace, folder: Path) -> int:
    """Run a kiosk until the PIN is given or the process is asked to end.

    Raises:
        StudioError: It cannot begin; nothing of the library was changed in any case.
    """
    from gallery_studio.ui.display_check import display_problem

    if problem := display_problem():
        raise RequestError(problem)
    options = _options(arguments)
    with _private_folder() as private:
        session_ids = _prepare(folder, arguments.sessions, private / COPY_NAME)
        options = replace(options, folder=str(private), session_ids=session_ids)
        return _supervise(options)


def _options(arguments: argparse.Namespace) -> KioskOptions:
    """Return what the command line says.

    Raises:
        RequestError: Something in it cannot be.
    """
    if not IDLE_LEAST_S <= arguments.idle_s <= IDLE_MOST_S:
        raise RequestError(f"--idle-s takes {IDLE_LEAST_S} to {IDLE_MOST_S} seconds.")
    pin = arguments.pin or os.environ.get(PIN_VARIABLE)
    if not pin:
        pin = new_pin()
        _say(f"No --pin was given. The PIN to leave is {pin}.")
    check_pin(pin)
    _say("To leave: tap the top right corner five times quickly, then give the PIN.")
    return KioskOptions(
        folder="",
        session_ids=(),
        pin_hash=hash_pin(pin),
        is_looping=arguments.loop,
        is_interactive=arguments.interactive or arguments.recorded or bool(arguments.live),
        is_recorded=arguments.recorded,
        live_model=arguments.live or "",
        api_key=_key(arguments.live) if arguments.live else "",
        idle_s=arguments.idle_s,
    )


def _key(model: str) -> str:
    """Return the key for real calls.

    Raises:
        RequestError: There is none, or the model cannot be asked.
    """
    info = load_catalogue().get(model)
    if info is None or info.provider != "gemini":
        raise RequestError(f"--live takes the id of a Gemini model, and “{model}” is none.")
    key = KeyStore().current()
    if key is None:
        raise RequestError("--live needs a Gemini key. Set GEMINI_API_KEY, or leave it out.")
    return key.value


def _prepare(folder: Path, wishes: list[str], target: Path) -> tuple[SessionId, ...]:
    """Copy what is shown; an empty library is stood in for by the demo session."""
    session_ids = copy_sessions(folder, wishes, target)
    if session_ids:
        return session_ids
    _say("The library has no picture yet, so the demo session is shown.")
    wipe(target)
    return (asyncio.run(_demo(target)),)


async def _demo(target: Path) -> SessionId:
    library = Library.open(target)
    executor = LibraryExecutor(library, lambda _changes: None)
    try:
        return (await import_demo(executor)).session_id
    finally:
        await asyncio.to_thread(executor.shutdown)
        library.shutdown()


def _supervise(options: KioskOptions) -> int:
    supervisor = Supervisor(
        [sys.executable, "-m", "gallery_studio.app_kiosk_process"],
        lambda is_broken: replace(options, is_maintenance=is_broken).to_json(),
        EXIT_KIOSK,
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        supervisor.stop()

    names = ("SIGTERM", "SIGINT", "SIGHUP")
    watched = [getattr(signal, name) for name in names if hasattr(signal, name)]
    old = {number: signal.signal(number, stop) for number in watched}
    try:
        return supervisor.run()
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Give a folder that is deleted in the end; delete those that killed kiosks left behind.

    Raises:
        LibraryError: There is no room for temporary files.
    """
    from gallery_studio.workers.instance import InstanceLock

    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if left.is_symlink():
            continue  # never ours
        lock = InstanceLock(left)
        if os.access(left, os.W_OK) and lock.acquire() is None:
            lock.release()
            shutil.rmtree(left, ignore_errors=True)
    try:
        private = Path(tempfile.mkdtemp(prefix=_PREFIX))
    except OSError as error:
        raise LibraryError(
            LibraryErrorKind.NOT_WRITABLE,
            f"No temporary folder can be made ({error.strerror}). Make room and try again.",
        ) from error
    lock = InstanceLock(private)
    lock.acquire()
    try:
        yield private
    finally:
        lock.release()
        wipe(private)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
