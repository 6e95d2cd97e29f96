"""What the offline model can do to a picture. RGB in, RGB out, sizes as the edit implies."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from gallery_studio.providers.offline import texture
from gallery_studio.providers.offline.colour import Rgb, mix
from gallery_studio.providers.offline.edit_words import EditStep
from gallery_studio.providers.offline.finish import paint_fog, paint_rainfall, paint_snowfall
from gallery_studio.providers.offline.painting import Canvas
from gallery_studio.records import dataclass

Edit = Callable[[Image.Image, EditStep, random.Random], Image.Image]

_SHAPES = {
    "square": "1:1",
    "portrait": "4:5",
    "tall": "9:16",
    "landscape": "3:2",
    "wide": "16:9",
    "widescreen": "16:9",
}


@dataclass(frozen=True, slots=True)
class EditKind:
    """One edit.

    Attributes:
        apply: Does it.
        done: What it did, for the reply, such as ``warmer``.
    """

    apply: Edit
    done: str


def crop_to_ratio(image: Image.Image, ratio: str) -> Image.Image:
    """Return the largest middle part of the picture with an aspect ratio such as ``16:9``."""
    across, down = (max(1, int(part)) for part in ratio.split(":"))
    wanted = across / down
    width, height = image.size
    if abs(width / height - wanted) < 0.5 / max(image.size):
        return image
    if width / height > wanted:
        kept = max(1, round(height * wanted))
        left = (width - kept) // 2
        return image.crop((left, 0, left + kept, height))
    kept = max(1, round(width / wanted))
    top = (height - kept) // 2
    return image.crop((0, top, width, top + kept))


def _tone(function: Callable[[float, float], float]) -> Edit:
    """Return an edit that sends every channel through a curve of value and strength."""

    def apply(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
        return image.point([*texture.curve(lambda v: function(v, step.strength))] * 3)

    return apply


def _colour(factor: Callable[[float], float]) -> Edit:
    """Return an edit that multiplies saturation."""

    def apply(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
        return ImageEnhance.Color(image).enhance(factor(step.strength))

    return apply


def _turned(method: Image.Transpose) -> Edit:
    """Return an edit that turns or mirrors."""

    def apply(image: Image.Image, _step: EditStep, _rng: random.Random) -> Image.Image:
        return image.transpose(method)

    return apply


def _channels(shifts: tuple[float, float, float]) -> Edit:
    """Return an edit that bends red, green and blue apart."""

    def apply(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
        tables = [texture.power(math.exp(-shift * step.strength)) for shift in shifts]
        return image.point([entry for table in tables for entry in table])

    return apply


def _brighter(value: float, strength: float) -> float:
    return float(value ** (1 / (1 + 0.55 * strength)))


def _darker(value: float, strength: float) -> float:
    return float(value ** (1 + 0.7 * strength) * (1 - 0.08 * strength))


def _more_contrast(value: float, strength: float) -> float:
    steep = 3.2 * strength + 1.5
    low, high = 1 / (1 + math.exp(steep / 2)), 1 / (1 + math.exp(-steep / 2))
    curved = (1 / (1 + math.exp(-steep * (value - 0.5))) - low) / (high - low)
    return value + (curved - value) * min(1.0, 0.45 + 0.35 * strength)


def _less_contrast(value: float, strength: float) -> float:
    return 0.5 + (value - 0.5) * (1 - min(0.8, 0.38 * strength)) + 0.02


def _black_and_white(image: Image.Image, _step: EditStep, _rng: random.Random) -> Image.Image:
    return ImageOps.grayscale(image).convert("RGB")


def _sepia(image: Image.Image, _step: EditStep, _rng: random.Random) -> Image.Image:
    stops = (
        (0.0, (28, 18, 12)),
        (0.45, (138, 98, 62)),
        (0.8, (222, 190, 146)),
        (1.0, (252, 240, 216)),
    )
    return texture.gradient_map(ImageOps.grayscale(image), stops)


def _invert(image: Image.Image, _step: EditStep, _rng: random.Random) -> Image.Image:
    return ImageOps.invert(image)


def _blur(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
    return texture.soften(image, max(1.0, min(image.size) * 0.009 * step.strength))


def _sharper(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
    radius = max(1.0, min(image.size) * 0.0022)
    return image.filter(ImageFilter.UnsharpMask(radius, round(150 * step.strength), 2))


def _vignette(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
    return texture.vignette(image, min(1.0, 0.72 * step.strength))


def _grain(image: Image.Image, step: EditStep, rng: random.Random) -> Image.Image:
    return texture.add_grain(image, 11 * step.strength, rng)


def _crop(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
    return crop_to_ratio(image, _SHAPES.get(step.ratio, step.ratio))


def _zoom(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
    share = (1 - 1 / (1 + 0.4 * step.strength)) / 2
    width, height = image.size
    box = (width * share, height * share, width * (1 - share), height * (1 - share))
    return image.resize(image.size, Image.Resampling.LANCZOS, box=box)


def _border(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
    width = max(1, round(min(image.size) * 0.06 * step.strength))
    return ImageOps.expand(image, width, step.colour or (246, 244, 238))


def _tint(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
    colour = step.colour or (200, 150, 90)
    stops = (
        (0.0, mix(colour, (8, 8, 12), 0.88)),
        (0.55, colour),
        (1.0, mix(colour, (255, 255, 255), 0.85)),
    )
    toned = texture.gradient_map(ImageOps.grayscale(image), stops)
    return Image.blend(image, toned, min(1.0, 0.6 * step.strength))


def _night(image: Image.Image, step: EditStep, rng: random.Random) -> Image.Image:
    """Turn day into night: dark, blue, with what was brightest still aglow, and stars on top."""
    strength = min(1.0, 0.6 + 0.4 * step.strength)
    dark = ImageEnhance.Color(image).enhance(0.55)
    dark = dark.point(
        [
            *texture.curve(lambda v: v**1.45 * 0.34),
            *texture.curve(lambda v: v**1.4 * 0.42),
            *texture.curve(lambda v: v**1.2 * 0.62 + 0.035),
        ]
    )
    lamps = image.point([*texture.curve(lambda v: max(0.0, (v - 0.8) / 0.2) ** 2 * 0.35)] * 3)
    lamps = ImageChops.multiply(lamps, Image.new("RGB", image.size, (255, 216, 150)))
    lit = ImageChops.screen(dark, texture.soften(lamps, min(image.size) * 0.012))
    canvas = Canvas(image.size, (0, 0, 0))
    canvas.image = Image.blend(image, lit, strength)
    _scatter_stars(canvas, image, rng)
    return texture.vignette(canvas.image, 0.45, (2, 4, 14))


def _scatter_stars(canvas: Canvas, day: Image.Image, rng: random.Random) -> None:
    """Set stars where the upper part of the day's picture was light and even: its sky."""
    tones = ImageOps.grayscale(day)
    edges = texture.soften(tones.filter(ImageFilter.FIND_EDGES), canvas.unit * 0.012)
    light, detail = tones.tobytes(), edges.tobytes()
    for _ in range(170):
        x, y = rng.random() * canvas.width, rng.random() ** 1.5 * canvas.height * 0.5
        radius = canvas.unit * rng.uniform(0.0008, 0.002)
        at = (min(canvas.width - 1, int(x)), min(canvas.height - 1, int(y)))
        place = at[1] * canvas.width + at[0]
        if light[place] > 96 and detail[place] < 14:
            canvas.fill(canvas.circle(x, y, radius), (240, 244, 255), rng.uniform(0.35, 0.95))


