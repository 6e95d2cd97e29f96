"""“Check library”: what is wrong in words, and the repair of what can be repaired.

The same for the window, where the database is in use, and for ``gallery-studio doctor``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.errors import ImageError, LibraryError, LibraryErrorKind
from gallery_studio.domain.naming import counted
from gallery_studio.library import recovery
from gallery_studio.library.check import CheckedFiles, FindingKind, check_library
from gallery_studio.library.images import ImageStore
from gallery_studio.library.library import Library
from gallery_studio.library.rebuild import picture_files
from gallery_studio.library.recovery import RecoveryAction
from gallery_studio.records import dataclass, field, replace
from gallery_studio.studio.looking import look_at_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.library.check import Finding
    from gallery_studio.library.recovery import RecoveryOptions, RecoveryReport

_DATABASE_KINDS = frozenset({FindingKind.DATABASE_DAMAGED, FindingKind.REFERENCE_BROKEN})


def _told_nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def _never() -> bool:
    """Never stop."""
    return False


@dataclass(frozen=True, slots=True)
class CheckWatch:
    """Whom a check tells, and who may stop it. Called on the thread that checks.

    Attributes:
        on_progress: Told of pictures done, and how many there are.
        should_stop: Asked after each picture.
    """

    on_progress: Callable[[int, int], None] = _told_nobody
    should_stop: Callable[[], bool] = _never


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found and a repair did.

    Attributes:
        findings: What is not as it should be, the worst first; after a repair, what is left.
        pictures: Pictures checked.
        size_bytes: What was read of them.
        is_complete: Whether it was not stopped.
        repaired: What was repaired, in sentences.
        unrepaired: Why something was not, in sentences.
        found_crcs: Sealed CRC-32 of whole pictures for which the library has none that fits.
    """

    findings: tuple[Finding, ...] = ()
    pictures: int = 0
    size_bytes: int = 0
    is_complete: bool = True
    repaired: tuple[str, ...] = ()
    unrepaired: tuple[str, ...] = ()
    found_crcs: Mapping[ImageId, str] = field(default_factory=dict, repr=False)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What is wrong, without what is only worth knowing."""
        return tuple(finding for finding in self.findings if finding.is_problem)

    @property
    def can_repair(self) -> bool:
        """Whether a repair could set something right."""
        return any(finding.is_repairable for finding in self.findings)

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        pictures = counted(self.pictures, "picture")
        if not self.is_complete:
            return f"Stopped after {pictures}; {counted(len(self.problems), 'problem')} so far."
        if not self.problems:
            return f"Everything is in order: {pictures} checked."
        return f"{counted(len(self.problems), 'problem')} found; {pictures} checked."


def check(folder: Path, watch: CheckWatch | None = None) -> CheckReport:
    """Check a library beside whatever has it open (worker thread; reads every picture).

    Raises:
        LibraryError: There is no library, or none this program may open.
    """
    watch = watch or CheckWatch()
    return _report(check_library(folder, watch.on_progress, watch.should_stop))


def repair(
    folder: Path, found: CheckReport, watch: CheckWatch | None = None, *, is_ours: bool
) -> CheckReport:
    """Repair what a check found, then check again (worker thread).

    Previews are made anew. A damaged database is put aside, never deleted, and recovered. CRCs
    that were not known are noted where the library is ours.

    Args:
        folder: The library.
        found: What the check said.
        watch: Told of the second check.
        is_ours: Whether the caller holds the lock and nothing has the database open.

    Raises:
        LibraryError: The repair failed; the library is as it was.
    """
    repaired: list[str] = []
    unrepaired: list[str] = []
    if any(finding.kind in _DATABASE_KINDS for finding in found.findings):
        if is_ours:
            repaired.append(repair_database(folder).sentence)
            found = check(folder)
        else:
            unrepaired.append(
                "The database is in use, so it was not repaired. Close the studio, then run"
                " “gallery-studio doctor --repair”."
            )
    lacking = [
        image_id
        for finding in found.findings
        if finding.kind is FindingKind.PREVIEWS_MISSING
        for image_id in finding.image_ids
    ]
    made, failed = _rebuild_previews(folder, lacking)
    if made:
        repaired.append(f"Made the previews of {counted(made, 'picture')} anew.")
    unrepaired += failed
    report = check(folder, watch) if found.can_repair or repaired else found
    report = replace(report, repaired=tuple(repaired), unrepaired=tuple(unrepaired))
    return with_crcs_noted(folder, report) if is_ours else report


def with_crcs_noted(folder: Path, report: CheckReport) -> CheckReport:
    """Note the CRCs a check found, and say so; the caller holds the lock.

    Their bytes were hashed by the check, so the next export need not compute them.
    """
    if not report.found_crcs:
        return report
    pictures = counted(len(report.found_crcs), "picture")
    try:
        library = Library.open(folder)
        try:
            library.work.note_crcs(report.found_crcs)
        finally:
            library.shutdown()
    except LibraryError as error:
        sentence = f"The CRC-32 of {pictures} could not be noted. {error.message}"
        return replace(report, unrepaired=(*report.unrepaired, sentence))
    sentence = f"Noted the CRC-32 of {pictures}, so exporting them is quicker."
    return replace(report, repaired=(*report.repaired, sentence), found_crcs={})


def repair_database(folder: Path, error: LibraryError | None = None) -> RecoveryReport:
    """Recover a damaged database by the first way that works; the caller holds the lock.

    What is readable comes first, for it is the newest; then the newest good backup, then the
    picture files alone. A library is never started anew by itself.

    Args:
        folder: The library.
        error: Why it does not open, if it does not.

    Raises:
        LibraryError: No way worked; the library is as it was.
    """
    options = _options(folder, error)
    if RecoveryAction.SALVAGE in options.actions:
        try:
            return recovery.salvage(folder, look_at_picture)
        except LibraryError as not_readable:
            options = replace(options, error=not_readable)
    if options.backups:
        return recovery.restore_backup(folder, options.backups[0].path, look_at_picture)
    if RecoveryAction.REBUILD in options.actions:
        return recovery.rebuild_from_images(folder, look_at_picture)
    raise options.error


def _options(folder: Path, error: LibraryError | None) -> RecoveryOptions:
    damaged = LibraryError(LibraryErrorKind.DAMAGED, "The library's database is damaged.")
    return recovery.options_for(folder, error or damaged)


def _rebuild_previews(folder: Path, image_ids: Iterable[ImageId]) -> tuple[int, list[str]]:
    """Make previews anew; return how many pictures got theirs, and why others did not."""
    images, files = ImageStore(folder), picture_files(folder)
    made, failed = 0, []
    for image_id in image_ids:
        path = files[image_id]
        try:
            seen = look_at_picture(path.read_bytes(), path.name)
            images.store_previews(image_id, seen.previews)
            made += 1
        except (ImageError, LibraryError) as error:
            failed.append(f"{path.name}: {error.message}")
        except OSError as error:
            failed.append(f"{path.name}: {error.strerror or type(error).__name__}")
    return made, failed


def _report(checked: CheckedFiles) -> CheckReport:
    return CheckReport(
        *(checked.findings, checked.pictures, checked.size_bytes, checked.is_complete),
        found_crcs=checked.found_crcs,
    )
