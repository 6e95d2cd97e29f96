"""Packs what has crashed, hung or fooled Pillow into one small archive for case 33.

``python tests/tools/pack_pillow_corpus.py pillow-13.0.0.tar.gz``: Pillow's source archive is on the
package index (``pip download --no-binary :all: --no-deps pillow``). The same one gives the same
bytes.
"""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

TARGET = Path(__file__).parents[1] / "support" / "pillow_corpus.zip"
IMAGES = "Tests/images/"
CHOSEN = re.compile(
    r"crash|timeout|bomb|oob|overflow|ossfuzz|GHSA|broken|invalid|trunc|bad_|zero|negative|unknown"
    r"|duplicate|multiple|missing|no_|exif|apng/|\.(gif|webp|apng)$",
    re.IGNORECASE,
)
OF_OTHERS = re.compile(r"^(avif|bmp|eps|imagedraw|tga|tiff_gray)|/(notes|reproducing)$")
"""Pictures of drawing tests, notes, and collections that Pillow took over from elsewhere."""
PACKED_BYTES_MOST = 24_000
STILL_BYTES_MOST = 4_000
"""Ordinary GIF and WebP files are only taken where they are small."""
NEVER_CHANGING = (1980, 1, 1, 0, 0, 0)


def is_chosen(name: str, data: bytes) -> bool:
    """Whether a file is worth its place."""
    if OF_OTHERS.search(name) or not CHOSEN.search(name):
        return False
    packed = len(zlib.compress(data, 9))
    is_ordinary = not CHOSEN.search(PurePosixPath(name).with_suffix("").as_posix())
    return packed <= (STILL_BYTES_MOST if is_ordinary else PACKED_BYTES_MOST)


def read_source(path: Path) -> dict[str, bytes]:
    """Return the chosen files by their names below ``Tests/images``, and Pillow's licence."""
    found: dict[str, bytes] = {}
    with tarfile.open(path) as source:
        for member in source:
            _, _, name = member.name.partition("/")
            file = source.extractfile(member) if member.isfile() else None
            if file is None or not (name == "LICENSE" or name.startswith(IMAGES)):
                continue
            data, short = file.read(), name.removeprefix(IMAGES)
            if short == "LICENSE" or is_chosen(short, data):
                found[short] = data
    return found


def main() -> int:
    files = read_source(Path(sys.argv[1]))
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, NEVER_CHANGING), data, zipfile.ZIP_DEFLATED)
    print(f"{len(files) - 1} files, {TARGET.stat().st_size:,} bytes in {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