def _sunset(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
    """Lay evening light over the picture: violet above, orange at the horizon, a low glow."""
    stops = (
        (0.0, (126, 92, 156)),
        (0.35, (236, 138, 116)),
        (0.6, (255, 186, 104)),
        (1.0, (150, 84, 84)),
    )
    light = texture.vertical(image.size, stops)
    base = ImageEnhance.Color(image).enhance(0.8)
    soft = ImageChops.soft_light(base, light)
    lit = Image.blend(ImageChops.multiply(base, light), soft, 0.5)
    canvas = Canvas(image.size, (0, 0, 0))
    canvas.image = Image.blend(image, lit, min(1.0, 0.62 + 0.3 * step.strength))
    canvas.glow(canvas.width * 0.68, canvas.height * 0.48, canvas.unit * 0.8, (255, 152, 72), 0.6)
    return canvas.image


def _snow(image: Image.Image, step: EditStep, rng: random.Random) -> Image.Image:
    """Cool the picture, whiten what faces the sky, and let snow fall."""
    base = (
        ImageEnhance.Color(image)
        .enhance(0.6)
        .point(
            [
                *texture.curve(lambda v: v**0.88 * 0.96),
                *texture.curve(lambda v: v**0.86 * 0.98),
                *texture.curve(lambda v: v**0.8),
            ]
        )
    )
    tones = texture.soften(ImageOps.grayscale(image), min(image.size) * 0.003)
    tops = texture.slopes(tones, 0, -max(2, round(min(image.size) * 0.006)), 1.6)
    canvas = Canvas(image.size, (0, 0, 0))
    canvas.image = base
    canvas.fill(canvas.whole(tops.point(texture.smoothstep(0.58, 0.85))), (244, 248, 255), 0.7)
    paint_snowfall(canvas, rng, 2.2 * step.strength)
    return canvas.image


def _rain(image: Image.Image, step: EditStep, rng: random.Random) -> Image.Image:
    canvas = Canvas(image.size, (0, 0, 0))
    canvas.image = ImageEnhance.Color(ImageEnhance.Brightness(image).enhance(0.82)).enhance(0.7)
    paint_fog(canvas, rng, (150, 160, 172), 0.22 * step.strength)
    paint_rainfall(canvas, rng, (226, 234, 244))
    return canvas.image


def _fog(image: Image.Image, step: EditStep, rng: random.Random) -> Image.Image:
    canvas = Canvas(image.size, (0, 0, 0))
    canvas.image = ImageEnhance.Color(image).enhance(0.75)
    paint_fog(canvas, rng, _mean_light(image), min(0.95, 0.72 * step.strength))
    return canvas.image


def _mean_light(image: Image.Image) -> Rgb:
    """Return the pale colour the air of a picture has."""
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).tobytes()
    return mix((red, green, blue), (226, 230, 234), 0.75)


