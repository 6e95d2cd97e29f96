"""Measures the goals of speed as ratios inside one run.

    bench.py [--quick] [--json FILE] [--profile CASE] [CASE ...]

Machines are noisy: only ratios against the baseline of the same run count. A case is a function of
`BenchContext` that returns `Figure`s; to add one, write it in a module beside this one and put it
into `CASES`.
"""

import argparse
import cProfile
import json
import os
import platform
import pstats
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

from bench_figures import BenchContext, Figure


def _canvas(name: str) -> Callable[[BenchContext], list[Figure]]:
    """Return a case of the canvas; its module is imported when it is run."""

    def run(context: BenchContext) -> list[Figure]:
        import bench_canvas

        return getattr(bench_canvas, name)(context)

    return run


CASES: dict[str, Callable[[BenchContext], list[Figure]]] = {
    "canvas-frames": _canvas("frames"),
    "canvas-open": _canvas("first_frame"),
    "canvas-memory": _canvas("memory"),
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
    for name in names:
        for figure in CASES[name](context):
            figures.append(figure)
            print(figure.line(), flush=True)
    return Report(f"{platform.system()} {os.cpu_count()} CPUs", platform.python_version(), figures)


def run_profile(name: str, context: BenchContext) -> None:
    """Run one case under the profiler and print where its time goes."""
    profile = cProfile.Profile()
    profile.runcall(CASES[name], context)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(40)


def run_child(name: str, count: int) -> dict[str, float]:
    """Run one measurement of memory in a process of its own and return what it printed."""
    command = [sys.executable, str(Path(__file__).with_name("bench_canvas.py")), name, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    """Run what was asked for; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--quick", action="store_true", help="fewer cards and rounds")
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
    report = run_cases(arguments.cases or list(CASES), context)
    if arguments.json:
        arguments.json.write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
    return 0 if all(figure.is_met for figure in report.figures) else 1


if __name__ == "__main__":
    sys.exit(main())
