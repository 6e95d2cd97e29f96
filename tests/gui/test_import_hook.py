"""PySide's import hook is taken out, so nothing reads the sources of our modules at the start."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import linecache
from gallery_studio.ui.import_hook import remove_import_hook
if {is_removed}:
    remove_import_hook()
import PySide6.QtCore
import gallery_studio.ui.open_session
from PySide6.QtWidgets import QLabel
from PySide6.QtCore import *
assert QLabel.setText and QObject.objectName and Qt.Key
print(sum("gallery_studio" in name for name in linecache.cache))
"""


def sources_read(is_removed: bool) -> int:
    """Return of how many of our modules the source was read by a program of its own."""
    program = PROGRAM.format(is_removed=is_removed)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return int(done.stdout)


def test_no_source_is_read_for_an_import():
    assert sources_read(is_removed=True) == 0


def test_the_hook_is_still_there_to_be_removed():
    """Where this fails PySide has mended it, and `remove_import_hook` may go."""
    assert sources_read(is_removed=False) > 0
