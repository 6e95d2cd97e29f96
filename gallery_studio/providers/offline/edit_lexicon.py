"""The ways to ask for an edit. Data only; `edit_words.py` reads messages with it."""

from __future__ import annotations

NAMES: dict[str, tuple[str, ...]] = {
    "black_and_white": (
        r"black[\s-]*(?:and|&|n)[\s-]*white",
        r"b\s?&\s?w",
        r"monochrome",
        r"gr[ea]y-?scale",
        r"(?:no|without|remove(?: the| all)?) colou?rs?",
        r"desaturated?",
    ),
    "sepia": (r"sepia", r"old photo(?:graph)?", r"antique"),
    "invert": (r"invert(?:ed)?(?: the)?(?: colou?rs)?", r"negative"),
    "rotate_left": (
        r"(?:rotate|turn)d?(?: it)?(?: by)?(?: 90 ?(?:°|degrees)?)?(?: to the)? "
        r"(?:left|counter-?clockwise|anti-?clockwise)(?: (?:by )?90 ?(?:°|degrees)?)?",
    ),
    "rotate_half": (
        r"(?:rotate|turn)d?(?: it)?(?: by)? 180 ?(?:°|degrees)?",
        r"upside[\s-]down",
    ),
    "rotate_right": (
        r"(?:rotate|turn)d?(?: it)?(?: by)?(?: 90 ?(?:°|degrees)?)?(?: to the)? "
        r"(?:right|clockwise)(?: (?:by )?90 ?(?:°|degrees)?)?",
        r"(?:rotate|turn)d?(?: it)?(?: by)? 90 ?(?:°|degrees)?",
        r"rotated?(?: it)?",
    ),
    "flip_vertical": (
        r"(?:flip|mirror)(?:ped|ed)?(?: it)? (?:vertical(?:ly)?|top to bottom|upside[\s-]down)",
    ),
    "flip_horizontal": (
        r"(?:flip|mirror)(?:ped|ed)?(?: it)?(?: horizontal(?:ly)?| left to right)?",
    ),
    "crop": (
        r"(?:crop|cut|trim)(?:ped)?(?: it)?(?: to| as| into)?(?: an?)? "
        r"(?:(?P<ratio>[1-9]\d? ?[:x/] ?[1-9]\d?)"
        r"|(?P<shape>square|portrait|landscape|wide(?:screen)?|tall))",
    ),
    "zoom_in": (
        r"zoom(?: it)?(?: in)?",
        r"(?:move |go |come )?closer(?: in)?",
        r"crop (?:in|tighter|closer)",
        r"tighter",
    ),
    "border": (r"(?:border|frame|passe-?partout|mat)",),
    "night": (
        r"(?:at |as |into )?(?:the )?night(?:[\s-]?time)?",
        r"midnight",
        r"moonlight",
        r"moonlit",
    ),
    "sunset": (r"(?:at |as |into )?(?:a )?(?:sunset|golden hour|golden light|sundown|dusk)",),
    "snow": (r"(?:falling )?snow(?:y|ing|fall)?", r"winter(?:y)?"),
    "rain": (r"rain(?:y|ing|fall)?",),
    "fog": (r"fog(?:gy)?", r"mist(?:y)?", r"haz[ey]"),
    "glow": (r"(?:soft )?(?:glow(?:ing)?|bloom)", r"dreamy", r"dreamier", r"soft focus"),
    "vignette": (r"vignett(?:e|ing)", r"dark(?:er)? (?:corners|edges)"),
    "grain": (r"(?:film )?(?:grain(?:y|ier)?|noise)", r"film look", r"analogu?e?"),
    "less_contrast": (
        r"(?:less|lower|reduce(?: the)?|decrease(?: the)?|soften(?: the)?|low) contrast",
        r"flatter",
        r"softer light",
    ),
    "more_contrast": (
        r"(?:more|higher|high|increase(?: the)?|add|boost(?: the)?|stronger|raise(?: the)?) "
        r"contrast",
        r"contrastier",
        r"contrasty",
        r"punchier",
        r"(?:more )?dramatic",
    ),
    "less_colour": (
        r"(?:less|lower|reduce(?: the)?|fewer|decrease(?: the)?) "
        r"(?:saturation|saturated|colou?rs?|colou?rful|vivid|vibrant)",
        r"(?:more )?(?:muted|pastel)",
        r"paler",
        r"faded",
    ),
    "more_colour": (
        r"(?:more|higher|increase(?: the)?|boost(?: the)?|add|stronger|richer) "
        r"(?:saturation|saturated|colou?rs?|colou?rful|vivid|vibrant)",
        r"vivid",
        r"vibrant",
        r"colou?rful",
        r"saturated",
    ),
    "brighter": (
        r"bright(?:er|en)?(?: it)?(?: up)?",
        r"light(?:er|en)(?: it)?",
        r"more light",
        r"(?:increase|raise)(?: the)? (?:brightness|exposure)",
        r"(?:less|not so) dark",
    ),
    "darker": (
        r"dark(?:er|en)?(?: it)?",
        r"dim(?:mer)?",
        r"less (?:light|bright)",
        r"not so bright",
        r"(?:decrease|lower|reduce)(?: the)? (?:brightness|exposure)",
        r"moodier",
        r"low[\s-]key",
    ),
    "warmer": (
        r"warm(?:er)?(?: it)?(?: up)?",
        r"more (?:warmth|orange|golden)",
        r"less (?:cold|cool|blue)",
    ),
    "cooler": (
        r"cool(?:er)?(?: it)?(?: down)?",
        r"cold(?:er)?",
        r"bluer",
        r"bluish",
        r"more blue",
        r"less warm",
    ),
    "sharper": (
        r"sharp(?:er|en)?(?: it)?",
        r"crisp(?:er)?",
        r"more detail",
        r"(?:less|not so) (?:blurr?y|soft)",
    ),
    "blur": (
        r"blur(?:red|ry|rier)?(?: it)?",
        r"soft(?:er|en)(?: it)?",
        r"(?:out of |de)focus(?:ed)?",
    ),
    "tint": (r"(?:tint(?:ed)?|tone|wash)(?: it)?(?: in| with| of)? (?P<tint>[a-z-]+)",),
}
"""Every edit and the ways to ask for it; an edit before another claims its words first."""

STRENGTHS: tuple[tuple[str, float], ...] = (
    (r"(?:just )?a (?:little |tiny )?(?:bit|little|touch|tad)", 0.5),
    (r"slight(?:ly)?|thin|narrow|subtl[ey]|somewhat|gentl[ey]", 0.5),
    (r"much|very|a lot|lots|strong(?:ly)?|heav(?:y|ily)|extreme(?:ly)?|far|way|really", 1.8),
    (r"intense(?:ly)?|totally|thick|wide|heavier", 1.8),
)
"""Words of strength and what they mean, 1 being the usual."""

GLUE = (
    r"and|then|also|please|make|makes|it|its|the|a|an|this|that|picture|image|photo|photograph|more|"
    r"bit|now|with|add|to|of|be|is|look|looks|looking|turn|into|in|by|give|me|some|whole|everything|"
    r"scene|but|apply|put|set|let|next|after|first|finally|effect|light|colou?rs?|lot|degrees?|as|"
    r"my|all|around|at|falling|there|should|can|could|you|i|want|would|like|for|just|convert|change|"
    r"bring|increase|decrease|on|up|so|tone|tones|lighting|feel|style"
)
"""Words that may stand around an edit without asking for anything of their own."""
