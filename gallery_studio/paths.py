"""Where things lie: the library, the settings, the logs, and the resources of the program."""

from __future__ import annotations

import os
from pathlib import Path

APP_NAME = "gallery-studio"
LIBRARY_VARIABLE = "GALLERY_STUDIO_LIBRARY"


def default_library() -> Path:
    """Return the library folder of a person who chose none."""
    import appdirs

    return Path(appdirs.user_data_dir(APP_NAME, appauthor=False))


def library_folder(argument: str | None, chosen: str | None) -> Path:
    """Return the library folder to open.

    Args:
        argument: From ``--library``; wins over everything.
        chosen: From the settings; used when neither argument nor environment says otherwise.
    """
    folder = argument or os.environ.get(LIBRARY_VARIABLE) or chosen
    return Path(folder).expanduser().absolute() if folder else default_library()


def config_folder() -> Path:
    """Return the folder of the settings file."""
    import appdirs

    return Path(appdirs.user_config_dir(APP_NAME, appauthor=False))


def cache_folder() -> Path:
    """Return the folder of what is only kept to be found faster, and may go at any time."""
    import appdirs

    return Path(appdirs.user_cache_dir(APP_NAME, appauthor=False))


def log_folder() -> Path:
    """Return the folder of the log files."""
    import appdirs

    return Path(appdirs.user_log_dir(APP_NAME, appauthor=False))


def resources() -> Path:
    """Return the folder of the program's own resources, in a wheel and in a checkout alike.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "resources", package.parent / "resources"):
        if (folder / "models.toml").is_file():
            return folder
    raise FileNotFoundError(
        "The program's own resources are missing. Install Gallery Studio again."
    )
