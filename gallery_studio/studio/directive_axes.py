"""The ways in which pictures of one brief can differ, and words for each of them.

The local writer deals from here; a text model is told the names of the axes.
"""

from __future__ import annotations

AXES: dict[str, tuple[str, ...]] = {
    "subject angle": (
        "seen straight on",
        "in strict profile",
        "from behind, looking away",
        "from directly above",
        "one telling detail only",
        "half hidden at the edge",
        "caught in motion",
        "as a pair, mirrored",
    ),
    "light": (
        "soft window light",
        "hard low sun and long shadows",
        "lit from behind, glowing edges",
        "one warm lamp in the dark",
        "flat overcast light",
        "neon from the side",
        "candlelight",
        "dappled light through leaves",
    ),
    "lens": (
        "very close, shallow focus",
        "wide view, small in the frame",
        "macro of surface and texture",
        "low angle, monumental",
        "through a doorway, framed",
        "centred and symmetrical",
        "long lens, compressed distance",
        "tilted, off balance",
    ),
    "palette": (
        "terracotta and cream",
        "cobalt and yolk yellow",
        "sage and bone",
        "ink black with one accent",
        "pastel pink and sky blue",
        "amber and deep brown",
        "silver and cold white",
        "emerald and brass",
    ),
    "place": (
        "urban streets",
        "an empty studio with one plinth",
        "a garden after rain",
        "by the sea",
        "in the mountains",
        "a quiet room",
        "an old workshop",
        "a market hall",
    ),
    "time": (
        "first light of the morning",
        "high noon",
        "golden hour",
        "blue dusk",
        "deep night",
        "a foggy dawn",
        "the first day of snow",
        "a late summer afternoon",
    ),
    "mood": (
        "serene atmosphere",
        "playful and bright",
        "moody and cinematic",
        "dreamlike",
        "bold and graphic",
        "tender and calm",
        "mysterious stillness",
        "festive energy",
    ),
    "era": (
        "1920s poster art",
        "1950s kitchen catalogue",
        "1970s film grain",
        "1980s chrome and glow",
        "baroque still life",
        "Bauhaus geometry",
        "far future, clean and white",
        "today's editorial style",
    ),
}
"""Each axis with values that can be joined to any brief by a comma."""
