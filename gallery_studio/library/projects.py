"""Projects: pages that tell how a picture came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.event import EventKind
from gallery_studio.domain.project import TEMPLATE_VERSION, with_featured
from gallery_studio.domain.project_json import content_text, parse_content
from gallery_studio.library.errors import not_found
from gallery_studio.library.reading.projects import PROJECT_COLUMNS, project_of
from gallery_studio.library.tables import PROJECT_IMAGES, PROJECTS

if TYPE_CHECKING:
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import ImageId, ProjectId
    from gallery_studio.domain.project import Project
    from gallery_studio.library.database import Row
    from gallery_studio.library.writer import Transaction, Writer

_SLUG_TRIES = 10_000


class ProjectStore:
    """Writes projects. Each method is one transaction and returns what changed.

    Every method raises `LibraryError` when nothing was stored.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def create(self, project: Project) -> Changes:
        """Store a new project. A slug that is taken, in the bin too, gets a number."""
        with self._writer.transaction() as transaction:
            slug = free_slug(transaction, project.slug)
            _check_images(transaction, project)
            transaction.insert(PROJECTS, _row(project) | {"id": project.id, "slug": slug})
            _store_images(transaction, project)
            transaction.event(
                EventKind.PROJECT_CREATED,
                project.session_id,
                project=project.id,
                title=project.title,
                slug=slug,
                featured=project.featured_image_id,
            )
            transaction.touch(projects=[project.id])
        return transaction.changes()

    def save(self, project: Project) -> Changes:
        """Store a project's title, words, pictures and order; its slug stays what it is.

        Raises:
            LibraryError: There is none, a picture is not in the library, or a newer program
                wrote it.
        """
        with self._writer.transaction() as transaction:
            _check_writable(_stored(transaction, project.id)[5])
            _check_images(transaction, project)
            values = _row(project) | {"updated_utc": transaction.now_utc}
            for kept in ("session_id", "created_utc", "deleted_utc"):
                del values[kept]
            transaction.update(PROJECTS, [project.id], **values)
            _store_images(transaction, project)
            transaction.event(
                EventKind.PROJECT_EDITED,
                project.session_id,
                project=project.id,
                title=project.title,
            )
            transaction.touch(projects=[project.id])
        return transaction.changes()

    def set_featured(self, project_id: ProjectId, image_id: ImageId) -> Changes:
        """Make a picture the final one of a project.

        Raises:
            LibraryError: There is no such project or picture, or a newer program wrote it.
        """
        with self._writer.transaction() as transaction:
            row = _stored(transaction, project_id)
            _check_writable(row[5])
            before = project_of(row)
            after = with_featured(before, image_id)
            _check_images(transaction, after)
            transaction.update(
                PROJECTS,
                [project_id],
                featured_image_id=image_id,
                content=content_text(after.content),
                updated_utc=transaction.now_utc,
            )
            _store_images(transaction, after)
            transaction.event(
                EventKind.PROJECT_FEATURED,
                before.session_id,
                project=project_id,
                image=image_id,
                previous=before.featured_image_id,
            )
            transaction.touch(projects=[project_id])
        return transaction.changes()

    def discard(self, project_id: ProjectId) -> Changes:
        """Put a project into the bin."""
        return self._set_deleted(project_id, EventKind.PROJECT_DISCARDED, is_deleted=True)

    def restore(self, project_id: ProjectId) -> Changes:
        """Take a project out of the bin."""
        return self._set_deleted(project_id, EventKind.PROJECT_RESTORED, is_deleted=False)

    def _set_deleted(self, project_id: ProjectId, kind: EventKind, *, is_deleted: bool) -> Changes:
        with self._writer.transaction() as transaction:
            session_id = _stored(transaction, project_id)[8]
            when = transaction.now_utc if is_deleted else None
            transaction.update(PROJECTS, [project_id], deleted_utc=when)
            transaction.event(kind, session_id, project=project_id)
            transaction.touch(projects=[project_id])
        return transaction.changes()


def _row(project: Project) -> dict[str, Any]:
    return {
        "session_id": project.session_id,
        "title": project.title,
        "type": project.type,
        "description": project.description,
        "featured_image_id": project.featured_image_id,
        "content": content_text(project.content),
        "created_utc": project.created_utc,
        "updated_utc": project.updated_utc,
        "deleted_utc": project.deleted_utc,
    }


def _stored(transaction: Transaction, project_id: ProjectId) -> Row:
    row = transaction.one(f"SELECT {PROJECT_COLUMNS} FROM projects WHERE id = ?", (project_id,))
    if row is None:
        raise not_found("This project")
    return row


def _check_writable(text: str) -> None:
    if parse_content(text).template_version > TEMPLATE_VERSION:
        raise LibraryError(
            LibraryErrorKind.TOO_NEW,
            "A newer Gallery Studio wrote this project, so it can only be read here. "
            "Update the program to change it.",
        )


def _check_images(transaction: Transaction, project: Project) -> None:
    for image_id in _images(project):
        if transaction.one("SELECT 1 FROM images WHERE id = ?", (image_id,)) is None:
            raise not_found("A picture of this project")


def _images(project: Project) -> tuple[ImageId, ...]:
    shown = project.content.image_ids()
    featured = project.featured_image_id
    return shown if featured is None or featured in shown else (featured, *shown)


def _store_images(transaction: Transaction, project: Project) -> None:
    transaction.delete(PROJECT_IMAGES, "project_id", project.id)
    transaction.insert(
        PROJECT_IMAGES,
        *({"project_id": project.id, "image_id": image_id} for image_id in _images(project)),
    )


def free_slug(transaction: Transaction, wanted: str) -> str:
    """Return the slug, or the first of ``slug-2``, ``slug-3``, … that is free."""
    slug = wanted
    for number in range(2, _SLUG_TRIES):
        if transaction.one("SELECT 1 FROM projects WHERE slug = ?", (slug,)) is None:
            return slug
        slug = f"{wanted}-{number}"
    raise LibraryError(
        LibraryErrorKind.BAD_TEXT, "Too many projects have this title. Give it another one."
    )
