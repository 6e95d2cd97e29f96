"""What the window can do besides its four panes: one controller a feature, listed here.

A feature is a class that takes the window, connects itself to the parts it needs, and is owned by
it. Adding a feature adds a line to `FEATURES` and nothing to the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from gallery_studio.ui.composing_feature import ComposingFeature
from gallery_studio.ui.conversations_feature import ConversationsFeature
from gallery_studio.ui.demo_feature import DemoFeature
from gallery_studio.ui.drop.in_and_out import InAndOut
from gallery_studio.ui.export.archive_feature import ArchiveFeature
from gallery_studio.ui.journey_feature import JourneyFeature
from gallery_studio.ui.kiosk.kiosk_feature import KioskFeature
from gallery_studio.ui.last_session_feature import LastSessionFeature
from gallery_studio.ui.library_feature import LibraryFeature
from gallery_studio.ui.library_folder_feature import LibraryFolderFeature
from gallery_studio.ui.models_feature import ModelsFeature
from gallery_studio.ui.network_feature import NetworkFeature
from gallery_studio.ui.palette.palette_feature import PaletteFeature
from gallery_studio.ui.picking_feature import PickingFeature
from gallery_studio.ui.previews_feature import PreviewsFeature
from gallery_studio.ui.progress_feature import ProgressFeature
from gallery_studio.ui.project_feature import ProjectFeature
from gallery_studio.ui.replay.replay_feature import ReplayFeature

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from gallery_studio.ui.main_window import MainWindow


@runtime_checkable
class EndingFeature(Protocol):
    """A feature that has something to stop before the workers end."""

    def take_down(self) -> None:
        """Stop what runs; waits a few seconds at the most."""
        ...


FEATURES: tuple[Callable[[MainWindow], QObject], ...] = (
    InAndOut,
    ArchiveFeature,
    ModelsFeature,
    PreviewsFeature,
    NetworkFeature,
    ProgressFeature,
    ConversationsFeature,
    LibraryFolderFeature,
    ProjectFeature,
    LibraryFeature,
    PaletteFeature,
    PickingFeature,
    ComposingFeature,
    ReplayFeature,
    JourneyFeature,
    KioskFeature,
    DemoFeature,
    LastSessionFeature,
)
"""Made in this order, after all panes and their controllers."""
