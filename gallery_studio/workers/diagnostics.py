"""What the program tells of itself: logs, crash reports, and the hooks that catch the rest.

Prompts and keys never get in here: log messages are ours, tracebacks are written without local
variables, and everything passes the redacting formatter.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from gallery_studio.domain.limits import LOG_FILE_BYTES, LOG_FILES
from gallery_studio.providers.redaction import RedactingFormatter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

_log = logging.getLogger(__name__)

_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"

UNEXPECTED = "Something unexpected went wrong. Your work is saved; the log says more."


def start_logging(level: str, folder: Path | None) -> RedactingFormatter:
    """Send the studio's log to a file, or to standard error without a folder.

    Args:
        level: One of `config.LOG_LEVELS`.
        folder: Where ``gallery-studio.log`` and its older parts lie; made when missing. When it
            cannot be written, standard error is used.

    Returns:
        The formatter; the key in use is made known to it.
    """
    formatter = RedactingFormatter(_FORMAT)
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handler = _LogFile(folder / "gallery-studio.log")
        except OSError:
            handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logger = logging.getLogger("gallery_studio")
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.addHandler(handler)
    logger.setLevel(level.upper())
    logger.propagate = False
    return formatter


class _LogFile(logging.Handler):
    """The log file and its older parts; opened, and their code loaded, with the first line."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    @cached_property
    def _file(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        handler = RotatingFileHandler(
            self._path,
            maxBytes=LOG_FILE_BYTES,
            backupCount=LOG_FILES - 1,
            encoding="utf-8",
            delay=True,
        )
        handler.setFormatter(self.formatter)
        return handler

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        self._file.emit(record)

    def close(self) -> None:
        """Close the file, if there was a line."""
        if "_file" in vars(self):
            self._file.close()
        super().close()


class CrashFile:
    """Where Python's stack goes when the process dies of a signal."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "crash.log"
        self._file: TextIO | None = None

    def enable(self) -> str:
        """Start to watch; return the report of the last crash, or "" when there was none."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            report = self._path.read_text(encoding="utf-8") if self._path.is_file() else ""
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError:
            return ""
        self._file = os.fdopen(descriptor, "w", encoding="utf-8")
        faulthandler.enable(file=self._file)
        return report

    def shutdown(self) -> None:
        """Stop watching after a clean end."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)


class UnexpectedErrors:
    """Catches what nobody caught, in every thread: logged once each, told to the person once.

    The program lives on: what was stored is stored.
    """

    def __init__(self, on_error: Callable[[str], None]) -> None:
        """Prepare the hooks.

        Args:
            on_error: Told one sentence at the first occurrence of each error, in the thread
                where it happened.
        """
        self._on_error = on_error
        self._seen: set[tuple[type[BaseException], str, int]] = set()
        self._old = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def install(self) -> None:
        """Put the hooks in place."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable

    def shutdown(self) -> None:
        """Put the old hooks back."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._old

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._old[0](kind, error, trace)
            return
        place = (kind, *_place(trace))
        _log.error("Unexpected error", exc_info=(kind, error, trace))
        if place not in self._seen:
            self._seen.add(place)
            self._on_error(UNEXPECTED)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            _log.error(
                "Unexpected error while cleaning up",
                exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
            )


def _place(trace: TracebackType | None) -> tuple[str, int]:
    """Return file and line where an error arose: the innermost frame."""
    if trace is None:
        return "", 0
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename, trace.tb_lineno
