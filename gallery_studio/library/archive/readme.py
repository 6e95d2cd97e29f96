"""The words for whoever opens an archive without this program."""

from __future__ import annotations

from gallery_studio.domain.naming import counted, one_line

_TEXT = """\
{name}
{line}

This is a session of Gallery Studio: {holds},
and everything that was written to make them.

images/         the pictures, exactly as they were received (img_001, img_002, …)
metadata.json   everything else, as text: the brief, the conversations with every message and every
                prompt sent, where each picture lies on the canvas, stars and ratings, and the
                projects, page by page. “images” says which file belongs to which picture; the long
                numbers are SHA-256 sums.
parts/          where it exists: what models answered beside pictures and words

To open it again: in Gallery Studio, Import session…, or

    gallery-studio import THIS_FILE.zip

Names of files and the fields of metadata.json stay as they are in version 1 of this format.
"""


def readme_text(session_name: str, pictures: int, projects: int) -> str:
    """Return the text of ``README.txt``.

    Args:
        session_name: As the person knows it.
        pictures: Pictures in the archive.
        projects: Projects in the archive.
    """
    name = one_line(session_name, 100) or "A session"
    holds = counted(pictures, "picture")
    if projects:
        holds += f", {counted(projects, 'project')}"
    return _TEXT.format(name=name, line="=" * min(100, len(name)), holds=holds)
