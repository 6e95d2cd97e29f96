"""Projects, by id, by the words a person knows them by, and as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library.reading.connection import ReadConnection

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ProjectId, SessionId
    from gallery_studio.domain.project import Project, ProjectSummary
    from gallery_studio.library.database import Row, Value

PROJECT_COLUMNS = (
    "id, slug, title, type, description, content, created_utc, updated_utc, session_id,"
    " featured_image_id, deleted_utc"
)
_SUMMARIES = """
    SELECT p.id, p.slug, p.title, p.featured_image_id,
        (SELECT count(*) FROM project_images i WHERE i.project_id = p.id),
        p.session_id, p.updated_utc
    FROM projects p WHERE p.deleted_utc IS NULL {condition}
    ORDER BY p.updated_utc DESC, p.rowid DESC
"""


class ProjectQueries(ReadConnection):
    """Reads projects."""

    def project(self, project_id: ProjectId) -> Project:
        """Return a project, also one in the bin.

        Raises:
            LibraryError: There is none.
        """
        sql = f"SELECT {PROJECT_COLUMNS} FROM projects WHERE id = ?"
        return project_of(self._one("This project", sql, (project_id,)))

    def find_project(self, text: str) -> Project:
        """Return the project a person means by its slug or id, those in the bin left out.

        Raises:
            LibraryError: There is none.
        """
        rows = self._rows(
            f"SELECT {PROJECT_COLUMNS} FROM projects WHERE deleted_utc IS NULL"
            " AND (slug = ?1 OR id = ?1)",
            (text,),
        )
        if not rows:
            raise LibraryError(
                LibraryErrorKind.NOT_FOUND, f"No project has the short name “{text}”."
            )
        return project_of(rows[0])

    def projects(self) -> list[ProjectSummary]:
        """Return the projects that are not in the bin, the one changed last first."""
        return self._summaries("")

    def projects_of_session(self, session_id: SessionId) -> list[ProjectSummary]:
        """Return a session's projects, the one changed last first."""
        return self._summaries("AND p.session_id = ?", session_id)

    def _summaries(self, condition: str, *values: Value) -> list[ProjectSummary]:
        rows = self._rows(_SUMMARIES.format(condition=condition), values)
        if not rows:  # most starts: the modules of projects are not needed for them
            return []
        from gallery_studio.domain.project import ProjectSummary

        return [ProjectSummary(*row) for row in rows]


def project_of(row: Row) -> Project:
    """Return the project a row of `PROJECT_COLUMNS` holds.

    Raises:
        ProjectContentError: Its content was changed by another program.
    """
    from gallery_studio.domain.project import Project
    from gallery_studio.domain.project_json import parse_content

    fields: list[Any] = [*row[:5], parse_content(row[5]), *row[6:]]
    return Project(*fields)
