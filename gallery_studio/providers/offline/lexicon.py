"""The words the offline model knows. Data only; `words.py` reads prompts with it."""

from __future__ import annotations

from gallery_studio.providers.offline.colour import Rgb, from_hex

_COLOUR_CODES = (
    "terracotta:c4623f cobalt:1f4fc4 sage:9caf88 amber:f0a030 red:c8322b scarlet:d8321f "
    "crimson:a5172d vermilion:e0452a burgundy:6e1a2c maroon:6a2027 wine:6b2136 "
    "cherry:b3203c coral:f2785c salmon:f09078 peach:f6b48f apricot:f4ac70 orange:ee7d22 "
    "tangerine:f07a1c rust:a8482a copper:b8703f bronze:96703c brass:c29a48 gold:d9a938 "
    "golden:dfae45 ochre:c98f2e mustard:d2a02b saffron:eeb127 yellow:f1c92f lemon:f3df5a "
    "honey:e0a33a butter:f5e2a0 cream:f3e8d0 ivory:f4eee0 bone:e9e2d2 sand:d8c09a "
    "beige:d9c7a7 tan:c49a6c khaki:b8a878 camel:b98b58 caramel:b5733a brown:7a4e2f "
    "chocolate:54321f umber:5d4630 sienna:a0552d olive:7d7c3a moss:6c7a3b lime:a6cf3c "
    "green:3f9142 emerald:13855a jade:2f9a78 mint:a5dcc0 pistachio:b8cf90 "
    "teal:147d80 turquoise:33b8b0 aqua:5fcad0 cyan:35bcd6 azure:3f8fe0 blue:2f62c8 "
    "sky-blue:86bce8 navy:1b2a54 indigo:3d349c ultramarine:2a35b8 sapphire:1d49a5 "
    "denim:40608c slate:5f6d7c violet:7a4ac0 purple:7d3fa6 lavender:b7a4de lilac:c8a8d8 "
    "mauve:b08fb0 plum:6b2c5e magenta:c92a8c fuchsia:d92f92 pink:ee8fb0 blush:eec0b6 "
    "rose:d96a80 white:f2f0ec snow-white:f7f8fa black:1b1b1f charcoal:34363b "
    "graphite:43464c grey:8d8f92 gray:8d8f92 silver:b9bec4 ebony:231f1d pearl:e8e4de"
)
COLOURS: dict[str, Rgb] = {
    word: from_hex(code) for word, code in (pair.split(":") for pair in _COLOUR_CODES.split())
}
"""Colour words and the colours they mean."""

TIMES: dict[str, str] = {
    "dawn": "dawn daybreak sunrise aurora-hour",
    "day": "noon midday day daylight sunny sunlit sunlight bright morning afternoon summer",
    "golden": "golden-hour golden-light warm-light magic-hour evening late-sun",
    "sunset": "sunset sundown",
    "dusk": "dusk twilight blue-hour gloaming nightfall",
    "night": "night midnight nocturnal nighttime moonlit moonlight starry starlit dark",
}
"""Times of day and the words that name them."""

WEATHERS: dict[str, str] = {
    "rain": "rain rainy raining drizzle wet rainfall downpour rain-wet shower",
    "fog": "fog foggy mist misty haze hazy smoky smoke",
    "snow": "snow snowy snowing snowfall winter wintry blizzard frost frosty icy",
    "storm": "storm stormy thunder thunderstorm lightning tempest",
    "clouds": "cloud cloudy clouds overcast",
    "clear": "clear cloudless",
    "wind": "wind windy breeze",
}
"""Kinds of weather."""

MOODS: dict[str, str] = {
    "serene": "serene calm peaceful quiet tranquil still gentle soft dreamy ethereal zen minimal"
    " minimalist minimalism hushed delicate meditative silent pastel airy",
    "moody": "moody dramatic dark-mood gloomy melancholy mysterious noir brooding somber sombre"
    " haunting lonely gothic low-key",
    "playful": "playful cheerful joyful happy vivid vibrant colourful colorful fun bold pop"
    " energetic lively whimsical festive saturated",
    "warm": "warm cosy cozy inviting sunny-mood nostalgic vintage retro rustic",
    "cool": "cool cold crisp fresh icy-mood clinical futuristic cyberpunk neon",
    "autumn": "autumn autumnal october november harvest",
    "elegant": "elegant luxury luxurious refined premium editorial sophisticated opulent",
}
"""Moods and the grading they ask for."""

