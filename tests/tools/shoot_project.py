"""Draws the page of a project in both schemes and both forms: ``ART_FOLDER OUT_FOLDER``.

The whole window on a throw-away library, with the pictures of the design. Compare the results
with the design after a change: what a test cannot see, an eye can. The exported files lie beside
them, to be opened in a browser.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gallery_studio.app import WindowOptions, make_application, open_window
from gallery_studio.config import Settings, SettingsFile
from gallery_studio.library.library import Library
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.journey_writer import JourneyWriter
from gallery_studio.studio.projects import ProjectRequest, Projects
from gallery_studio.ui.project.project_page import ProjectPageView
from gallery_studio.ui.project_feature import ProjectFeature
from gallery_studio.workers.library_executor import LibraryExecutor
from tests.support.project_story import LAMP, tell, with_pictures

ART = ("lamp_src", "lamp_olive_a", "lamp_plant_a", "lamp_dark_a")
OTHER = {"Casa Rosa": "pool", "Nocturne EP": "planet"}


def seed(folder: Path, art: Path) -> str:
    """Make a library with three projects; return the id of the one to show."""
    library = Library.open(folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    projects = Projects(executor, load_catalogue(), JourneyWriter("", None))
    try:
        for name, file in OTHER.items():
            picture = (art / f"{file}.jpg").read_bytes()
            story = tell(library, with_pictures(LAMP[:1], [picture]), name)
            asyncio.run(projects.create(ProjectRequest(story.session_id, title=name)))
        pictures = [landscape(art / f"{name}.jpg") for name in ART]
        story = tell(library, with_pictures(LAMP, pictures))
        request = ProjectRequest(
            story.session_id, output_id=story.outputs[-1], title="Halden, lit from within"
        )
        return asyncio.run(projects.create(request)).project.id
    finally:
        executor.shutdown()
        library.shutdown()


def landscape(path: Path) -> bytes:
    """Return a picture cut to 3:2, as in the design."""
    image = Image.open(path)
    height = image.width * 2 // 3
    top = (image.height - height) * 2 // 3
    stream = io.BytesIO()
    image.crop((0, top, image.width, top + height)).save(stream, "JPEG", quality=92)
    return stream.getvalue()


def settle(app: QApplication, ms: int = 1200) -> None:
    """Let pictures arrive and animations end."""
    deadline = QDeadlineTimer(ms)
    while not deadline.hasExpired():
        app.processEvents()
        app.sendPostedEvents()


def shoot(app: QApplication, folder: Path, project_id: str, out: Path, scheme: str) -> None:
    """Draw the page in one scheme."""
    settings = SettingsFile(out / f".settings-{scheme}.json")
    settings.save(Settings(theme=scheme))
    with open_window(app, WindowOptions(folder, settings, lambda _secret: None)) as window:
        window.resize(1600, 1000)
        window.show()
        window.furnishing.finish()
        feature = next(f for f in window.features if isinstance(f, ProjectFeature))
        settle(app)
        window.grab().save(str(out / f"canvas-{scheme}.png"))
        page = feature.controller.view
        feature.controller.open(project_id)
        page.header.set_can_play(can_play=True)
        settle(app)
        for number, form in enumerate(("story", "grid")):
            page.sheet.forms.set_current(number)
            page.sheet.forms.choice_changed.emit(number)
            settle(app)
            window.grab().save(str(out / f"project-{form}-{scheme}.png"))
            page.sheet.grab()  # asks for the pictures below the edge
            settle(app)
            page.sheet.grab().save(str(out / f"sheet-{form}-{scheme}.png"))
        page.sheet.forms.set_current(0)
        page.sheet.forms.choice_changed.emit(0)
        page.sheet.steps[1].compare.setChecked(True)
        page.sheet.steps[2].note.edit_text()
        page.scroll_area.verticalScrollBar().setValue(760)
        settle(app, 400)
        window.grab().save(str(out / f"project-compare-{scheme}.png"))
        shoot_moved(app, window, page, out / f"project-moved-{scheme}.png")
        window.resize(1024, 700)
        page.scroll_area.verticalScrollBar().setValue(0)
        settle(app)
        window.grab().save(str(out / f"project-1024-{scheme}.png"))
        if scheme == "light":
            for suffix in ("html", "pdf", "md", "zip", "json"):
                feature.worker.export(project_id, str(out / f"halden.{suffix}"))
            settle(app, 4000)


def shoot_moved(app: QApplication, window: QWidget, page: ProjectPageView, out: Path) -> None:
    """Draw the ring on a step that was moved up twice by key."""
    page.sheet.steps[3].picture.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window, Qt.Key.Key_Tab)
    QTest.keyClick(window, Qt.Key.Key_Backtab)
    for _ in range(2):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle(app)
    window.grab().save(str(out))


def main() -> None:
    """Draw everything."""
    art, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    app = make_application()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "library"
        project_id = seed(folder, art)
        for scheme in ("dark", "light"):
            shoot(app, folder, project_id, out, scheme)


if __name__ == "__main__":
    main()
