"""Tooltips that show any text literally.

Qt takes a tooltip for HTML when it looks like it, and opens the files it names; so all text is
escaped and all tooltips are HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

LONGEST = 500
_ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "\n": "<br>"}
)
"""As `html.escape` has it, whose module brings all names of HTML along: 2 ms of every start."""


def plain_tooltip(text: str, key: str = "") -> str:
    """Return the HTML of a tooltip: the text as it is, cut at 500 characters, and its key."""
    if not text:
        return ""
    shown = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
    body = shown.translate(_ESCAPED)
    tail = f"&nbsp;&nbsp;&nbsp;<i>{key.translate(_ESCAPED)}</i>" if key else ""
    return f"<p>{body}{tail}</p>"


def set_plain_tooltip(widget: QWidget, text: str, key: str = "") -> None:
    """Give a widget a tooltip that shows its text literally, with its key after it."""
    widget.setToolTip(plain_tooltip(text, key))
