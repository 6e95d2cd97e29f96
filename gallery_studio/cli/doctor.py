"""``gallery-studio doctor``: is the library whole, and is everything here the studio needs."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from gallery_studio import __version__
from gallery_studio.cli.progress_line import ProgressLine
from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.naming import counted
from gallery_studio.library.backups import all_backups
from gallery_studio.library.check import Finding, FindingKind, sqlite_version
from gallery_studio.library.recovery import day_and_time
from gallery_studio.records import asdict, replace
from gallery_studio.studio import checking
from gallery_studio.studio.checking import CheckReport, CheckWatch

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

EXIT_HEALTHY = 0
EXIT_PROBLEMS = 1

_PACKAGES = {
    "PySide6": "PySide6_Essentials",
    "Pillow": "pillow",
    "Peewee": "peewee",
    "google-genai": "google-genai",
    "keyring": "keyring",
}
_STORE_S = 10.0
_RECOVERABLE = frozenset(
    {
        LibraryErrorKind.DAMAGED,
        LibraryErrorKind.NOT_A_LIBRARY,
        LibraryErrorKind.DATABASE_MISSING,
    }
)
_NO_LIBRARY = "There is no library yet; the first picture makes one."


def doctor(arguments: argparse.Namespace, folder: Path) -> int:
    """Check everything, repair when asked to; return 0 when all is well, 1 when not."""
    facts = dict(_facts(folder))
    with ProgressLine("Checking", is_shown=not arguments.json) as line:
        watch = CheckWatch(on_progress=line.tell_pictures)
        report, note = _examine(folder, watch, is_repairing=arguments.repair)
    if arguments.json:
        print(json.dumps(_data(folder, facts, report), ensure_ascii=False))
    else:
        _print(facts, report, note, is_repairing=arguments.repair)
    return EXIT_PROBLEMS if report.problems else EXIT_HEALTHY


def _examine(folder: Path, watch: CheckWatch, *, is_repairing: bool) -> tuple[CheckReport, str]:
    """Return what was found, and a word on a library that is not there."""
    try:
        report = checking.check(folder, watch)
    except LibraryError as error:
        if error.kind is LibraryErrorKind.NOT_FOUND:
            return CheckReport(), _NO_LIBRARY
        report = CheckReport((_unopened(error),))
        if is_repairing and error.kind in _RECOVERABLE:
            return _recovered(folder, error, report), ""
        return report, ""
    if is_repairing and (report.can_repair or report.found_crcs):
        return _repaired(folder, report, watch), ""
    return report, ""


def _unopened(error: LibraryError) -> Finding:
    is_recoverable = error.kind in _RECOVERABLE
    return Finding(FindingKind.DATABASE_DAMAGED, error.message, is_repairable=is_recoverable)


def _recovered(folder: Path, error: LibraryError, found: CheckReport) -> CheckReport:
    """Recover a library that does not open."""
    from gallery_studio.workers.instance import InstanceLock, in_use_error

    lock = InstanceLock(folder)
    try:
        if (owner := lock.acquire()) is not None:
            raise in_use_error(owner)
        sentence = checking.repair_database(folder, error).sentence
        report = replace(checking.check(folder), repaired=(sentence,))
        return checking.with_crcs_noted(folder, report)
    except LibraryError as problem:
        return CheckReport(found.findings, unrepaired=(problem.message,))
    finally:
        lock.release()


def _repaired(folder: Path, found: CheckReport, watch: CheckWatch) -> CheckReport:
    """Repair what can be, beside an open window all but the database."""
    from gallery_studio.workers.instance import InstanceLock

    lock = InstanceLock(folder)
    try:
        is_ours = lock.acquire() is None
        return checking.repair(folder, found, watch, is_ours=is_ours)
    except LibraryError as problem:
        return CheckReport(
            found.findings, found.pictures, found.size_bytes, unrepaired=(problem.message,)
        )
    finally:
        lock.release()


def _facts(folder: Path) -> Iterator[tuple[str, str]]:
    """Give what is worth knowing about this machine. Never a key."""
    yield "Gallery Studio", __version__
    yield "Python", platform.python_version()
    yield "SQLite", sqlite_version()
    yield "Qt", _qt_version()
    for name, package in _PACKAGES.items():
        try:
            yield name, version(package)
        except PackageNotFoundError:
            yield name, "not installed"
    yield "System", f"{platform.system()} {platform.release()}"
    yield "Display", _display()
    yield "Password store", asyncio.run(_password_store())
    yield "Library", str(folder)
    yield "Free space", _free_space(folder)
    backups = all_backups(folder)
    yield "Backups", f"{len(backups)}, newest {day_and_time(backups[0][0])}" if backups else "none"


def _qt_version() -> str:
    from PySide6.QtCore import qVersion

    return qVersion()


def _display() -> str:
    """Say whether a window could open; no window is tried."""
    from gallery_studio.ui.display_check import display_problem

    if problem := display_problem():
        return problem
    return f"a window can open ({os.environ.get('QT_QPA_PLATFORM') or 'default platform'})"


async def _password_store() -> str:
    """Say where a key would be kept; a store that waits for a person is left waiting."""
    from gallery_studio.workers.daemon_call import call_in_daemon

    try:
        return await call_in_daemon(_store_words, _STORE_S)
    except TimeoutError:
        return "does not answer; a typed key is kept until you quit"


def _store_words() -> str:
    from gallery_studio.providers.keys import KeyStore, store_name

    name, key = store_name(), KeyStore().current()
    where = f"“{name}”" if name else "none that can be used; a typed key is kept until you quit"
    return f"{where}, {f'a key from the {key.source.value}' if key else 'no key'}"


def _free_space(folder: Path) -> str:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        return f"{shutil.disk_usage(existing).free // 1_000_000:,} MB"
    except OSError:
        return "not known"


def _data(folder: Path, facts: dict[str, str], report: CheckReport) -> dict[str, Any]:
    return {
        "healthy": not report.problems,
        "library": str(folder),
        "pictures": report.pictures,
        "bytes": report.size_bytes,
        "findings": [asdict(finding) for finding in report.findings],
        "repaired": report.repaired,
        "unrepaired": report.unrepaired,
        "facts": facts,
    }


def _print(facts: dict[str, str], report: CheckReport, note: str, *, is_repairing: bool) -> None:
    for name, value in facts.items():
        print(f"{name + ':':<16} {value}")
    print()
    for finding in report.findings:
        print(f"{'✗' if finding.is_problem else '·'} {finding.message}")
    for sentence in report.repaired:
        print(f"✓ {sentence}")
    for sentence in report.unrepaired:
        print(f"✗ {sentence}")
    print(note or report.sentence)
    repairable = [finding for finding in report.problems if finding.is_repairable]
    if repairable and not is_repairing:
        count = counted(len(repairable), "problem")
        print(f"{count} can be repaired: gallery-studio doctor --repair")
