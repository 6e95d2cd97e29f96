"""The one thing read from EXIF: which way up a picture is.

Pillow's own reader warns through the process-wide warning filters when a block is broken; this
one answers "upright".
"""

from __future__ import annotations

import struct

UPRIGHT = 1
_TAG_ORIENTATION = 0x0112
_TYPE_SHORT = 3


def exif_orientation(block: bytes) -> int:
    """Return the orientation of an EXIF block, 1 (upright) to 8; 1 where it is broken.

    Args:
        block: The TIFF structure, with or without the ``Exif`` header in front.

    Source: Exif 2.32, 4.6.4 "Orientation".
    """
    tiff = block.removeprefix(b"Exif\x00\x00")
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, directory)
        for entry in range(count):
            tag, kind, number, value = struct.unpack_from(
                f"{order}HHIH", tiff, directory + 2 + 12 * entry
            )
            if tag == _TAG_ORIENTATION:
                is_sound = kind == _TYPE_SHORT and number == 1 and 1 <= value <= 8
                return value if is_sound else UPRIGHT
    except struct.error:
        return UPRIGHT
    return UPRIGHT
