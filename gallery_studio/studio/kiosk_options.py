"""How a kiosk is set up, as it travels from the supervisor to the window's process."""

from __future__ import annotations

import json

from gallery_studio.records import asdict, dataclass, field

EXIT_KIOSK = 42
"""Exit code of a window that was left with the PIN; every other end is a crash."""

IDLE_LEAST_S, IDLE_MOST_S = 4, 3600


@dataclass(frozen=True, slots=True)
class KioskOptions:
    """Everything the window's process needs to know.

    Attributes:
        folder: Private folder of the kiosk: the copy, the visitor's library, the hourly counts.
        session_ids: Sessions of the copy to show, in order.
        pin_hash: See `kiosk_pin.hash_pin`.
        is_looping: Whether the show begins again at its end; else it stays at the last picture.
        is_interactive: Whether visitors may make pictures.
        is_recorded: Whether the sessions' own stored answers are played back to visitors.
        live_model: Id of the model asked with real calls, or "".
        api_key: The key for it, or "". It travels through a pipe, never on a command line.
        idle_s: Seconds without a touch after which everything of a visitor is wiped.
        is_maintenance: Whether only the maintenance page is shown.
        is_full_screen: Whether the window fills the screen (else it is a window, for pictures).
    """

    folder: str
    session_ids: tuple[str, ...]
    pin_hash: str
    is_looping: bool = True
    is_interactive: bool = False
    is_recorded: bool = False
    live_model: str = ""
    api_key: str = field(default="", repr=False)
    idle_s: int = 90
    is_maintenance: bool = False
    is_full_screen: bool = True

    def to_json(self) -> str:
        """Return the options as one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> KioskOptions:
        """Return the options that `to_json` wrote.

        Raises:
            ValueError: The text is something else.
        """
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError("kiosk options are a JSON object")  # noqa: TRY004 - of the text
        values["session_ids"] = tuple(values.get("session_ids", ()))
        try:
            return cls(**values)
        except TypeError as error:
            raise ValueError(str(error)) from error
