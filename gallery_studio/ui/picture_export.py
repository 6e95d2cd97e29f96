"""Takes pictures out: save as, copy, copy words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from gallery_studio.domain.naming import picture_stem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.ui.window_news import WindowNews
    from gallery_studio.workers.studio_worker import ExportedPictures, StudioWorker


class PictureExport(QObject):
    """Saves and copies pictures; the bytes are the received ones. GUI thread only."""

    def __init__(
        self, window: QWidget, reader: LibraryReader, worker: StudioWorker, news: WindowNews
    ) -> None:
        super().__init__(window)
        self._window = window
        self._reader = reader
        self._worker = worker
        self._news = news
        worker.pictures_exported.connect(self._on_pictures_exported)
        worker.picture_decoded.connect(self._on_picture_decoded)

    def save_as(self, cards: Sequence[CanvasCard]) -> None:
        """Ask where to, then save: one picture under a name, several into a folder."""
        ready = [card for card in cards if card.image_id is not None]
        if not ready:
            return
        if len(ready) == 1 and ready[0].image_id is not None:
            self.save_one_as(ready[0].image_id, ready[0].caption)
        else:
            self._ask_folder([(card.image_id, card.caption) for card in ready if card.image_id])

    def save_one_as(self, image_id: ImageId, caption: str) -> None:
        """Ask under which name to save a picture; its caption makes the one that is offered."""
        file = self._reader.image(image_id)
        dialog = QFileDialog(self._window, "Save image as")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{file.media_type.label} (*.{file.media_type.suffix})")
        dialog.setDefaultSuffix(file.media_type.suffix)
        dialog.selectFile(f"{picture_stem(caption)}.{file.media_type.suffix}")
        dialog.fileSelected.connect(lambda path: self._worker.save_picture(image_id, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def copy_picture(self, image_id: ImageId) -> None:
        """Put a picture on the clipboard: its pixels arrive a moment later."""
        self._worker.copy_picture(image_id)

    def copy_words(self, words: str) -> None:
        """Put words on the clipboard."""
        QGuiApplication.clipboard().setText(words)
        self._news.say("Copied", "copy")

    def _ask_folder(self, pictures: list[tuple[ImageId, str]]) -> None:
        dialog = QFileDialog(self._window, f"Save {len(pictures)} images to a folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self._worker.save_pictures(pictures, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_picture_decoded(self, picture: tuple[int, int, bytes]) -> None:
        width, height, data = picture
        image = QImage(data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
        QGuiApplication.clipboard().setImage(image)
        self._news.say("Image copied", "copy")

    def _on_pictures_exported(self, exported: ExportedPictures) -> None:
        folder: Path = exported.folder
        count = exported.count
        text = f"1 image saved to {folder.name}" if count == 1 else f"{count} images saved"
        self._news.offer(text, "circle-check", "Show in folder", lambda: _show(folder))


def _show(folder: Path) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
