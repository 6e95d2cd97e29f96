"""``gallery-studio project``: make a project page of a session, and write it to a file."""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery_studio.cli.elsewhere import run_there
from gallery_studio.cli.opening import HeldElsewhereError, reading, writing
from gallery_studio.config import SettingsFile
from gallery_studio.domain.errors import RequestError
from gallery_studio.paths import config_folder, resources
from gallery_studio.providers.keys import KeyStore
from gallery_studio.studio.assembly import StudioOptions, load_catalogue, make_studio
from gallery_studio.studio.project_export.exporter import ExportSource, export_project
from gallery_studio.studio.project_making import ProjectCommand, run_project_create
from gallery_studio.studio.studio import StudioNews

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.studio.project_export.pictures import PagePicture
    from gallery_studio.studio.project_page import ProjectPage
    from gallery_studio.workers.library_executor import LibraryExecutor


def project(arguments: argparse.Namespace, folder: Path) -> int:
    """Run ``project create`` or ``project export``; return the exit code.

    Raises:
        StudioError: It could not be done; says why.
    """
    if arguments.project_command == "create":
        return _create(arguments, folder)
    return _export(arguments, folder)


def _create(arguments: argparse.Namespace, folder: Path) -> int:
    command = ProjectCommand(arguments.session, arguments.title, arguments.image)
    show = partial(_show, is_json=arguments.json)
    try:
        with writing(folder) as executor:
            return asyncio.run(_create_here(executor, command, show))
    except HeldElsewhereError as held:
        return run_there(folder, ("project create", command.as_dict()), show, held)


async def _create_here(
    executor: LibraryExecutor, command: ProjectCommand, show: Callable[[dict[str, Any]], None]
) -> int:
    settings = SettingsFile(config_folder() / "settings.json").load()
    key = KeyStore().current()
    studio = make_studio(
        executor,
        load_catalogue(),
        StudioNews(on_progress=lambda _news: None, on_problem=_say),
        StudioOptions(
            api_key=key.value if key is not None else None,
            calls_at_once=settings.calls_at_once,
            references_most=settings.references_per_turn,
        ),
    )
    try:
        return await run_project_create(studio, command, show)
    finally:
        await studio.shutdown()


def _show(made: dict[str, Any], *, is_json: bool) -> None:
    """Print a new project, and on the other stream what is to be known about it."""
    remark = made.pop("remark")
    if remark:
        _say(remark)
    print(json.dumps(made, ensure_ascii=False) if is_json else made["slug"])


def _export(arguments: argparse.Namespace, folder: Path) -> int:
    target = Path(arguments.file).absolute()
    if not target.parent.is_dir():
        raise RequestError(f"There is no folder {target.parent.name}. Make it first.")
    with reading(folder) as reader:
        found = reader.find_project(arguments.slug)
        files = reader.images(found.content.image_ids())
        images = reader.image_store
    export_project(ExportSource(found, files, images, resources()), target, _pdf)
    print(target)
    return 0


def _pdf(page: ProjectPage, pictures: Mapping[ImageId, PagePicture]) -> bytes:
    """Make a PDF; Qt is loaded only for it, and shows nothing."""
    from gallery_studio.workers.pdf_export import offscreen_application, pdf_of

    with offscreen_application():
        return pdf_of(page, pictures)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
