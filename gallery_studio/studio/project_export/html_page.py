"""One self-contained HTML page: no network, its own content security policy, no outside scripts.

Everything from people and models is escaped by Jinja2; styles and the slider's script are ours,
inline, and allowed by their SHA-256 alone.

Source: w3.org/TR/CSP3 (hashes of inline scripts and styles).
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from gallery_studio.studio.project_page import JOURNEY_SUBTITLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.studio.project_export.pictures import PagePicture
    from gallery_studio.studio.project_page import ProjectPage

_FONTS = (
    # family, file, style
    ("Newsreader Display", "NewsreaderDisplay-Regular.ttf", "normal"),
    ("Newsreader Text", "NewsreaderText-Regular.ttf", "normal"),
    ("Newsreader Text", "NewsreaderText-Italic.ttf", "italic"),
)


def html_page(page: ProjectPage, pictures: Mapping[ImageId, PagePicture], resources: Path) -> str:
    """Return the page as HTML.

    Args:
        page: What it says.
        pictures: Its pictures; one that is missing is named in words in its place.
        resources: The program's own resources.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = resources / "project"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = _font_faces(resources / "fonts") + (folder / "page.css").read_text("utf-8")
    script = (folder / "slider.js").read_text("utf-8")
    return environment.get_template("page.html.j2").render(
        page=page,
        subtitle=JOURNEY_SUBTITLE,
        pictures=pictures,
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
    )


def _policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _font_faces(folder: Path) -> str:
    faces = []
    for family, name, style in _FONTS:
        data = base64.b64encode((folder / name).read_bytes()).decode("ascii")
        faces.append(
            f'@font-face{{font-family:"{family}";font-style:{style};font-display:swap;'
            f'src:url("data:font/ttf;base64,{data}") format("truetype")}}\n'
        )
    return "".join(faces)
