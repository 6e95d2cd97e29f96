"""C32: of an animation the first frame is shown, and a person is told so on every way in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtGui import QGuiApplication

from gallery_studio.domain.status import Status
from gallery_studio.studio.import_sources import FileSource
from gallery_studio.ui.animation_note import animation_note
from tests.faults.network_bench import WAIT_MS, ask, has_ended, has_key
from tests.support.drops import drop_on_wall, files_mime, in_and_out
from tests.support.gemini_server import GeminiServer, picture
from tests.support.imaging_samples import RED, animated, corners, encoded
from tests.support.studio_bench import KEY

NOTE = "This is an animation of 3 frames; the first is shown"
FORMS = ("GIF", "PNG", "WEBP")
MIDDLE = QPoint(500, 350)


class Ways:
    """Every way a person brings pictures in: to the words, and onto the wall."""

    def __init__(self, window: Any, qtbot: Any) -> None:
        self.window, self._qtbot = window, qtbot
        self._all = {
            "dialog of the words": lambda p: window.composer.add_reference_files([str(p)]),
            "drop on the words": lambda p: window.compose.edit.insertFromMimeData(files_mime(p)),
            "paste into the words": self._paste_into_words,
            "dialog of the wall": lambda p: in_and_out(window)._bring_in([FileSource(p)]),
            "drop on the wall": lambda p: drop_on_wall(window, files_mime(p), MIDDLE),
            "paste onto the wall": self._paste_onto_wall,
            "folder": lambda p: in_and_out(window)._bring_in([FileSource(p.parent)]),
        }

    def notes(self, path: Path) -> dict[str, str]:
        """Bring a file in on each way; return what was said of animations."""
        return {name: self._noted(lambda way=way: way(path)) for name, way in self._all.items()}

    def _noted(self, act: Any) -> str:
        for toast in self.window.toasts.toasts:
            toast.close_toast()
        self._qtbot.waitUntil(lambda: not self.window.toasts.toasts, timeout=WAIT_MS)
        act()
        self._qtbot.waitUntil(lambda: bool(self._said()), timeout=WAIT_MS)
        return self._said()

    def _said(self) -> str:
        texts = [t.message.text for t in self.window.toasts.toasts if t.isVisible()]
        return next((text for text in texts if "frame" in text), "")

    def _paste_into_words(self, path: Path) -> None:
        mime = QMimeData()
        mime.setData("image/png", path.read_bytes())
        self.window.compose.edit.insertFromMimeData(mime)

    def _paste_onto_wall(self, path: Path) -> None:
        QGuiApplication.clipboard().setMimeData(files_mime(path))
        in_and_out(self.window).paste()


@pytest.fixture
def window(studio):
    with studio.window() as window:
        yield window
        QGuiApplication.clipboard().clear()


def details_of(window: Any, qtbot: Any, card_id: str) -> dict[str, str]:
    """Look at a card at full size; return what its details say once it is decoded."""
    window.view.lightbox_requested.emit(card_id)
    image_id = window.lightbox._box.order.current.image.id
    qtbot.waitUntil(lambda: window.lightbox._pictures.find(image_id) is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "Animation" in dict(window.lightbox._box.details.facts.rows))
    shown = window.lightbox._pictures.find(image_id).levels[0].pixelColor(5, 5)
    assert all(abs(a - b) < 6 for a, b in zip(shown.getRgb()[:3], RED, strict=True))
    return dict(window.lightbox._box.details.facts.rows)


@pytest.mark.parametrize("form", FORMS)
def test_c32_an_animation_is_noted_on_every_way_in_and_in_its_details(
    window, qtbot, tmp_path: Path, form
) -> None:
    folder = tmp_path / "moving"
    folder.mkdir()
    path = folder / f"moving.{form.lower()}"
    path.write_bytes(animated(form))
    notes = Ways(window, qtbot).notes(path)
    assert notes == dict.fromkeys(notes, NOTE)
    assert len(notes) == 7
    rows = details_of(window, qtbot, window.canvas.cards[0].id)
    assert rows["Animation"] == "3 frames, the first is shown"
    kept = window.parts.reader.image(window.canvas.cards[0].image_id)
    assert (window.parts.folder / kept.relative_path).read_bytes() == animated(form)


def test_c32_a_folder_of_several_is_told_in_one_note(window, qtbot, tmp_path: Path) -> None:
    for form in FORMS:
        (tmp_path / f"moving.{form.lower()}").write_bytes(animated(form))
    (tmp_path / "still.png").write_bytes(encoded(corners(), "PNG"))
    in_and_out(window)._bring_in([FileSource(tmp_path)])
    said = "3 of 4 images are animations; the first frames are shown"
    qtbot.waitUntil(lambda: said in [t.message.text for t in window.toasts.toasts], timeout=WAIT_MS)
    still = next(card for card in window.canvas.cards if card.caption == "still.png")
    window.view.lightbox_requested.emit(still.id)
    qtbot.waitUntil(
        lambda: window.lightbox._pictures.find(still.image_id) is not None, timeout=WAIT_MS
    )
    assert "Animation" not in dict(window.lightbox._box.details.facts.rows)


def test_c32_a_models_animation_is_told_in_its_details(studio, qtbot, monkeypatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with GeminiServer() as server:
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        server.script(picture(animated("WEBP")))
        with studio.window() as window:
            qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
            ask(window)
            qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
            (card,) = window.canvas.cards
            assert card.status is Status.COMPLETED
            assert details_of(window, qtbot, card.id)["Animation"].startswith("3 frames")


@pytest.mark.parametrize(
    ("frames", "text"),
    [
        ([], ""),
        ([1], ""),
        ([1, 1], ""),
        ([24], "This is an animation of 24 frames; the first is shown"),
        ([1, 1_024], "1 of 2 images is an animation; its first frame is shown"),
        ([2, 3], "2 of 2 images are animations; the first frames are shown"),
    ],
)
def test_c32_words(frames, text) -> None:
    assert animation_note(frames) == text
