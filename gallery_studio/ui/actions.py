"""Actions as data: the one table of menus, shortcuts, tooltips and the shortcut sheet.

A new feature adds rows to `SPECS`; nothing else has to know its keys.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from gallery_studio.records import dataclass
from gallery_studio.ui.widgets.keys import key_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.widgets.menu import Menu


class Region(StrEnum):
    """Where an action's keys work; also the headings of the shortcut sheet."""

    ANYWHERE = "anywhere"
    CANVAS = "canvas"
    CONVERSATION = "conversation"
    LIGHTBOX = "lightbox"
    REPLAY = "replay"

    @property
    def heading(self) -> str:
        """Heading of the region on the shortcut sheet."""
        return self.value.capitalize()


class KeysBy(StrEnum):
    """Who turns the keys of a row into the action."""

    ACTION = "action"
    """The `QAction` has the shortcut; it works in the whole window."""
    REGION = "region"
    """The region's own widget reads the key while it has focus; the action only shows it."""
    GESTURE = "gesture"
    """Not an action: a way to use keys or mouse that the sheet explains."""


class Fact(StrEnum):
    """What must be true for an action to be enabled."""

    ALWAYS = "always"
    HAS_CARDS = "has_cards"
    HAS_SELECTION = "has_selection"
    HAS_DIRECTIVE = "has_directive"
    """The selection is one card that was made from a directive."""
    HAS_FAILED = "has_failed"
    """A selected card failed and trying again can help."""
    HAS_SESSION = "has_session"
    """The open session is stored."""
    CAN_GENERATE = "can_generate"
    CAN_UNDO = "can_undo"
    CAN_REDO = "can_redo"
    IS_RUNNING = "is_running"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One row of the table.

    Attributes:
        id: Stable name, such as ``new_session``.
        text: What menus and the sheet call it; sentence case.
        icon: Name of its icon, or "".
        shortcuts: Keys in Qt's portable form; the first one is shown.
        region: Where the keys work.
        enabled_when: What must be true for it to be enabled.
        is_letter: Whether the key is a single letter, which a person can turn off.
        is_checkable: Whether it is a switch.
        is_danger: Whether it removes something.
        keys_by: Who reacts to the keys.
        keys_text: What to show instead of the first shortcut, such as ``Space-drag``.
    """

    id: str
    text: str
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    region: Region = Region.ANYWHERE
    enabled_when: Fact = Fact.ALWAYS
    is_letter: bool = False
    is_checkable: bool = False
    is_danger: bool = False
    keys_by: KeysBy = KeysBy.ACTION
    keys_text: str = ""

    @property
    def key(self) -> str:
        """The key as a person reads it, or ""."""
        if self.keys_text:
            return self.keys_text
        return key_text(self.shortcuts[0]) if self.shortcuts else ""


def _canvas(spec_id: str, text: str, icon: str, shortcuts: str, when: Fact) -> ActionSpec:
    """Return a row whose keys the canvas reads; `shortcuts` are separated by blanks."""
    keys = tuple(shortcuts.split())
    return ActionSpec(
        id=spec_id,
        text=text,
        icon=icon,
        shortcuts=keys,
        region=Region.CANVAS,
        enabled_when=when,
        is_letter=bool(keys) and len(keys[0]) == 1 and keys[0].isalpha(),
        is_danger=spec_id == "delete_cards",
        keys_by=KeysBy.REGION,
    )


def _gesture(spec_id: str, text: str, keys: str, region: Region = Region.CANVAS) -> ActionSpec:
    """Return a row that is only explained: its region reads the keys itself."""
    return ActionSpec(
        spec_id,
        text,
        region=region,
        keys_by=KeysBy.GESTURE,
        keys_text=keys,
    )


SPECS: tuple[ActionSpec, ...] = (
    ActionSpec("new_session", "New session", "plus", ("Ctrl+N",)),
    ActionSpec("find", "Find anything", "search", ("Ctrl+K",)),
    ActionSpec("find_sessions", "Search sessions", "search", ("Ctrl+F",)),
    ActionSpec("all_sessions", "All sessions", "layout-grid", ("Ctrl+Shift+O",)),
    ActionSpec("open_bin", "Bin", "trash-2"),
    ActionSpec("focus_compose", "Write a sentence", "text", ("Ctrl+L",)),
    ActionSpec(
        "generate",
        "Generate",
        "sparkles",
        ("Ctrl+Return", "Ctrl+Enter"),
        enabled_when=Fact.CAN_GENERATE,
    ),
    ActionSpec("stop", "Stop generating", "square", enabled_when=Fact.IS_RUNNING),
    ActionSpec("next_region", "Next part of the window", "", ("F6",)),
    ActionSpec("previous_region", "Previous part of the window", "", ("Shift+F6",)),
    ActionSpec("toggle_sidebar", "Library", "panel-left-close", ("Ctrl+B",), is_checkable=True),
    ActionSpec("toggle_conversation", "Conversation", "message-square", ("Ctrl+J",)),
    ActionSpec("widen_conversation", "Widen the conversation", "expand", ("Ctrl+.",)),
    ActionSpec("full_screen", "Full screen", "maximize-2", ("F11",), is_checkable=True),
    ActionSpec("kiosk", "Kiosk…", "monitor", enabled_when=Fact.HAS_CARDS),
    ActionSpec("undo", "Undo", "undo-2", ("Ctrl+Z",), enabled_when=Fact.CAN_UNDO),
    ActionSpec("redo", "Redo", "redo-2", ("Ctrl+Shift+Z", "Ctrl+Y"), enabled_when=Fact.CAN_REDO),
    ActionSpec("rename_session", "Rename session", "type", enabled_when=Fact.HAS_SESSION),
    ActionSpec("duplicate_session", "Duplicate session", "copy", enabled_when=Fact.HAS_SESSION),
    ActionSpec(
        "delete_unstarred",
        "Delete everything not starred",
        "trash-2",
        enabled_when=Fact.HAS_CARDS,
        is_danger=True,
    ),
    ActionSpec(
        "discard_session",
        "Discard session",
        "trash-2",
        enabled_when=Fact.HAS_SESSION,
        is_danger=True,
    ),
    ActionSpec(
        "session_conversations",
        "Conversations",
        "message-square",
        enabled_when=Fact.HAS_SESSION,
    ),
    ActionSpec(
        "export_session",
        "Export session…",
        "upload",
        ("Ctrl+E",),
        enabled_when=Fact.HAS_SESSION,
    ),
    ActionSpec("import_session", "Import session…", "import"),
    ActionSpec("create_project", "Create project", "folder-plus", enabled_when=Fact.HAS_CARDS),
    ActionSpec("replay_session", "Replay session", "play", ("F5",), enabled_when=Fact.HAS_SESSION),
    ActionSpec("export_timelapse", "Time-lapse…", "download", enabled_when=Fact.HAS_SESSION),
    ActionSpec("import_images", "Import images…", "import", ("Ctrl+I",)),
    ActionSpec("import_folder", "Import folder…", "folder-open"),
    ActionSpec("settings", "Settings", "settings", ("Ctrl+,",)),
    ActionSpec("shortcut_sheet", "Keyboard shortcuts", "keyboard", ("F1",)),
    ActionSpec("quit", "Quit", "log-out", ("Ctrl+Q",)),
    ActionSpec("close_layer", "Close the top layer", keys_by=KeysBy.GESTURE, keys_text="Esc"),
    _gesture("canvas_walk", "To the nearest card", "Arrow keys"),
    _gesture("canvas_extend", "Extend the selection", "Shift+arrow keys"),
    _gesture("canvas_nudge", "Move the selected cards by 8", "Alt+arrow keys"),
    _gesture("canvas_nudge_far", "Move the selected cards by 64", "Alt+Shift+arrow keys"),
    _gesture("canvas_pan", "Move the wall", "Space-drag, middle-drag or Alt-drag"),
    _canvas("edit", "Edit", "wand-sparkles", "E", Fact.HAS_SELECTION),
    _canvas("open_card", "Open conversation", "message-square", "Return", Fact.HAS_SELECTION),
    _canvas("export_images", "Export…", "share", "", Fact.HAS_SELECTION),
    _canvas("card_conversations", "Edits of this image", "history", "", Fact.HAS_SELECTION),
    _canvas("lightbox", "Full view", "expand", "Space", Fact.HAS_SELECTION),
    _canvas("compare", "Compare", "columns-2", "C", Fact.HAS_SELECTION),
    _canvas("star", "Star", "star", "S P", Fact.HAS_SELECTION),
    _canvas("reject", "Reject", "eye-off", "X", Fact.HAS_SELECTION),
    _canvas("unflag", "Take star and rejection away", "flag", "U", Fact.HAS_SELECTION),
    _gesture("canvas_rate", "Rate the selected images", "0 – 5"),
    _canvas("retry", "Retry", "rotate-ccw", "R", Fact.HAS_FAILED),
    _canvas("reuse_directive", "Reuse directive", "corner-down-right", "D", Fact.HAS_DIRECTIVE),
    _canvas("add_to_project", "Add to project…", "folder-plus", "Shift+P", Fact.HAS_SELECTION),
    _canvas("paste", "Paste", "image-plus", "Ctrl+V", Fact.ALWAYS),
    _canvas("copy_cards", "Copy image", "image", "Ctrl+C", Fact.HAS_SELECTION),
    _canvas("copy_files", "Copy as file", "copy", "", Fact.HAS_SELECTION),
    _canvas("copy_prompt", "Copy prompt", "text", "", Fact.HAS_SELECTION),
    _canvas("save_images", "Save image as…", "download", "Ctrl+S", Fact.HAS_SELECTION),
    _gesture("canvas_carry", "Take images to other programs", "Ctrl-drag, or drag out"),
    _canvas("delete_cards", "Delete", "trash-2", "Del", Fact.HAS_SELECTION),
    _canvas("select_all", "Select all", "", "Ctrl+A", Fact.HAS_CARDS),
    _canvas("zoom_in", "Zoom in", "plus", "Ctrl++ Ctrl+=", Fact.ALWAYS),
    _canvas("zoom_out", "Zoom out", "minus", "Ctrl+-", Fact.ALWAYS),
    _canvas("zoom_100", "100 %", "", "Ctrl+0", Fact.ALWAYS),
    _canvas("fit_all", "Fit all on the wall", "scan", "Shift+1", Fact.HAS_CARDS),
    _canvas("fit_selection", "Fit selection", "focus", "Shift+2", Fact.HAS_SELECTION),
    _canvas("arrange", "Arrange", "layout-dashboard", "Ctrl+Shift+A", Fact.HAS_CARDS),
    _canvas("arrange_by_directive", "By directive", "text", "", Fact.HAS_CARDS),
    _canvas("arrange_by_model", "By model", "layers-2", "", Fact.HAS_CARDS),
    _canvas("arrange_by_time", "By time", "clock", "", Fact.HAS_CARDS),
    _canvas("arrange_tidy", "Tidy", "align-start-vertical", "", Fact.HAS_CARDS),
    _canvas("arrange_pack", "Pack", "layout-grid", "", Fact.HAS_CARDS),
    _canvas("toggle_minimap", "Minimap", "map", "M", Fact.ALWAYS),
    _gesture("canvas_menu", "Menu of the card", "Shift+F10"),
    _gesture("replay_pause", "Play or pause", "Space", Region.REPLAY),
    _gesture("replay_step", "One step back or on", "←/→", Region.REPLAY),
    _gesture("replay_turn", "Turn before, next turn", "PgUp/PgDn", Region.REPLAY),
    _gesture("replay_ends", "To the beginning, to the end", "Home/End", Region.REPLAY),
    _gesture("replay_speed", "Faster, slower", "+/−", Region.REPLAY),
    _gesture("replay_caption", "Show the caption", "H", Region.REPLAY),
    _gesture("replay_loop", "Begin anew at the end", "L", Region.REPLAY),
    _gesture("pane_image", "Previous or next image", "Alt+←/→", Region.CONVERSATION),
    _gesture("pane_turn", "Previous or next turn", "Alt+↑/↓", Region.CONVERSATION),
    _gesture("pane_source", "Next edit starts at output", "1–9", Region.CONVERSATION),
    _gesture("pane_model", "Turn a model on or off", "Ctrl+1…3", Region.CONVERSATION),
    _gesture("pane_references", "Add references", "Ctrl+Shift+R", Region.CONVERSATION),
    _gesture("pane_scroll", "Scroll", "PgUp/PgDn", Region.CONVERSATION),
    _gesture("box_step", "Previous or next image", "←/→", Region.LIGHTBOX),
    _gesture("box_modes", "View, compare, side by side", "1 2 3", Region.LIGHTBOX),
    _gesture("box_divider", "Move the divider", "←/→, Shift, Home/End", Region.LIGHTBOX),
    _gesture("box_left", "Change the left image", "Alt+←/→", Region.LIGHTBOX),
    _gesture("box_right", "Change the right image", "Alt+Shift+←/→", Region.LIGHTBOX),
    _gesture("box_swap", "Swap", "X", Region.LIGHTBOX),
    _gesture("box_zoom", "100 % or fit", "Z", Region.LIGHTBOX),
    _gesture("box_flicker", "Flicker while held", "Space or F", Region.LIGHTBOX),
    _gesture("box_difference", "Difference map", "D", Region.LIGHTBOX),
    _gesture("box_blind", "Hide names for a blind vote", "H", Region.LIGHTBOX),
    _gesture("box_wall", "Change the wall's colour", "W", Region.LIGHTBOX),
    _gesture("box_details", "Details", "I", Region.LIGHTBOX),
    _gesture("box_rate", "Rate", "Ctrl+0…5", Region.LIGHTBOX),
)
"""Every action of the program (Source: the visual design, section 5)."""


class ActionTable:
    """The rows, looked up by id, and what is made from them."""

    def __init__(self, specs: Iterable[ActionSpec] = SPECS) -> None:
        self._specs = {spec.id: spec for spec in specs}

    def spec(self, action_id: str) -> ActionSpec:
        """Return the row of that id.

        Raises:
            KeyError: There is no such row.
        """
        return self._specs[action_id]

    def sections(self) -> list[tuple[Region, list[ActionSpec]]]:
        """Return the rows that have keys by region, for the shortcut sheet."""
        regions: dict[Region, list[ActionSpec]] = {region: [] for region in Region}
        for spec in self._specs.values():
            if spec.key:
                regions[spec.region].append(spec)
        return [(region, specs) for region, specs in regions.items() if specs]

    def build(self, parent: QWidget) -> dict[str, QAction]:
        """Return a `QAction` for every row but the gestures, added to `parent`.

        Keys of rows that their region handles are bound to nothing here, so a letter
        typed into a text field never acts on the canvas.

        Args:
            parent: The window; owns the actions, and their keys work inside it.
        """
        actions: dict[str, QAction] = {}
        for spec in self._specs.values():
            if spec.keys_by is not KeysBy.GESTURE:
                actions[spec.id] = _build_action(spec, parent)
        parent.addActions(list(actions.values()))
        return actions

    def apply_facts(self, actions: Mapping[str, QAction], facts: Iterable[Fact]) -> None:
        """Enable the actions whose condition is among `facts`."""
        true = {Fact.ALWAYS, *facts}
        for action_id, action in actions.items():
            action.setEnabled(self._specs[action_id].enabled_when in true)

    def fill_menu(
        self,
        menu: Menu,
        actions: Mapping[str, QAction],
        ids: Iterable[str],
        *,
        are_letters_on: bool = True,
    ) -> None:
        """Add entries with icon and key that run the actions; fill a menu anew at each opening.

        Args:
            menu: Gets the entries.
            actions: What `build` returned.
            ids: Rows in order; "" is a line between groups.
            are_letters_on: Whether single letters work and are therefore shown.
        """
        for action_id in ids:
            if not action_id:
                menu.addSeparator()
                continue
            spec, action = self._specs[action_id], actions[action_id]
            has_key = spec.shortcuts and (are_letters_on or not spec.is_letter)
            entry = menu.add_item(
                spec.text,
                action.trigger,
                icon=spec.icon,
                key=spec.shortcuts[0] if has_key else "",
                is_danger=spec.is_danger,
                is_checked=action.isChecked() if spec.is_checkable else None,
            )
            entry.setEnabled(action.isEnabled())


def _build_action(spec: ActionSpec, parent: QWidget) -> QAction:
    """Return the action of one row; menus draw its icon when they show it."""
    action = QAction(spec.text, parent)
    action.setObjectName(spec.id)
    action.setCheckable(spec.is_checkable)
    if spec.keys_by is KeysBy.ACTION:
        action.setShortcuts([QKeySequence(key) for key in spec.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    return action
