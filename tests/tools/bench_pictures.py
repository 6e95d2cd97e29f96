"""Making previews: all sizes from one decode against one WebP thumbnail the plain way."""

import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from bench_figures import Figure, percentile
from PIL import Image

from gallery_studio.imaging.previews import previews_of

SIDE = 4096


def photo(side: int = SIDE, grain: int = 4) -> Image.Image:
    """Return a picture with the detail of a photo; more grain makes it smoother."""
    noise = Image.effect_noise((side // grain, side // grain), 40).resize((side, side))
    ramp = Image.linear_gradient("L").resize((side, side))
    return Image.merge("RGB", (noise, ramp, noise.rotate(90)))


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    """Return a picture's file."""
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def thumbnail(data: bytes) -> bytes:
    """Make one preview as one writes it first."""
    picture = Image.open(BytesIO(data))
    picture.thumbnail((512, 512))
    return encoded(picture, "WEBP")


def rate(make, data: bytes, pictures: int) -> tuple[float, float]:
    """Return pictures a second, and CPU ms a picture, with two workers as the program has."""
    started, cpu_started = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(make, [data] * pictures):
            pass
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu_started
    return pictures / wall, cpu * 1000 / pictures


def previews(context) -> list[Figure]:
    """Pictures a second: 64, 256 and 768 px from one decode against one 512 px WebP."""
    rounds, pictures = (3, 2) if context.is_quick else (7, 8)
    picture = photo()
    figures = []
    for kind, data, goal in (
        ("JPEG", encoded(picture, "JPEG", quality=92), 1.3),
        ("PNG", encoded(picture, "PNG", compress_level=1), None),
    ):
        small, large, plain = [], [], []
        for _ in range(rounds):
            small.append(rate(lambda d: previews_of(d, with_large=False), data, pictures))
            large.append(rate(previews_of, data, pictures))
            plain.append(rate(thumbnail, data, pictures))
        reference, reference_cpu = (percentile(column, 0.5) for column in zip(*plain, strict=True))
        for name, rates, aim in (("64+256+768", small, goal), ("64 to 2048", large, None)):
            ours, cpu = (percentile(list(column), 0.5) for column in zip(*rates, strict=True))
            figures.append(
                Figure(
                    f"previews a second, 4K {kind}, {name} px",
                    ours / reference,
                    "x",
                    aim,
                    is_at_least=True,
                    ours=f"{ours:.1f}/s",
                    reference=f"thumbnail 512 px WebP {reference:.1f}/s",
                    note=f"CPU {cpu:.0f} ms against {reference_cpu:.0f} ms a picture",
                )
            )
    return figures
