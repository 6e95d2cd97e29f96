"""How much memory the process has needed."""

from __future__ import annotations

import resource
import sys


def peak_mb() -> float:
    """Return the most memory this process ever had, in MB."""
    unit_bytes = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit_bytes / 1_000_000
