"""Finds out before Qt starts whether it could: Qt itself would abort the process.

Imports nothing of Qt.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
_LIBRARY_NAME = r"(lib[\w.+-]+\.so[.\d]*)"


def missing_library(error_text: str) -> str:
    """Return the advice for an import that failed for want of a system library.

    Args:
        error_text: Text of the ``ImportError`` or ``OSError``.
    """
    found = re.search(_LIBRARY_NAME, error_text)
    if found is None:
        return f"The window cannot open: {error_text}. Install Gallery Studio again."
    name = found.group(1)
    package = _DEBIAN_PACKAGES.get(name)
    how = (
        f"On Debian or Ubuntu: apt-get install {package}"
        if package
        else f"Install the package of your system that contains {name}"
    )
    return f"The window cannot open: the system library {name} is missing. {how}."


def display_problem() -> str | None:
    """Return why no window can open here, with the next step, or None when one can.

    Looks at Linux only; other systems always have a display for a logged-in person.
    """
    if not sys.platform.startswith("linux"):
        return None
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform and platform not in ("xcb", "wayland"):
        return None
    if os.environ.get("WAYLAND_DISPLAY") and platform != "xcb":
        return None
    if not os.environ.get("DISPLAY"):
        return (
            "There is no display here, so no window can open. Start it from a desktop, use "
            "“gallery-studio generate PROMPT” without a window, or start it under a virtual "
            "display: xvfb-run gallery-studio"
        )
    return _xcb_problem()


def _xcb_problem() -> str | None:
    import ctypes
    import importlib.util

    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        return "PySide6 is not installed. Install Gallery Studio again."
    plugin = Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    try:
        ctypes.CDLL(str(plugin))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return missing_library(str(error))
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if failed:
        return (
            f"The display {os.environ['DISPLAY']} does not answer, so no window can open. Check "
            "DISPLAY, or use “gallery-studio generate PROMPT” without a window."
        )
    return None
