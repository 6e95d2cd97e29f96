"""Looks at a picture's bytes for the library, which knows no decoder of its own."""

from __future__ import annotations

from gallery_studio.library.rebuild import SeenPicture


def look_at_picture(data: bytes, name: str) -> SeenPicture:
    """Decode a picture and return what the library keeps of it (worker thread).

    Args:
        data: The file's bytes.
        name: What it is called, for the error's text.

    Raises:
        ImageError: It is not a picture that can be read, or exceeds a limit.
    """
    from gallery_studio.imaging.previews import previews_of

    checked, previews = previews_of(data, name)
    return SeenPicture(
        checked.media_type, checked.width, checked.height, checked.has_credentials, previews
    )
