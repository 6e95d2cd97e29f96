"""How files are named."""

from __future__ import annotations

import pytest

from gallery_studio.domain.naming import picture_stem


@pytest.mark.parametrize(
    ("caption", "stem"),
    [
        ("holiday 1.png", "holiday-1"),
        ("Boat.JPEG", "Boat"),
        ("a lamp. At night", "a-lamp-At-night"),
        ("brass dome", "brass-dome"),
        (".png", "image"),
        ("", "image"),
    ],
)
def test_the_suffix_of_a_picture_brought_in_is_not_said_twice(caption: str, stem: str) -> None:
    assert picture_stem(caption) == stem
