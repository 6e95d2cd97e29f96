"""Brings pictures from files, the clipboard and the file dialog into a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from gallery_studio.ui.widgets.file_dialog import dialog_to_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.workers.studio_worker import StoredReference, StudioWorker

_FILTER = "Pictures (*.png *.jpg *.jpeg *.webp *.gif)"


class ReferenceTarget(Protocol):
    """An input that takes reference pictures."""

    def add_reference(self, image_id: ImageId, label: str = "") -> bool:
        """Add a picture; return whether there was room for it."""
        ...


class ReferenceInput(QObject):
    """Stores the pictures a person adds to one input, and hands them over. GUI thread only."""

    def __init__(
        self, window: QWidget, worker: StudioWorker, target: ReferenceTarget, name: str
    ) -> None:
        """Serve one input.

        Args:
            window: Owner of the file dialog.
            worker: Stores the pictures.
            target: Gets them once they are stored.
            name: Tells this input from others.
        """
        super().__init__(window)
        self._window = window
        self._worker = worker
        self._target = target
        self._name = name
        worker.reference_stored.connect(self._on_stored)

    def ask(self) -> None:
        """Let the person choose files."""
        dialog = dialog_to_read(self._window, "Add reference images")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(_FILTER)
        dialog.filesSelected.connect(self.add_files)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_files(self, paths: Iterable[object]) -> None:
        """Store picture files."""
        for path in paths:
            self._worker.add_reference_file(str(path), self._name)

    def add_bytes(self, data: bytes) -> None:
        """Store a pasted picture."""
        self._worker.add_reference_bytes(data, "Pasted picture", self._name)

    def _on_stored(self, reference: StoredReference) -> None:
        if reference.target == self._name:
            self._target.add_reference(reference.image_id, reference.name)
