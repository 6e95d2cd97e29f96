"""A walk through every window and dialog of the program, on a library full of markup.

``python -m tests.support.tour LIBRARY SETTINGS CANARY``: the same walk in a process of its own,
to be watched from outside.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QMenu,
    QToolTip,
    QWidget,
)

from gallery_studio.domain.ids import new_identity_id, new_person_id, new_product_id
from gallery_studio.domain.people import Identity, Person, Product
from gallery_studio.library.library import Library
from gallery_studio.studio.import_sources import FileSource
from gallery_studio.ui.composing_feature import ComposingFeature
from tests.support.drops import in_and_out
from tests.support.imaging_samples import SVG
from tests.support.project_story import NOW, StoryStep, tell
from tests.support.studio_bench import OFFLINE

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_WALKED = frozenset({"quit", "full_screen", "discard_session", "delete", "kiosk"})
"""Actions that end the walk or take away what it looks at."""


def markup(canary: Path) -> str:
    """Return a text that opens files, were it taken for HTML; short enough for a name."""
    return f'if a<b> then <img src="{canary.as_uri()}" width=100000 height=100000>'


def long_markup(canary: Path) -> str:
    """Return more of it, for fields that take more."""
    return (
        f"{markup(canary)}<img src='{canary}'><img src=//127.0.0.1/share/x.png>"
        f"<a href={canary.as_uri()}>link</a><link rel=stylesheet href={canary.as_uri()}>"
        f"![]({canary})"
    )


def fill(folder: Path, canary: Path) -> str:
    """Fill every text field of a library; return the id of its session."""
    short, long = markup(canary), long_markup(canary)
    library = Library.open(folder)
    steps = [StoryStep(long, (OFFLINE,), reply=long), StoryStep(long, (OFFLINE,), reply=long)]
    told = tell(library, steps, short)
    library.conversations.rename(told.conversations[0], short)
    library.people.save_person(Person(new_person_id(), short, NOW, appearance=long))
    library.people.save_identity(Identity(new_identity_id(), short, NOW, short, long))
    product = Product(new_product_id(), "<b>1", short, NOW, brand=short, description=long)
    library.people.save_products([product])
    library.sessions.save_draft(told.session_id, long)
    library.shutdown()
    return str(told.session_id)


def walk(window: Any, text: str, settle: Callable[[], None]) -> int:
    """Open everything there is, and have it painted; return how many windows were looked at."""
    seen = 0
    window.news.say(text)
    window.news.say_error(text)
    seen += _look(window, settle)
    cards = list(window.view.model.cards)
    composing = next(f for f in window.features if isinstance(f, ComposingFeature))
    openings: list[Callable[[], object]] = [
        lambda: window.edits.open_card(cards[0]),
        composing.products.open_catalogue,
        lambda: composing.people.open(0),
        lambda: composing.people.open(1),
    ]
    openings += [
        action.trigger for name, action in window.actions_by_id.items() if name not in NOT_WALKED
    ]
    for opening in openings:
        window.view.select(cards[:2])
        opening()
        seen += _look(window, settle)
    return seen


def _look(window: Any, settle: Callable[[], None]) -> int:
    """Paint every window there is now with its tooltips, and then close all but the first."""
    settle()
    tops = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    for top in tops:
        top.grab()
        _show_tooltips(top)
    settle()
    for widget in [*window.findChildren(QDialog), *tops]:
        if widget is not window and isinstance(widget, (QFileDialog, QMenu, QDialog)):
            widget.close()
    window.lightbox.close() if hasattr(window.lightbox, "close") else None
    for dialog in _overlays(window):
        dialog.close_dialog()
    settle()
    return len(tops)


_seen_tooltips: set[str] = set()


def _show_tooltips(top: QWidget) -> None:
    """Let each tooltip come up that was not seen before: those of widgets, and of first rows."""
    for widget in [top, *top.findChildren(QWidget)]:
        if not widget.isVisible():
            continue
        if isinstance(widget, QAbstractItemView):
            first = widget.visualRect(widget.model().index(0, 0)) if widget.model() else QRect()
            if not first.isEmpty():
                _hover(widget.viewport(), first.center())
        elif widget.toolTip() and widget.toolTip() not in _seen_tooltips:
            _seen_tooltips.add(widget.toolTip())
            _hover(widget, widget.rect().center())
    QToolTip.hideText()


def _hover(widget: QWidget, at: QPoint) -> None:
    there = widget.mapToGlobal(at)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, there))
    for label in QApplication.topLevelWidgets():
        if label.isVisible() and label.windowType() == Qt.WindowType.ToolTip:
            label.grab()


def _overlays(window: Any) -> list[Any]:
    from gallery_studio.ui.widgets.modal_dialog import ModalDialog

    return [d for d in window.findChildren(ModalDialog) if d.isVisible()]


def settle_now(seconds: float = 0.03) -> None:
    """Let the program do what it has to do."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QApplication.processEvents()


DRAWINGS = {
    "svg.png": SVG,
    "eps.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
}


def bring_in_drawings(window: Any, folder: Path) -> list[str]:
    """Bring in what must never be drawn or run, on every way; return what was said of it."""
    said: list[str] = []
    window.parts.worker.refused.connect(lambda refusal: said.append(refusal.message))
    drawings = folder / "drawings"
    drawings.mkdir()
    for name, data in DRAWINGS.items():
        path = drawings / name
        path.write_bytes(data)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        raw = QMimeData()
        raw.setData("image/png", data)
        window.composer.add_reference_files([str(path)])
        window.compose.edit.insertFromMimeData(mime)
        window.compose.edit.insertFromMimeData(raw)
    imports = in_and_out(window)
    imports.worker.finished.connect(
        lambda done: said.extend(one.reason for one in done.result.skipped)
    )
    imports._bring_in([FileSource(drawings)])
    until = time.monotonic() + 30
    while len(said) < 4 * len(DRAWINGS) and time.monotonic() < until:
        settle_now()
    return said


def mapped_files() -> list[str]:
    """Return the files that are mapped into this process, where the system tells."""
    maps = Path("/proc/self/maps")
    lines = maps.read_text().splitlines() if maps.exists() else []
    return sorted({line.split()[-1] for line in lines if "/" in line})


def main() -> int:
    """Walk, in a process of its own."""
    from gallery_studio.app import WindowOptions, make_application, open_window
    from gallery_studio.config import Settings, SettingsFile

    folder, settings_path, canary = map(Path, sys.argv[1:4])
    session_id = fill(folder, canary)
    settings_file = SettingsFile(settings_path)
    settings_file.save(Settings(last_session=session_id))
    app = make_application()
    with open_window(app, WindowOptions(folder, settings_file, lambda _key: None)) as window:
        window.resize(1400, 900)
        window.show()
        window.furnishing.finish()
        seen = walk(window, long_markup(canary), settle_now)
        Path("MARK-begin-of-drawings").exists()  # seen in a trace
        refused = bring_in_drawings(window, canary.parent)
        Path("MARK-end-of-drawings").exists()
    if "--show-that-it-works" in sys.argv:
        from PySide6.QtWidgets import QLabel

        label = QLabel(long_markup(canary))
        label.grab()
    facts = {
        "windows": seen, "tooltips": len(_seen_tooltips), "refused": refused,
        "loaded": sorted(name for name, module in sys.modules.items() if module is not None),
        "mapped": mapped_files(),
    }  # fmt: skip
    sys.stdout.write(f"{json.dumps(facts)}\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
