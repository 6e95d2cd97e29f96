"""Writes a project to a file of the kind its suffix names."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.project_json import project_data
from gallery_studio.records import dataclass
from gallery_studio.studio.project_export.html_page import html_page
from gallery_studio.studio.project_export.markdown import markdown_text
from gallery_studio.studio.project_export.pictures import page_picture, picture_names
from gallery_studio.studio.project_page import page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.project import Project
    from gallery_studio.library.images import ImageStore
    from gallery_studio.studio.project_export.pictures import PagePicture
    from gallery_studio.studio.project_page import ProjectPage

    PdfMaker = Callable[[ProjectPage, Mapping[ImageId, PagePicture]], bytes]

FORMATS = ("html", "md", "pdf", "json", "zip")


@dataclass(frozen=True, slots=True)
class ExportSource:
    """What an export is made of.

    Attributes:
        project: The project.
        files: Those of its pictures that are in the library.
        images: The picture files.
        resources: The program's own resources.
    """

    project: Project
    files: dict[ImageId, ImageFile]
    images: ImageStore
    resources: Path


def export_project(
    source: ExportSource,
    target: Path,
    pdf: PdfMaker,
) -> None:
    """Write a project to a file, whole or not at all. Takes seconds: any thread but the window's.

    Markdown gets a folder of pictures beside it, named after the file.

    Args:
        source: What it is made of.
        target: ``.html``, ``.md``, ``.pdf``, ``.json`` or ``.zip``.
        pdf: Makes a PDF of a page; given by `workers`, since that takes Qt.

    Raises:
        StudioError: The suffix is not known, or the file cannot be written.
        LibraryError: A picture is damaged.
    """
    kind = target.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise StudioError(f"A project is exported as {known}; “{target.name}” is none of them.")
    try:
        if kind == "md":
            _write_markdown(source, target)
        else:
            _write_file(target, _data(source, kind, pdf))
    except OSError as error:
        raise StudioError(
            f"{target.name} could not be saved to {target.parent} ({error.strerror}). "
            "Choose another folder."
        ) from error


def _data(
    source: ExportSource,
    kind: str,
    pdf: PdfMaker,
) -> bytes:
    page = page_of(source.project, source.files)
    if kind == "json":
        return _json(source.project)
    if kind == "zip":
        return _archive(source, page)
    if kind == "pdf":
        return pdf(page, _pictures(source))
    return html_page(page, _pictures(source), source.resources).encode("utf-8")


def _json(project: Project) -> bytes:
    return json.dumps(project_data(project), ensure_ascii=False, indent=2).encode("utf-8") + b"\n"


def _pictures(source: ExportSource) -> dict[ImageId, PagePicture]:
    """Return the pictures of the page; one whose file is gone is left out and named in words."""
    found: dict[ImageId, PagePicture] = {}
    for image_id, file in source.files.items():
        if _is_there(source, file):
            found[image_id] = page_picture(source.images, file)
    return found


def _is_there(source: ExportSource, file: ImageFile) -> bool:
    return source.images.path_of(file).is_file()


def _write_markdown(source: ExportSource, target: Path) -> None:
    page = page_of(source.project, source.files)
    folder = target.parent / f"{target.stem}-pictures"
    files = {key: file for key, file in source.files.items() if _is_there(source, file)}
    names = picture_names(page, files)
    if names:
        folder.mkdir(exist_ok=True)
    for image_id, name in names.items():
        _write_file(folder / name, source.images.read(files[image_id]))
    _write_file(target, markdown_text(page, names, folder.name).encode("utf-8"))


def _archive(source: ExportSource, page: ProjectPage) -> bytes:
    """Return a ZIP of the page, the Markdown, the JSON and the untouched pictures."""
    stream = BytesIO()
    files = {key: file for key, file in source.files.items() if _is_there(source, file)}
    names = picture_names(page, files)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", html_page(page, _pictures(source), source.resources))
        archive.writestr("project.md", markdown_text(page, names, "pictures"))
        archive.writestr("project.json", _json(source.project))
        for image_id, name in names.items():
            entry = zipfile.ZipInfo(f"pictures/{name}", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, source.images.read(files[image_id]))
    return stream.getvalue()


def _write_file(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".part-", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.chmod(0o644)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
