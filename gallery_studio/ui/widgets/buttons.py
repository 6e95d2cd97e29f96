"""The four buttons: one primary per view, secondary, ghost, and danger before loss of data."""

from __future__ import annotations

from gallery_studio.ui.widgets.control import Look, Looks, ThemedButton


class PrimaryButton(ThemedButton):
    """The one main action of a view."""

    label_style = "label"
    looks = Looks(
        rest=Look("accent", "", "onAccent"),
        hover=Look("accentHover", "", "onAccent"),
        pressed=Look("accentPressed", "", "onAccent"),
        disabled=Look("hover", "", "textDisabled"),
    )


class SecondaryButton(ThemedButton):
    """Any other action that stands on its own."""

    looks = Looks(
        rest=Look("raised", "border", "text", "textSecondary"),
        hover=Look("hover", "border", "text"),
        pressed=Look("pressed", "border", "text"),
        disabled=Look("", "border", "textDisabled"),
    )


class GhostButton(ThemedButton):
    """An action in passing, without a surface until the pointer is there."""

    looks = Looks(
        rest=Look("", "", "textSecondary"),
        hover=Look("hover", "", "text"),
        pressed=Look("pressed", "", "text"),
        disabled=Look("", "", "textDisabled"),
    )


class AccentGhostButton(ThemedButton):
    """The action of a toast: words in the accent, no surface."""

    label_style = "label"
    looks = Looks(
        rest=Look("", "", "accentText"),
        hover=Look("hover", "", "accentText"),
        pressed=Look("pressed", "", "accentText"),
        disabled=Look("", "", "textDisabled"),
    )

    def _padding(self) -> int:
        return self._theme.px(8)


class DangerButton(ThemedButton):
    """An action that destroys and cannot be undone."""

    label_style = "label"
    looks = Looks(
        rest=Look("dangerFill", "", "onDanger"),
        hover=Look("dangerFill", "danger", "onDanger"),
        pressed=Look("dangerFill", "text", "onDanger"),
        disabled=Look("hover", "", "textDisabled"),
    )
