"""``python -m gallery_studio.app_kiosk_process``: the kiosk's window, under its supervisor."""

from __future__ import annotations

import sys

from gallery_studio.ui.override_guard import guard_overrides


def main() -> int:
    """Run the kiosk; return the exit code its supervisor understands."""
    guard_overrides()
    from gallery_studio.app_kiosk import main as run_kiosk

    return run_kiosk()


if __name__ == "__main__":
    sys.exit(main())