def _glow(image: Image.Image, step: EditStep, _rng: random.Random) -> Image.Image:
    spill = texture.soften(image, min(image.size) * 0.02)
    lit = ImageChops.screen(image, spill.point([*texture.curve(lambda v: v * v * 0.62)] * 3))
    return Image.blend(image, lit, min(1.0, 0.85 * step.strength))


EDITS: Mapping[str, EditKind] = {
    "brighter": EditKind(_tone(_brighter), "brighter"),
    "darker": EditKind(_tone(_darker), "darker"),
    "warmer": EditKind(_channels((0.32, 0.07, -0.24)), "warmer"),
    "cooler": EditKind(_channels((-0.3, 0.0, 0.28)), "cooler"),
    "more_contrast": EditKind(_tone(_more_contrast), "more contrast"),
    "less_contrast": EditKind(_tone(_less_contrast), "less contrast"),
    "more_colour": EditKind(_colour(lambda s: 1 + 0.7 * s), "more colour"),
    "less_colour": EditKind(_colour(lambda s: max(0.08, 1 - 0.5 * s)), "less colour"),
    "black_and_white": EditKind(_black_and_white, "black and white"),
    "sepia": EditKind(_sepia, "sepia"),
    "tint": EditKind(_tint, "tinted"),
    "blur": EditKind(_blur, "blurred"),
    "sharper": EditKind(_sharper, "sharper"),
    "vignette": EditKind(_vignette, "a vignette"),
    "grain": EditKind(_grain, "film grain"),
    "invert": EditKind(_invert, "inverted"),
    "rotate_left": EditKind(_turned(Image.Transpose.ROTATE_90), "turned left"),
    "rotate_right": EditKind(_turned(Image.Transpose.ROTATE_270), "turned right"),
    "rotate_half": EditKind(_turned(Image.Transpose.ROTATE_180), "turned upside down"),
    "flip_horizontal": EditKind(_turned(Image.Transpose.FLIP_LEFT_RIGHT), "mirrored"),
    "flip_vertical": EditKind(_turned(Image.Transpose.FLIP_TOP_BOTTOM), "flipped top to bottom"),
    "crop": EditKind(_crop, "cropped"),
    "zoom_in": EditKind(_zoom, "zoomed in"),
    "border": EditKind(_border, "a border"),
    "night": EditKind(_night, "night"),
    "sunset": EditKind(_sunset, "sunset light"),
    "snow": EditKind(_snow, "snow"),
    "rain": EditKind(_rain, "rain"),
    "fog": EditKind(_fog, "fog"),
    "glow": EditKind(_glow, "a soft glow"),
}
"""Every edit by the name `edit_lexicon.NAMES` gives it."""