CAMERAS: dict[str, str] = {
    "close": "close-up closeup close macro detail tight",
    "wide": "wide panorama panoramic wide-angle vast expansive establishing far distant",
    "aerial": "aerial drone bird's-eye birdseye overhead above top-down",
    "bokeh": "bokeh shallow blurred depth-of-field defocused",
    "film": "film grainy analog analogue 35mm kodak polaroid",
}
"""Camera words."""

MATERIALS: dict[str, str] = {
    "metal": "metal metallic chrome steel brass-metal aluminium aluminum iron mirror polished"
    " mirror-polished silver-metal bronze-metal",
    "glass": "glass crystal transparent translucent crystalline",
    "glossy": "glossy lacquer lacquered enamel glazed shiny porcelain plastic",
    "matte": "matte ceramic clay plaster stone stoneware concrete chalk bisque marble",
    "wood": "wood wooden oak walnut teak",
    "fabric": "fabric velvet linen cotton wool silk leather",
}
"""Materials."""

METAL_COLOURS = frozenset({"copper", "bronze", "brass", "gold", "silver", "chrome"})
"""Colour words that ask for metal as well."""

SUBJECTS: dict[str, dict[str, str]] = {
    "mountains": {
        "mountain": "mountain peak alps alpine summit ridge range himalaya",
        "hill": "hill hillside highland",
        "valley": "valley canyon gorge fjord cliff",
        "lake": "lake pond reservoir tarn",
        "landscape": "landscape scenery vista view nature outdoors horizon panorama wilderness",
        "glacier": "glacier",
        "volcano": "volcano",
    },
    "dunes": {
        "dune": "dune desert sahara oasis mirage",
        "camel": "caravan",
    },
    "forest": {
        "forest": "forest woods woodland jungle grove rainforest pinewood",
        "tree": "tree pine fir birch spruce trunk",
        "path": "path trail",
    },
    "meadow": {
        "meadow": "meadow field grassland prairie pasture savanna countryside steppe",
        "grass": "grass wheat barley hay",
        "wildflower": "wildflower poppy lavender-field",
        "farm": "farm vineyard",
    },
    "sea": {
        "sea": "sea ocean coast coastline shore seaside bay harbour harbor seascape surf tide"
        " water atlantic pacific marina",
        "lighthouse": "lighthouse beacon",
        "boat": "boat sailboat ship yacht sail sailing vessel",
        "beach": "beach sandbank lagoon",
        "wave": "wave swell",
        "island": "island islet",
    },
    "night": {
        "star": "star constellation stargazing starfield",
        "moon": "moon lunar crescent crescent-moon full-moon",
        "aurora": "aurora borealis northern-lights polar-lights",
        "galaxy": "galaxy milky-way nebula cosmos cosmic universe space",
        "planet": "planet saturn jupiter",
    },
    "skyline": {
        "city": "city town metropolis skyline cityscape downtown manhattan",
        "skyscraper": "skyscraper tower building architecture high-rise",
        "rooftop": "rooftop roof",
    },
    "street": {
        "street": "street urban alley avenue boulevard crosswalk sidewalk pavement road lane",
        "lantern": "streetlight lantern street-lamp lamppost",
        "neon": "neon-sign sign",
        "umbrella": "umbrella",
        "pedestrian": "pedestrian walker passer-by",
    },
    "portrait": {
        "portrait": "portrait face headshot bust head silhouette profile",
        "woman": "woman girl lady queen actress mother ballerina",
        "man": "man boy gentleman king guy father actor",
        "person": "person figure human people model artist musician dancer someone astronaut"
        " self-portrait character",
    },
    "still_life": {
        "vase": "vase urn jug pitcher pot",
        "bottle": "bottle flask perfume decanter flacon",
        "lamp": "lamp lampshade luminaire light-fixture",
        "cup": "cup mug coffee tea teacup espresso",
        "bowl": "bowl dish",
        "fruit": "fruit apple pear lemons citrus peaches oranges plums cherries limes apricots",
        "sphere": "sphere ball orb globe",
        "speaker": "speaker",
        "jar": "jar candle cream-jar tin",
        "plinth": "plinth pedestal podium",
        "table": "table tabletop desk shelf",
        "still life": "still-life product packshot object arrangement",
        "branch": "branch eucalyptus stem twig",
        "arch": "arch alcove niche",
        "window": "window sill window-light",
        "room": "room interior studio wall backdrop background",
    },
    "botanical": {
        "flower": "flower blossom bloom petal floral bouquet botanical",
        "dahlia": "dahlia roses rosebud tulip lily orchid iris ranunculus camellia"
        " chrysanthemum peony lotus zinnia aster",
        "sunflower": "sunflower daisy",
        "leaf": "leaf foliage fern plant monstera palm",
    },
    "flow": {
        "abstract": "abstract abstraction pattern texture",
        "flow": "flow flowing fluid liquid swirl marble-pattern marbled marbling ink smoke-art"
        " ripple silky wavy current",
        "gradient": "gradient aura blur-art",
    },
    "geometric": {
        "geometry": "geometric geometry bauhaus shape circle triangle square cube constructivist"
        " suprematist",
        "grid": "grid mosaic tile",
    },
    "cut_paper": {
        "papercut": "paper cardboard origami cut-paper papercut paper-cut collage cutout cut-out"
        " matisse layers layered",
    },
}
"""Scenes, what can be seen in them, and the words that ask for it."""

