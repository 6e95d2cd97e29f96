"""How a session archive is laid out.

``metadata.json`` says everything, ``images/img_001.png`` … are the untouched bytes, ``parts/``
holds what models answered beside pictures and words, ``README.txt`` is for people. All names are
made here, never from prompts.
"""

from __future__ import annotations

FORMAT = "gallery-studio-session"
VERSION = 1

METADATA = "metadata.json"
README = "README.txt"
EVENTS = "events.json"
"""Holds the events of a session whose metadata would grow too large with them."""

EVENTS_APART_BYTES = 8 * 1024 * 1024
PART_APART_CHARACTERS = 65_536
"""A raw part longer than this lies in a file of its own."""

_DIGITS_LEAST = 3


def image_name(number: int, count: int, suffix: str) -> str:
    """Return the name of a picture in the archive, such as ``images/img_001.png``.

    Args:
        number: From 1.
        count: Pictures in the archive; all numbers get as many digits.
        suffix: Without the dot.
    """
    return f"images/img_{number:0{_digits(count)}}.{suffix}"


def part_name(number: int, count: int, suffix: str) -> str:
    """Return the name of a part of a model's answer, such as ``parts/part_001.bin``."""
    return f"parts/part_{number:0{_digits(count)}}.{suffix}"


def _digits(count: int) -> int:
    return max(_DIGITS_LEAST, len(str(count)))
