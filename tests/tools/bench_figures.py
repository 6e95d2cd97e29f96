"""What a case of the bench gets and gives."""

import time
from collections.abc import Callable
from dataclasses import dataclass


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
        note: What it was measured against, with the raw numbers.
    """

    case: str
    value: float
    unit: str
    goal: float | None = None
    is_at_least: bool = False
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the goal is met."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.is_at_least else self.value <= self.goal

    def line(self) -> str:
        """Return the figure as one line."""
        sign = ">=" if self.is_at_least else "<="
        goal = f"goal {sign} {self.goal:g}" if self.goal is not None else ""
        mark = "ok  " if self.is_met else "MISS"
        return f"{mark} {self.case:<34}{self.value:>9.2f} {self.unit:<3}{goal:<14}{self.note}"


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
