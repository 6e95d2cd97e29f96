"""Content credentials (C2PA): whether a picture carries them. They are never checked or changed."""

from __future__ import annotations

from gallery_studio.imaging.containers import ContainerError, read_container
from gallery_studio.imaging.sniff import sniff


def has_content_credentials(data: bytes) -> bool:
    """Whether bytes are a picture with a C2PA box: PNG ``caBX``, JPEG APP11 JUMBF, WebP ``C2PA``.

    Nothing is decoded. A damaged picture counts as one without.
    """
    media_type = sniff(data)
    if media_type is None:
        return False
    try:
        return read_container(data, media_type).has_credentials
    except ContainerError:
        return False
