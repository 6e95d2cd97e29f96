"""The difference map: how much differs, and where it glows."""

import pytest
from PIL import Image, ImageDraw

from gallery_studio.imaging.difference import LONGEST_SIDE_PX, difference_map


@pytest.fixture
def grey():
    return Image.new("RGB", (400, 300), (90, 90, 90))


def test_equal_pictures_do_not_glow(grey):
    found = difference_map(grey, grey.copy())
    assert found.changed_share == 0
    red, green, blue = found.image.getpixel((200, 150))
    assert red == green == blue < 90


def test_the_noise_of_jpeg_does_not_count(grey):
    assert difference_map(grey, Image.new("RGB", grey.size, (97, 90, 85))).changed_share == 0


def test_it_glows_where_pictures_differ_and_measures_how_much(grey):
    changed = grey.copy()
    ImageDraw.Draw(changed).rectangle((0, 0, 99, 299), fill=(90, 200, 90))
    found = difference_map(grey, changed)
    assert found.changed_share == pytest.approx(0.25)
    red, _, blue = found.image.getpixel((50, 150))
    assert red > 2 * blue
    red, green, blue = found.image.getpixel((300, 150))
    assert red == green == blue


def test_sizes_and_modes_may_differ(grey):
    large = Image.new("RGBA", (4000, 3000), (90, 90, 90, 255))
    found = difference_map(grey, large)
    assert found.image.size == (LONGEST_SIDE_PX, 1536)
    assert found.changed_share == 0
    assert difference_map(large, Image.new("RGB", (50, 200), (90, 90, 90))).image.size == (50, 200)
