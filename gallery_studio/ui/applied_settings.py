"""Brings the settings to every part of the window they concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gallery_studio.config import Settings
    from gallery_studio.ui.main_window import MainWindow


def apply_look(window: MainWindow, settings: Settings) -> None:
    """Let these settings hold in what is painted first."""
    theme = window.parts.theme
    theme.set_scheme(settings.theme)
    theme.set_ui_scale(settings.ui_scale_percent)
    theme.set_motion_reduced(settings.is_motion_reduced)
    theme.set_captions_large(settings.is_caption_large)
    window.view.pointer.does_wheel_zoom = settings.does_wheel_zoom
    window.view.set_lineage_shown(settings.is_lineage_shown)
    window.area.set_map_wanted(settings.is_minimap_shown)
    window.compose.set_reference_limit(settings.references_per_turn)
    window.view.keys.are_letters_on = settings.are_letter_keys_on
    window.header.are_letters_on = settings.are_letter_keys_on


def apply_rest(window: MainWindow, settings: Settings) -> None:
    """Let these settings hold in the studio, and in what was built after the first paint."""
    window.parts.worker.set_calls_at_once(settings.calls_at_once)
    window.parts.worker.set_references_most(settings.references_per_turn)
    window.pane_context.has_letter_keys = settings.are_letter_keys_on
    window.menus.are_letters_on = settings.are_letter_keys_on
