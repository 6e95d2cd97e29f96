"""Libraries in folders of their own, and the command line."""

from __future__ import annotations

import pytest

from gallery_studio.cli.main import parse, run_command
from gallery_studio.library.library import Library
from tests.support.archive_session import full_session


@pytest.fixture
def library(tmp_path):
    library = Library.open(tmp_path / "library")
    yield library
    library.shutdown()


@pytest.fixture
def other(tmp_path):
    library = Library.open(tmp_path / "other")
    yield library
    library.shutdown()


@pytest.fixture
def run(capsys):
    def run(folder, *words: str) -> tuple[int, str, str]:
        arguments, chosen = parse(["--library", str(folder), *words])
        code = run_command(arguments, chosen)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def filled(tmp_path):
    library = Library.open(tmp_path / "filled")
    session_id = full_session(library)
    library.shutdown()
    return tmp_path / "filled", session_id
