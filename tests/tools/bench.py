"""Measures the goals of speed as ratios inside one run.

    bench.py [--quick] [--json FILE] [--profile CASE] [CASE ...]

Machines are noisy: only ratios against the reference of the same run count. A case is a function of
`BenchContext` that returns `Figure`s; to add one, write it in a module beside this one and put it
into `CASES`. `--quick` measures less of everything; the goals that only hold for the whole amount
are then not judged. The exit code is 1 when a goal was missed.
"""

import argparse
import cProfile
import importlib
import json
import os
import platform
import pstats
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from bench_figures import HEADER, BenchContext, Figure


def _case(module: str, name: str) -> Callable[[BenchContext], list[Figure]]:
    """Return a case; its module is imported when it is run."""

    def run(context: BenchContext) -> list[Figure]:
        return getattr(importlib.import_module(module), name)(context)

    return run


CASES: dict[str, Callable[[BenchContext], list[Figure]]] = {
    "start": _case("bench_start", "cold_starts"),
    "canvas-frames": _case("bench_canvas", "frames"),
    "canvas-dense": _case("bench_canvas", "dense_frames"),
    "canvas-open": _case("bench_canvas", "first_frame"),
    "canvas-memory": _case("bench_canvas", "memory"),
    "session-open": _case("bench_session", "open_session"),
    "previews": _case("bench_pictures", "previews"),
    "save": _case("bench_turns", "save_and_open"),
    "library": _case("bench_library", "reads"),
    "search": _case("bench_library", "search"),
    "archive": _case("bench_archive", "out_and_in"),
    "stall": _case("bench_stall", "stall"),
    "replay": _case("bench_replay", "replay"),
    "lightbox": _case("bench_lightbox", "lightbox"),
}
"""Cases by name, in the order in which they are run."""


@dataclass(frozen=True)
class Report:
    """One run of the bench."""

    machine: str
    python: str
    figures: list[Figure]


def run_cases(names: list[str], context: BenchContext) -> Report:
    """Run cases one after the other and print each figure as it is known."""
    figures = []
    print(HEADER, flush=True)
    for name in names:
        for figure in CASES[name](context):
            figures.append(figure)
            print(figure.line(), flush=True)
    return Report(f"{platform.system()} {os.cpu_count()} CPUs", platform.python_version(), figures)


def run_profile(name: str, context: BenchContext) -> None:
    """Run one case under the profiler, print where its time goes and write the profile."""
    profile = cProfile.Profile()
    profile.runcall(CASES[name], context)
    path = Path(f"bench-{name}.prof")
    profile.dump_stats(path)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(40)
    print(f"profile written to {path}")


def run_child(name: str, count: int) -> dict[str, float]:
    """Run one measurement in a process of its own and return what it printed."""
    command = [sys.executable, str(Path(__file__).with_name("bench_canvas.py")), name, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def print_sum(report: Report, seconds: float) -> None:
    """Print how many goals hold."""
    judged = [figure for figure in report.figures if figure.goal is not None and not figure.skipped]
    held = sum(figure.is_met for figure in judged)
    print(
        f"{held} of {len(judged)} goals hold, on {report.machine}, Python {report.python},"
        f" in {seconds:.0f} s"
    )


def main() -> int:
    """Run what was asked for; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument(
        "--quick", action="store_true", help="less of everything, in about a minute"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--profile", choices=CASES, metavar="CASE", help="profile one case")
    arguments = parser.parse_args()
    context = BenchContext(is_quick=arguments.quick, run_child=run_child)
    if arguments.profile:
        run_profile(arguments.profile, context)
        return 0
    unknown = [name for name in arguments.cases if name not in CASES]
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    started = time.monotonic()
    report = run_cases(arguments.cases or list(CASES), context)
    print_sum(report, time.monotonic() - started)
    if arguments.json:
        arguments.json.write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
    return 0 if all(figure.is_met for figure in report.figures) else 1


if __name__ == "__main__":
    sys.exit(main())
