"""What a case of the bench gets and gives, and how it takes times."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BenchContext:
    """What a case is run with.

    Attributes:
        is_quick: Whether fewer cards and rounds will do.
        run_child: Runs a measurement of memory in a process of its own: name and count.
    """

    is_quick: bool
    run_child: Callable[[str, int], dict[str, float]]


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        case: What was measured.
        value: The figure.
        unit: ``x`` for a ratio, else ms or MB.
        goal: The goal, or None where there is none.
        is_at_least: Whether larger is better.
        note: What else is worth knowing, such as CPU time.
        ours: Our own raw number, such as ``12.4 ms``; "" when the figure is no ratio.
        reference: What it is measured against, with its raw number.
        skipped: Why it could not be measured here, or "".
    """

    case: str
    value: float
    unit: str
    goal: float | None = None
    is_at_least: bool = False
    note: str = ""
    ours: str = ""
    reference: str = ""
    skipped: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the goal is met."""
        if self.goal is None or self.skipped:
            return True
        return self.value >= self.goal if self.is_at_least else self.value <= self.goal

    def line(self) -> str:
        """Return the figure as one line of the table."""
        if self.skipped:
            return f"{self.case:<46} skipped: {self.skipped}"
        is_ratio = self.unit == "x"
        ours = self.ours if is_ratio else shown(self.value, self.unit)
        ratio = f"{self.value:.2f}x" if is_ratio else ""
        row = f"{self.case:<46} {ours:>11}  {self.reference:<32} {ratio:>9}  {self._goal():<9}"
        return f"{row} {self._mark():<5} {self.note}".rstrip()

    def _goal(self) -> str:
        if self.goal is None:
            return ""
        unit = "x" if self.unit == "x" else f" {self.unit}"
        return f"{'>=' if self.is_at_least else '<='} {self.goal:g}{unit}"

    def _mark(self) -> str:
        if self.goal is None:
            return ""
        return "yes" if self.is_met else "NO"


HEADER = f"{'case':<46} {'ours':>11}  {'reference':<32} {'ratio':>9}  {'goal':<9} holds note"
"""The first line of the table."""


def shown(value: float, unit: str) -> str:
    """Return a figure with its unit in three digits or so."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:,.{digits}f} {unit}"


def slower_at_most(
    case: str, ours_ms: float, reference: str, reference_ms: float, goal: float | None, note=""
) -> Figure:
    """Return our time as a multiple of the reference's, which may be at most the goal."""
    return Figure(
        case, ours_ms / reference_ms, "x", goal, note=note,
        ours=shown(ours_ms, "ms"), reference=f"{reference} {shown(reference_ms, 'ms')}",
    )  # fmt: skip


def faster_at_least(
    case: str, ours_ms: float, reference: str, reference_ms: float, goal: float | None, note=""
) -> Figure:
    """Return how many times as fast as the reference we are, which must be at least the goal."""
    return Figure(
        case, reference_ms / ours_ms, "x", goal, is_at_least=True, note=note,
        ours=shown(ours_ms, "ms"), reference=f"{reference} {shown(reference_ms, 'ms')}",
    )  # fmt: skip


def timed_ms(action: Callable[[], object]) -> float:
    """Return how many ms an action takes, wall time."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def median_ms(action: Callable[[], object], rounds: int = 5) -> float:
    """Return the median time of an action."""
    return statistics.median(timed_ms(action) for _ in range(rounds))


def medians_ms(rounds: int, *actions: Callable[[], object]) -> list[float]:
    """Return the medians of actions that take turns, so that a noisy moment meets them all."""
    times = [[timed_ms(action) for action in actions] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def temporary_folder() -> tempfile.TemporaryDirectory:
    """Return a folder on a disk: what `TMPDIR` says, else the system's."""
    return tempfile.TemporaryDirectory(prefix="gallery-bench-")


def folder_bytes(folder: Path) -> int:
    """Return the size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def written_bytes() -> int | None:
    """Return how many bytes this process has ever asked to be written; None where unknown."""
    try:
        lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


def write_durably(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it: the reference of every save."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@dataclass(frozen=True)
class Timing:
    """Wall and CPU time of many frames, in milliseconds."""

    wall: list[float]
    cpu: list[float]

    def p95(self) -> float:
        """Return the 95th percentile of the wall time."""
        return percentile(self.wall, 0.95)

    def p95_cpu(self) -> float:
        """Return the 95th percentile of the CPU time of this thread."""
        return percentile(self.cpu, 0.95)


def percentile(values: list[float], share: float) -> float:
    """Return a percentile (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def time_frames(steps: list[Callable[[], None]], frame: Callable[[], None]) -> Timing:
    """Run steps, each followed by a frame, and time both: all that the GUI thread is held for."""
    wall, cpu = [], []
    for step in steps:
        started, cpu_started = time.perf_counter(), time.thread_time()
        step()
        frame()
        cpu.append((time.thread_time() - cpu_started) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    return Timing(wall, cpu)
