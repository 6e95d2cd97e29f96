"""``gallery-studio`` and ``python -m gallery_studio``."""

from __future__ import annotations

import gc
import sys

from gallery_studio.ui.display_check import display_problem, missing_library
from gallery_studio.ui.pyside_import import import_pyside


def main() -> int:
    """Open the window, or run the command that was given; return the exit code."""
    try:
        from gallery_studio.cli.main import parse, run_command

        arguments, folder = parse(sys.argv[1:])
        if arguments.command is not None:
            return run_command(arguments, folder)
        if problem := display_problem():
            print(f"gallery-studio: {problem}", file=sys.stderr)
            return 2
        gc.disable()  # until the window is whole: there is nothing to collect before
        import_pyside()
        from gallery_studio.ui.override_guard import guard_overrides

        guard_overrides()
        from gallery_studio.app import run_window
    except ImportError as error:
        if error.name is not None and error.name.startswith("gallery_studio"):
            raise
        print(f"gallery-studio: {missing_library(str(error))}", file=sys.stderr)
        return 2
    return run_window(folder, log_level=arguments.log)


if __name__ == "__main__":
    sys.exit(main())
