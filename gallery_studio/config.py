"""A person's settings: one small JSON file, written whole and atomically."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from gallery_studio.records import asdict, dataclass, replace

THEMES = ("system", "dark", "light")
EXPORT_PROFILES = ("archive", "recipe", "client", "web", "private")
LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can set, with its default.

    Attributes:
        theme: ``system``, ``dark`` or ``light``.
        ui_scale_percent: Size of the interface, 90 to 150.
        is_motion_reduced: Whether animations are left out.
        is_caption_large: Whether captions on cards are set larger.
        does_wheel_zoom: Whether the mouse wheel zooms (else it scrolls).
        are_letter_keys_on: Whether single letters are shortcuts.
        default_models: Ids of the models new sessions ask; empty means the best there is.
        calls_at_once: Most model calls at the same time, 1 to 16.
        use_offline_model: Whether the offline model stands in without key or network.
        library: Chosen library folder, or "" for the default one.
        monthly_limit_usd: Budget per month, or 0 for none.
        warn_at_percent: Share of the budget at which the bar warns.
        is_stopping_at_limit: Whether Generate stays off above the budget.
        references_per_turn: Most references a turn may carry, 1 to 14.
        is_lineage_shown: Whether lines of descent are drawn on the canvas.
        is_sidebar_collapsed: Whether the library is a narrow rail.
        is_minimap_shown: Whether the minimap is open.
        conversation_width: Width of the conversation pane, logical px.
        export_profile: What images take along when they leave, one of `EXPORT_PROFILES`.
        bin_days: Days after which the bin removes things by itself, or 0 for never.
        window_geometry: Qt's own opaque text for size and place of the window.
        last_session: Id of the session open at the end, or "".
        active_person: Id of the person whose conversation is gone on with, or "" for the default.
    """

    theme: str = "system"
    ui_scale_percent: int = 100
    is_motion_reduced: bool = False
    is_caption_large: bool = False
    does_wheel_zoom: bool = True
    are_letter_keys_on: bool = True
    default_models: tuple[str, ...] = ()
    calls_at_once: int = 4
    use_offline_model: bool = True
    library: str = ""
    monthly_limit_usd: float = 0.0
    warn_at_percent: int = 80
    is_stopping_at_limit: bool = True
    references_per_turn: int = 5
    is_lineage_shown: bool = True
    is_sidebar_collapsed: bool = False
    is_minimap_shown: bool = True
    conversation_width: int = 440
    export_profile: str = "archive"
    bin_days: int = 30
    window_geometry: str = ""
    last_session: str = ""
    active_person: str = ""


class SettingsFile:
    """Reads and writes the settings. Unknown keys of a newer program are kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._foreign: dict[str, Any] = {}

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def load(self) -> Settings:
        """Return the stored settings; defaults where the file is missing or has bad values."""
        try:
            raw = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return Settings()
        if not isinstance(raw, dict):
            return Settings()
        defaults = Settings()
        types = {name: type(getattr(defaults, name)) for name in Settings.__annotations__}
        known: dict[str, Any] = {}
        for key, value in raw.items():
            if key not in types:
                self._foreign[key] = value
            elif types[key] is tuple:
                if isinstance(value, list) and all(isinstance(item, str) for item in value):
                    known[key] = tuple(value)
            elif types[key] is float and type(value) in (int, float):
                known[key] = float(value)
            elif type(value) is types[key]:
                known[key] = value
        return _within_limits(Settings(**known))

    def save(self, settings: Settings) -> None:
        """Write the settings whole; a crash leaves the old file.

        Raises:
            OSError: The folder cannot be written.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self._foreign | asdict(settings), indent=1, ensure_ascii=False)
        handle, name = tempfile.mkstemp(prefix=".settings-", dir=self._path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _within_limits(settings: Settings) -> Settings:
    """Return the settings with every number inside its limits."""
    return replace(
        settings,
        theme=settings.theme if settings.theme in THEMES else "system",
        export_profile=(
            settings.export_profile if settings.export_profile in EXPORT_PROFILES else "archive"
        ),
        ui_scale_percent=min(150, max(90, settings.ui_scale_percent)),
        calls_at_once=min(16, max(1, settings.calls_at_once)),
        references_per_turn=min(14, max(1, settings.references_per_turn)),
        warn_at_percent=min(100, max(1, settings.warn_at_percent)),
        monthly_limit_usd=max(0.0, settings.monthly_limit_usd),
        conversation_width=min(720, max(360, settings.conversation_width)),
        bin_days=max(0, settings.bin_days),
    )
