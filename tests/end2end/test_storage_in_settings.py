"""The storage page of the settings: how large the parts of the open library are."""

from __future__ import annotations

from gallery_studio.domain.naming import format_bytes
from gallery_studio.library.library import Library
from tests.support.filled import fill
from tests.support.wall import WAIT_MS


def test_the_sizes_of_the_library_are_measured(studio, qtbot, library_folder) -> None:
    library = Library.open(library_folder)
    fill(library, "Lamps", ("a brass lamp", "a glass lamp"))
    library.shutdown()
    pictures = sum(p.stat().st_size for p in (library_folder / "images").rglob("*") if p.is_file())
    with studio.window() as window:
        window.settings.open()
        dialog = window.settings._dialog
        page = dialog.storage_page
        dialog.open_page(page)
        assert page.folder_label.text() == str(library_folder)
        qtbot.waitUntil(lambda: len(page._rows) == 10, timeout=WAIT_MS)
        shown = [label.text() for label in page._rows]
        sizes = dict(zip(shown[::2], shown[1::2], strict=True))
        assert list(sizes) == ["Database", "Pictures", "Previews", "Backups", "Together"]
        assert sizes["Pictures"] == format_bytes(pictures)
