"""The ``parameters`` text many programs read and write.

Source: stable-diffusion-webui, modules/infotext_utils.py: the prompt, then one line of
``Name: value`` pairs that begins with ``Steps``; values with a comma are JSON texts.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from gallery_studio.imaging.recipe.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAIR = re.compile(r'\s*(\w[\w \-/]{0,40}):\s*("(?:\\.|[^\\"])*"|[^,]*)(?:,|$)')
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})")
_NEGATIVE = "Negative prompt:"
_PAIRS_LEAST = 2
_INTEGER_CHARACTERS = 18


def parameters_text(recipe: Recipe) -> str:
    """Return a recipe as a ``parameters`` text."""
    pairs = {
        "Steps": "1",
        "Seed": "" if recipe.seed is None else str(recipe.seed),
        "Size": f"{recipe.width}x{recipe.height}" if recipe.width and recipe.height else "",
        "Model": recipe.model,
        "Version": "Gallery Studio",
    }
    line = ", ".join(f"{name}: {_quoted(value)}" for name, value in pairs.items() if value)
    return f"{recipe.prompt}\n{line}"


def read_parameters(text: str) -> Recipe | None:
    """Return the recipe a ``parameters`` text holds, or None when it is something else."""
    lines = text.strip().split("\n")
    pairs = _pairs(lines[-1])
    if len(pairs) < _PAIRS_LEAST:
        pairs = {}
    else:
        lines.pop()
    words = []
    for line in lines:
        if line.startswith(_NEGATIVE):
            break
        words.append(line)
    prompt = "\n".join(words).strip()
    if not prompt and not pairs:
        return None
    size = _SIZE.fullmatch(pairs.get("Size", ""))
    return Recipe(
        prompt=prompt,
        model=pairs.get("Model", ""),
        seed=_integer(pairs.get("Seed", "")),
        width=int(size[1]) if size else 0,
        height=int(size[2]) if size else 0,
        origin="parameters",
    )


def _pairs(line: str) -> Mapping[str, str]:
    pairs: dict[str, str] = {}
    for name, value in _PAIR.findall(line):
        pairs[name.strip()] = _plain(value.strip())
    return pairs


def _quoted(value: str) -> str:
    is_plain = not any(letter in value for letter in ',:\n"')
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _plain(value: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        text = json.loads(value)
    except ValueError:
        return value
    return text if isinstance(text, str) else value


def _integer(text: str) -> int | None:
    if len(text) > _INTEGER_CHARACTERS:
        return None
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else None