_STRONG = (
    "papercut geometry lighthouse boat aurora galaxy planet vase bottle lamp cup portrait woman man"
    " dahlia flower"
    " dune skyline street forest speaker jar bowl fruit beach"
)
STRONG_SUBJECTS = frozenset(_STRONG.split())
"""Subjects that decide the scene against weaker words beside them."""

_WEAK = (
    "landscape room window table plinth tree path grass leaf branch arch star moon hill abstract"
    " neon lantern sphere sea gradient umbrella pedestrian"
)
WEAK_SUBJECTS = frozenset(_WEAK.split())
"""Subjects that are at home in many scenes."""

_SILENT = (
    "keep keeps true exactly reference recognisable appearance person's varied differently highly"
    " way version variation take feel feels "
    "a an the of at in on with and or to for from by into over under near behind before beside"
    " between through across along around against as is are was be being its it this that these"
    " those his her their our your my me i you he she they we one two three four five some many"
    " few all each every very more most much little slightly less but not no without only just"
    " than then so such like please make made create creating paint painted painting draw drawn"
    " drawing generate render rendered rendering show showing shot photograph photographed photo"
    " photography picture image illustration art artwork artistic style styled scene composition"
    " atmosphere atmospheric mood feeling sense light lit lighting lights shadow shadows shade"
    " colour color colours colors coloured colored tone tones toned palette hue hues high quality"
    " resolution detailed details detailed realistic photorealistic hyperrealistic cinematic"
    " beautiful beautifully stunning gorgeous amazing masterpiece best professional award winning"
    " 4k 8k hd uhd ultra sharp focus lens camera angle taken canon nikon rule thirds depth field"
    " texture textures textured surface front side top bottom left right center centre middle"
    " foreground midground large small big tiny huge tall short long old new young deep pale rich"
    " subtle strong hard simple clean modern contemporary classic natural single empty pure full"
    " while where when who which what there here also out up down off toward towards onto upon"
    " rising setting standing sitting swirling ringed resting lying looking falling glowing"
    " shining casting cast"
    " seen viewed inspired based set made hour time early late first last end sky sun air ground"
    " earth shape form lines line space-between far-behind space negative has have had whose do"
    " does can will would should could about product products brand name called new directive"
    " catch catches lead leading fill fills filled place placed stand stands sits rests lies hangs"
    " hanging turns turning us them him edge edges half part parts piece pieces world life"
)
SILENT = frozenset(_SILENT.split())
"""Words that carry no picture of their own; they are neither followed nor missed."""
