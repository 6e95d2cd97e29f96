"""The words of the command line."""

from __future__ import annotations

import argparse
from typing import NoReturn

from gallery_studio import __version__
from gallery_studio.config import LOG_LEVELS
from gallery_studio.exit_codes import EXIT_USAGE


class _Parser(argparse.ArgumentParser):
    """An argument parser that says how to get help when it is misused."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\nTry “{self.prog} --help”.\n")


def make_window_parser() -> _Parser:
    """Return the parser of what the window takes, and nothing else: it is made at every start."""
    parser = _Parser(prog="gallery-studio", add_help=False)
    _add_global(parser, is_top=True)
    parser.set_defaults(command=None)
    return parser


def make_parser() -> _Parser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog="gallery-studio",
        description="Write what you want to see; several image models answer. Without a command "
        "it opens the window.",
        epilog="Environment: GALLERY_STUDIO_LIBRARY (library folder), GEMINI_API_KEY or "
        "GOOGLE_API_KEY, GALLERY_STUDIO_GEMINI_URL (another address of the service).",
    )
    parser.add_argument("--version", action="version", version=f"Gallery Studio {__version__}")
    _add_global(parser, is_top=True)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_generate(commands)
    _add_edit(commands)
    _add_reading(commands)
    _add_project(commands)
    _add_doctor(commands)
    _add_archive(commands)
    _add_kiosk(commands)
    return parser


def _add_global(parser: argparse.ArgumentParser, *, is_top: bool) -> None:
    """Add the options that may stand before or after the command."""
    default = None if is_top else argparse.SUPPRESS
    parser.add_argument("--library", metavar="DIR", default=default, help="library folder")
    parser.add_argument(
        "--log",
        choices=LOG_LEVELS,
        metavar="LEVEL",
        default="warning" if is_top else argparse.SUPPRESS,
        help="how much is logged: debug, info, warning (default) or error",
    )


def _add_generate(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("generate", help="make pictures from a sentence")
    _add_global(parser, is_top=False)
    parser.add_argument("prompt", metavar="PROMPT", help="what the picture shows")
    _add_asking(parser)
    parser.add_argument("--session", metavar="ID", help="session to add to; else a new one")
    _add_json(parser)


def _add_edit(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "edit",
        help="change a picture, or go on with a conversation",
        usage="%(prog)s [options] IMAGE MESSAGE\n"
        "       %(prog)s [options] MESSAGE --conversation ID [--from OUTPUT]",
    )
    _add_global(parser, is_top=False)
    parser.add_argument(
        "words",
        nargs="+",
        metavar="IMAGE MESSAGE",
        help="id of a picture or output, or a file; and what to change",
    )
    parser.add_argument("--conversation", metavar="ID", help="conversation to go on with")
    parser.add_argument(
        "--from", dest="from_output", metavar="OUTPUT", help="output to go on from: a branch grows"
    )
    _add_asking(parser)
    _add_json(parser)


def _add_asking(parser: argparse.ArgumentParser) -> None:
    """Add what a model is asked with."""
    parser.add_argument(
        "--model",
        metavar="ID",
        action="append",
        default=[],
        help="model to ask; may be given several times (see “models”)",
    )
    parser.add_argument("--aspect-ratio", metavar="R", help="such as 4:5")
    parser.add_argument("--image-size", metavar="S", help="such as 1K, 2K or 4K")
    parser.add_argument(
        "--reference",
        metavar="FILE",
        action="append",
        default=[],
        help="picture to send along; may be given several times",
    )
    parser.add_argument("--seed", metavar="N", type=_seed, help="repeatable pictures")
    parser.add_argument("--out", metavar="DIR", help="also copy the pictures to this folder")
    parser.add_argument(
        "--over-budget",
        action="store_true",
        help="send it even when this month's limit is passed, or may be (not where the settings "
        "say to stop at the limit)",
    )


def _add_reading(commands: argparse._SubParsersAction[_Parser]) -> None:
    sessions = commands.add_parser("sessions", help="list sessions, newest first")
    _add_global(sessions, is_top=False)
    sessions.add_argument("--search", metavar="TEXT", default="", help="only names with this text")
    _add_json(sessions)
    show = commands.add_parser("show", help="show what a session holds")
    _add_global(show, is_top=False)
    show.add_argument("session", metavar="SESSION", help="id, beginning of an id, or name")
    _add_json(show)
    models = commands.add_parser("models", help="list the models, what they take and cost")
    _add_global(models, is_top=False)
    _add_json(models)


def _add_project(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("project", help="pages that tell how a picture came to be")
    acts = parser.add_subparsers(dest="project_command", metavar="ACT", required=True)
    create = acts.add_parser("create", help="make a project of a session")
    _add_global(create, is_top=False)
    create.add_argument("session", metavar="SESSION", help="id, beginning of an id, or name")
    create.add_argument("--title", metavar="T", help="else made from the first prompt")
    create.add_argument(
        "--image", metavar="ID", help="the final picture; else the newest starred, or the newest"
    )
    _add_json(create)
    export = acts.add_parser("export", help="write a project to a file")
    _add_global(export, is_top=False)
    export.add_argument("slug", metavar="SLUG", help="the project's short name")
    export.add_argument("file", metavar="FILE", help="ends in .html, .md, .pdf, .json or .zip")


def _add_doctor(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("doctor", help="check the library and what the studio needs")
    _add_global(parser, is_top=False)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="repair what can be; nothing is deleted, a damaged database is put aside",
    )
    _add_json(parser)


def _add_archive(commands: argparse._SubParsersAction[_Parser]) -> None:
    export = commands.add_parser("export", help="write a session to an archive (ZIP)")
    export.add_argument("session", metavar="SESSION", help="id, beginning of an id, or name")
    export.add_argument("file", metavar="FILE.zip", help="only an older archive is replaced")
    export.add_argument("--people", action="store_true", help="take people and identities along")
    bring_in = commands.add_parser("import", help="bring a session in from an archive")
    bring_in.add_argument("file", metavar="FILE.zip", help="made by “export”")
    delete = commands.add_parser("delete", help="put a session into the bin")
    delete.add_argument("session", metavar="SESSION", help="id, beginning of an id, or name")
    search = commands.add_parser("search", help="find what was written: prompts, messages, names")
    search.add_argument("text", metavar="TEXT", help="words, each from its beginning")
    for parser in (export, bring_in, delete, search):
        _add_global(parser, is_top=False)
    for parser in (export, bring_in, delete, search):
        _add_json(parser)


def _add_kiosk(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "kiosk",
        help="show sessions full screen, locked down, from a copy of the library",
        epilog="To leave, tap the top right corner five times quickly and give the PIN. The PIN "
        "may also stand in GALLERY_STUDIO_KIOSK_PIN, where other users do not see it. Alt+Tab, "
        "Super and Ctrl+Alt+Del belong to the desktop: lock them there (cage, assigned access).",
    )
    _add_global(parser, is_top=False)
    parser.add_argument(
        "sessions", nargs="*", metavar="SESSION", help="id, beginning of an id, or name; else all"
    )
    parser.add_argument("--loop", action="store_true", help="begin again after the last picture")
    parser.add_argument("--interactive", action="store_true", help="let visitors make pictures")
    parser.add_argument(
        "--recorded", action="store_true", help="answer visitors with what the sessions hold"
    )
    parser.add_argument(
        "--live", metavar="MODEL", help="answer visitors with real calls, so many an hour"
    )
    parser.add_argument(
        "--idle-s", type=int, default=90, metavar="S", help="wipe a visitor's work after S seconds"
    )
    parser.add_argument("--pin", metavar="DIGITS", help="to leave; made up and said if left out")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="machine-readable lines")


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**31:
        raise argparse.ArgumentTypeError("a seed is a whole number from 0 to 2147483647")
    return value
