"""What the window can do besides its four panes: one controller a feature, listed here.

A feature is a class that takes the window, connects itself to the parts it needs, and is owned by
it. Adding a feature adds a line to `FEATURES` and nothing to the window. Features are built after
the window was painted first (see `furnishing`): a feature looks at what is shown already.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from gallery_studio.ui.main_window import MainWindow


@runtime_checkable
class EndingFeature(Protocol):
    """A feature that has something to stop before the workers end."""

    def take_down(self) -> None:
        """Stop what runs; waits a few seconds at the most."""
        ...


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """Where a feature is found, without importing it.

    Attributes:
        module: Its module, below `gallery_studio.ui`.
        name: Its class.
    """

    module: str
    name: str

    @property
    def full_module(self) -> str:
        """The whole name of the module."""
        return f"gallery_studio.ui.{self.module}"

    def make(self, window: MainWindow) -> QObject:
        """Return the feature, built into the window."""
        feature: QObject = getattr(import_module(self.full_module), self.name)(window)
        return feature


FEATURES = (
    FeatureSpec("drop.in_and_out", "InAndOut"),
    FeatureSpec("export.archive_feature", "ArchiveFeature"),
    FeatureSpec("models_feature", "ModelsFeature"),
    FeatureSpec("previews_feature", "PreviewsFeature"),
    FeatureSpec("network_feature", "NetworkFeature"),
    FeatureSpec("progress_feature", "ProgressFeature"),
    FeatureSpec("conversations_feature", "ConversationsFeature"),
    FeatureSpec("library_folder_feature", "LibraryFolderFeature"),
    FeatureSpec("project_feature", "ProjectFeature"),
    FeatureSpec("library_feature", "LibraryFeature"),
    FeatureSpec("palette.palette_feature", "PaletteFeature"),
    FeatureSpec("picking_feature", "PickingFeature"),
    FeatureSpec("composing_feature", "ComposingFeature"),
    FeatureSpec("replay.replay_feature", "ReplayFeature"),
    FeatureSpec("journey_feature", "JourneyFeature"),
    FeatureSpec("kiosk.kiosk_feature", "KioskFeature"),
    FeatureSpec("demo_feature", "DemoFeature"),
    FeatureSpec("last_session_feature", "LastSessionFeature"),
)
"""Made in this order, after all panes and their controllers."""
