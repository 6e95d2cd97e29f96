"""XMP packets with IPTC's fields for pictures that models made.

Only what is needed is read, without an XML parser: a foreign packet may hold entities.

Source: IPTC Photo Metadata Standard 2025.1, sections on AI; XMP specification part 1, 7.3.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from gallery_studio.imaging.recipe.recipe import ALGORITHMIC, COMPOSITE, ENHANCED, Recipe

if TYPE_CHECKING:
    from collections.abc import Mapping

_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_PACKET_BYTES_MOST = 1_000_000
_FIELDS = ("DigitalSourceType", "AISystemUsed", "AISystemVersionUsed", "AIPromptInformation")
_TEMPLATE = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="{iptc}"'
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/">\n'
    "<xmp:CreatorTool>Gallery Studio</xmp:CreatorTool>\n"
    "{fields}"
    "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
    '<?xpacket end="r"?>'
)


def xmp_packet(recipe: Recipe, *, with_prompt: bool) -> bytes:
    """Return a packet that marks a picture as made or changed by a model.

    Args:
        recipe: What is known of it.
        with_prompt: Whether the prompt goes along.
    """
    values = {
        "DigitalSourceType": recipe.source_type,
        "AISystemUsed": recipe.model,
        "AISystemVersionUsed": recipe.model_version,
        "AIPromptInformation": recipe.prompt if with_prompt else "",
    }
    fields = "".join(
        f"<Iptc4xmpExt:{name}>{escape(_writable(value))}</Iptc4xmpExt:{name}>\n"
        for name, value in values.items()
        if value
    )
    return _TEMPLATE.format(iptc=_IPTC, fields=fields).encode()


def read_xmp(packet: bytes) -> Mapping[str, str]:
    """Return IPTC's AI fields of a packet by their names; nothing of a packet that is too large."""
    if len(packet) > _PACKET_BYTES_MOST:
        return {}
    text = packet.decode("utf-8", "replace")
    declared = re.search(rf'xmlns:([\w.-]{{1,40}})=["\']{re.escape(_IPTC)}["\']', text)
    if declared is None:
        return {}
    found = {name: _value(text, re.escape(declared[1]), name) for name in _FIELDS}
    return {name: value for name, value in found.items() if value}


def recipe_of_xmp(packet: bytes) -> Recipe | None:
    """Return the recipe a packet holds, or None when it says nothing of a model."""
    fields = read_xmp(packet)
    if not fields:
        return None
    return Recipe(
        prompt=fields.get("AIPromptInformation", ""),
        model=fields.get("AISystemUsed", ""),
        model_version=fields.get("AISystemVersionUsed", ""),
        is_composite=fields.get("DigitalSourceType") in (COMPOSITE, ENHANCED),
        is_algorithmic=fields.get("DigitalSourceType") in (ALGORITHMIC, ENHANCED),
        origin="xmp",
    )


def _value(text: str, prefix: str, name: str) -> str:
    """Return a field that is written as an element or as an attribute."""
    element = re.search(rf"<{prefix}:{name}(?:\s[^<>]*)?>([^<]*)</{prefix}:{name}\s*>", text)
    attribute = re.search(rf"\s{prefix}:{name}\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')", text)
    if element:
        return html.unescape(element[1]).strip()
    return html.unescape(attribute[1] or attribute[2] or "").strip() if attribute else ""


def _writable(text: str) -> str:
    """Return a text without the letters XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
