"""A project as Markdown beside a folder of its pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.studio.project_page import PageStep, ProjectPage

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$:@=^\"'/])")


def escaped(text: str) -> str:
    """Return text on one line that Markdown shows literally, HTML and links included.

    Source: spec.commonmark.org/0.31.2 (backslash escapes: any ASCII punctuation).
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def markdown_text(page: ProjectPage, names: Mapping[ImageId, str], folder: str) -> str:
    """Return a page as Markdown.

    Args:
        page: What it says.
        names: File name of each picture that is there.
        folder: Where the pictures lie, relative to the file.
    """
    parts = [f"# {escaped(page.title)}"]
    if page.image_id is not None:
        parts.append(_picture(page.image_id, page.image_alt, names, folder))
    parts += [escaped(page.description)] if page.description else []
    if page.made_facts:
        parts.append("  \n".join(escaped(fact) for fact in page.made_facts))
    parts.append(f"## {escaped(page.journey_title)}")
    parts += [escaped(text) for text in page.opening]
    for step in page.steps:
        parts += _step(step, names, folder)
    if page.mark:
        parts.append(f"*{escaped(page.mark)}*")
    return "\n\n".join(part for part in parts if part) + "\n"


def _step(step: PageStep, names: Mapping[ImageId, str], folder: str) -> list[str]:
    parts = [f"### {escaped(step.label)}"]
    if step.quote:
        lines = (line for line in step.quote.splitlines() if line.strip())
        parts.append("\n".join(f"> {escaped(line)}  " for line in lines))
    if step.image_id is not None:
        parts.append(_picture(step.image_id, step.alt, names, folder))
    parts += [escaped(note) for note in step.notes]
    made = " · ".join(filter(None, (step.model_name, step.date)))
    return [*parts, escaped(made)] if made else parts


def _picture(image_id: ImageId, alt: str, names: Mapping[ImageId, str], folder: str) -> str:
    name = names.get(image_id)
    if name is None:
        return escaped(f"(The picture is missing: {alt})")
    return f"![{escaped(alt)}](<{quote(f'{folder}/{name}')}>)"
