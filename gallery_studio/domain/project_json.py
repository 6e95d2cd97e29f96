"""A project's content as JSON: written in one form, read with every fault named."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeVar

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.ids import ImageId, TurnId
from gallery_studio.domain.project import (
    TEMPLATE_VERSION,
    Block,
    BlockType,
    ProjectContent,
    Section,
)

if TYPE_CHECKING:
    from gallery_studio.domain.project import Project

T = TypeVar("T")

_IMAGE_ID = re.compile(r"[0-9a-f]{64}")
_OPTIONAL = {
    # attribute: key in the JSON
    "turn_id": "turn",
    "model": "model",
    "model_name": "modelName",
    "product_name": "product",
    "created_utc": "created",
    "writer": "writer",
}


class ProjectContentError(StudioError):
    """The content of a project cannot be read; the message names where and why."""


def content_data(content: ProjectContent) -> dict[str, Any]:
    """Return content as JSON data. What a newer program wrote is given back as it was."""
    if content.stored_text:
        stored: dict[str, Any] = json.loads(content.stored_text)
        return stored
    return {
        "templateVersion": content.template_version,
        "sections": [_section_data(section) for section in content.sections],
    }


def content_text(content: ProjectContent) -> str:
    """Return content as the text that is stored."""
    return json.dumps(content_data(content), ensure_ascii=False, separators=(",", ":"))


def project_data(project: Project) -> dict[str, Any]:
    """Return a project as JSON data, as it is exported."""
    return {
        "title": project.title,
        "slug": project.slug,
        "type": project.type,
        "description": project.description,
        "featuredImage": project.featured_image_id,
        "created": project.created_utc,
        "updated": project.updated_utc,
        "content": content_data(project.content),
    }


def parse_content(text: str) -> ProjectContent:
    """Return the content a text holds.

    Content of a newer version is read as far as it is understood.

    Raises:
        ProjectContentError: It is not the content of a project.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ProjectContentError(f"This is not JSON: {error}.") from error
    version = _get(data, "templateVersion", int, "content")
    if version < 1:
        raise ProjectContentError(f"content.templateVersion is {version}; it starts at 1.")
    is_newer = version > TEMPLATE_VERSION
    sections: list[Section] = []
    for index, entry in enumerate(_get(data, "sections", list, "content")):
        try:
            sections.append(_section(entry, f"sections[{index}]", is_newer=is_newer))
        except ProjectContentError:
            if not is_newer:
                raise
    return ProjectContent(tuple(sections), version, text if is_newer else "")


def _section_data(section: Section) -> dict[str, Any]:
    data: dict[str, Any] = {"id": section.id, "type": section.type, "title": section.title}
    if section.type == "hero":
        data["image"] = section.image_id
    else:
        data["blocks"] = [_block_data(block) for block in section.blocks]
    return data


def _block_data(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {"type": block.type.value}
    if block.type is BlockType.IMAGE:
        data |= {"image": block.image_id, "alt": block.content}
    else:
        data["content"] = block.content
    for attribute, key in _OPTIONAL.items():
        if value := getattr(block, attribute):
            data[key] = value
    if block.product_name:
        data["productColor"] = block.product_color
    if block.cites:
        data["cites"] = list(block.cites)
    return data


def _section(entry: object, where: str, *, is_newer: bool) -> Section:
    section_type = _get(entry, "type", str, where)
    section_id, title = _get(entry, "id", str, where), _get(entry, "title", str, where)
    if section_type == "hero":
        return Section(section_id, "hero", title, _image(entry, where, is_optional=True))
    if section_type != "content" and not is_newer:
        raise ProjectContentError(f"{where}.type is “{section_type}”; hero and content are known.")
    blocks: list[Block] = []
    for index, block in enumerate(_get(entry, "blocks", list, where)):
        try:
            blocks.append(_block(block, f"{where}.blocks[{index}]"))
        except ProjectContentError:
            if not is_newer:
                raise
    return Section(section_id, section_type, title, blocks=tuple(blocks))


def _block(entry: object, where: str) -> Block:
    name = _get(entry, "type", str, where)
    if name not in set(BlockType):
        known = ", ".join(BlockType)
        raise ProjectContentError(f"{where}.type is “{name}”; known are {known}.")
    block_type = BlockType(name)
    values: dict[str, Any] = {}
    for attribute, key in _OPTIONAL.items():
        values[attribute] = _get(entry, key, str, where, default="")
    values["turn_id"] = TurnId(values["turn_id"]) if values["turn_id"] else None
    values["product_color"] = _get(entry, "productColor", int, where, default=0)
    cites = _get(entry, "cites", list, where, default=[])
    if not all(isinstance(turn, str) for turn in cites):
        raise ProjectContentError(f"{where}.cites must hold text.")
    is_image = block_type is BlockType.IMAGE
    return Block(
        block_type,
        _get(entry, "alt" if is_image else "content", str, where),
        image_id=_image(entry, where, is_optional=False) if is_image else None,
        cites=tuple(TurnId(turn) for turn in cites),
        **values,
    )


def _image(entry: object, where: str, *, is_optional: bool) -> ImageId | None:
    value = entry.get("image") if isinstance(entry, dict) else None
    if value is None and is_optional:
        return None
    if not isinstance(value, str) or not _IMAGE_ID.fullmatch(value):
        raise ProjectContentError(f"{where}.image is not the id of a picture.")
    return ImageId(value)


def _get(entry: object, key: str, kind: type[T], where: str, *, default: T | None = None) -> T:
    """Return a value of a table, of the right kind.

    Raises:
        ProjectContentError: It is missing, or of another kind.
    """
    if not isinstance(entry, dict):
        raise ProjectContentError(f"{where} must be a table of names and values.")
    value = entry.get(key, default)
    if value is None:
        raise ProjectContentError(f"{where}.{key} is missing.")
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ProjectContentError(f"{where}.{key} must be {_KIND_NAMES[kind]}.")
    return value


_KIND_NAMES: dict[type, str] = {int: "a whole number", str: "text", list: "a list"}
