"""Chooses and runs the command."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from gallery_studio.config import SettingsFile
from gallery_studio.domain.errors import StudioError
from gallery_studio.exit_codes import EXIT_STOPPED
from gallery_studio.paths import config_folder, library_folder

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path


def parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, Path]:
    """Return the parsed command line and the library folder it means.

    Raises:
        SystemExit: Help or version was asked for, or the words are wrong (exit code 2).
    """
    parsed = _window_alone(arguments) or _parse(arguments)
    settings = SettingsFile(config_folder() / "settings.json").load()
    return parsed, library_folder(parsed.library, settings.library)


def _window_alone(arguments: Sequence[str]) -> argparse.Namespace | None:
    """Return what a parser says of a plain start, for which argparse need not be imported."""
    match arguments:
        case []:
            library = None
        case ["--library", folder] if not folder.startswith("-"):
            library = folder
        case _:
            return None
    plain = SimpleNamespace(command=None, library=library, log="warning")
    return cast("argparse.Namespace", plain)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    from gallery_studio.cli.parser import make_parser, make_window_parser

    parsed, rest = make_window_parser().parse_known_args(arguments)
    return make_parser().parse_args(arguments) if rest else parsed


def run_command(arguments: argparse.Namespace, folder: Path) -> int:
    """Run a command without a window; return its exit code."""
    from gallery_studio.cli import archive, doctor, generate, kiosk, project, reading
    from gallery_studio.workers.diagnostics import start_logging

    start_logging(arguments.log, None)
    commands = {
        "generate": generate.generate,
        "edit": generate.edit,
        "sessions": reading.sessions,
        "show": reading.show,
        "models": reading.models,
        "doctor": doctor.doctor,
        "project": project.project,
        "export": archive.export,
        "import": archive.import_,
        "delete": archive.delete,
        "search": archive.search,
        "kiosk": kiosk.kiosk,
    }
    try:
        return commands[arguments.command](arguments, folder)
    except StudioError as error:
        return generate.exit_of(error)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return EXIT_STOPPED
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        sys.stderr.close()
        return 1
