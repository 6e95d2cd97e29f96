"""PySide is imported without its tools, and answers as if it had them."""

from __future__ import annotations

import subprocess
import sys

ANSWERS = """
import pydoc
import sys
{beginning}
from PySide6.QtCore import *
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QWidget

def tell(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)

application = QApplication([])
widget = QWidget()
tell(lambda: widget.resize("wide"))
tell(lambda: widget.setWindowTitle())
tell(lambda: widget.setWindowTitle(3))
tell(lambda: QColor("a", "b"))
tell(lambda: QLabel(colour=3))
tell(lambda: widget.no_such_name)
tell(lambda: QTimer.singleShot("soon"))
tell(lambda: widget.resize.__doc__)
tell(lambda: pydoc.render_doc(QObject))
"""
SOURCES = """
import linecache
{beginning}
import PySide6.QtCore
import gallery_studio.ui.open_session
print(sum("gallery_studio" in name for name in linecache.cache))
"""
STATE = """
import builtins, sys
finders, names = sys.meta_path, list(sys.meta_path)
{beginning}
assert sys.meta_path is finders
assert sys.meta_path == names
assert builtins.__import__ is not builtins.__feature_import__
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
QWidget().show()
tools = [name for name, module in sys.modules.items() if "_deferred" in vars(module)]
print(*sorted(tools))
"""
OURS = "from gallery_studio.ui.pyside_import import import_pyside; import_pyside()"


def output(program: str, beginning: str) -> str:
    """Return what a program of its own prints that begins with these words."""
    command = [sys.executable, "-c", program.format(beginning=beginning)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_mistakes_and_help_are_told_in_the_same_words():
    assert output(ANSWERS, OURS) == output(ANSWERS, "")


def test_a_window_needs_none_of_the_tools():
    deferred = output(STATE, OURS).split()
    assert "shibokensupport.signature.lib.pyi_generator" in deferred
    assert "shibokensupport.signature.parser" in deferred


def test_no_source_is_read_for_an_import():
    assert output(SOURCES, OURS) == "0"


def test_there_is_something_to_leave_out():
    """Where this fails PySide has mended it itself, and `import_pyside` may go."""
    assert int(output(SOURCES, "")) > 0
    assert not output(STATE.replace("assert builtins", "# "), "import PySide6.QtCore")
