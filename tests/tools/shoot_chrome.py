"""Draws sidebar, header, compose bar, empty state and menus with sample data: ``OUT [ART_FOLDER]``.

Compare the pictures with the design after a change: what a test cannot see, an eye can. Covers
come from the program's own art, or from a folder of JPEG files named like in `COVERS`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from gallery_studio import paths
from gallery_studio.domain.model_info import ModelInfo, PriceEstimate
from gallery_studio.domain.people import Product
from gallery_studio.domain.session import ComposeSettings, SessionSummary
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.ui.actions import ActionTable, Fact
from gallery_studio.ui.canvas_header import CanvasHeader
from gallery_studio.ui.compose.compose_bar import ComposeBar
from gallery_studio.ui.compose.compose_value import ComposeValue
from gallery_studio.ui.empty_state import EmptyState
from gallery_studio.ui.shortcut_sheet import ShortcutSheet
from gallery_studio.ui.sidebar.library_sidebar import LibrarySidebar
from gallery_studio.ui.sidebar.sidebar_footer import FooterState
from gallery_studio.ui.theme.theme import Theme

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
COVERS = ("lamp_src", "perfume_basalt", "ceramics", "arches", "ocean", "dahlia")
SESSIONS = (
    ("Halden lamp, autumn", 38, "2026-11-21T11:48:00Z", 0),
    ("Basalt & amber", 24, "2026-11-21T08:00:00Z", 2),
    ("Mira vase, first light", 41, "2026-11-20T08:00:00Z", 0),
    ("Casa Rosa moodboard", 57, "2026-11-18T08:00:00Z", 0),
    ("Nocturne EP cover", 16, "2026-11-16T08:00:00Z", 0),
    ("Botanical macros", 33, "2026-11-12T08:00:00Z", 0),
)
PRODUCTS = [
    Product(id=f"prd-{color}", sku="", name=name, created_utc="", color=color)
    for name, color in (("Halden lamp", 5), ("Mira vase", 7), ("Tide speaker", 4))
]
SENTENCE = (
    "Same lamp on a rain-wet window sill, city lights far behind, shot from the street at night"
)


class Stage(QWidget):
    """A window with the chrome around an empty wall."""

    def __init__(self, theme: Theme, size: tuple[int, int], *, art: Path, panes: int = 0) -> None:
        super().__init__()
        self.theme = theme
        self._art = art
        self.resize(*size)
        self.table = ActionTable()
        self.acts = self.table.build(self)
        self.table.apply_facts(self.acts, set(Fact))
        self.sidebar = LibrarySidebar(theme, self.cover, now=lambda: NOW, parent=self)
        self.header = CanvasHeader(theme, self)
        self.header.set_actions(self.table, self.acts)
        self.empty = EmptyState(theme, self)
        self.compose = ComposeBar(theme, self.cover, self)
        self.compose.set_models(models())
        self.panes = panes

    def cover(self, image_id: str) -> QPixmap | None:
        file = self._art / f"{image_id}.jpg"
        return QPixmap(str(file)) if file.is_file() else None

    def place(self) -> None:
        self.sidebar.setGeometry(0, 0, self.sidebar.width(), self.height())
        left = self.sidebar.width()
        width = self.width() - left - self.panes
        head = self.theme.px(52)
        self.header.setGeometry(left, 0, width, head)
        area = self.rect().adjusted(left, head, -self.panes, 0)
        self.compose.place_in(area)
        area.setBottom(self.compose.panel_rect.top())
        self.empty.setGeometry(area)
        self.compose.raise_()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("canvas"))
        pane = QRectF(self.width() - self.panes, 0, self.panes, self.height())
        painter.fillRect(pane, self.theme.color("app"))


def models() -> list[ModelInfo]:
    return list(Catalogue.load(paths.resources() / "models.toml").current())


def summaries() -> list[SessionSummary]:
    return [
        SessionSummary(
            id=f"gal-{n}", name=name, image_count=count, open_count=open_count, starred_count=0,
            edited_count=0, created_utc=when, updated_utc=when, cover=COVERS[n],
        )
        for n, (name, count, when, open_count) in enumerate(SESSIONS)
    ]  # fmt: skip


def fill(stage: Stage, sentence: str = SENTENCE) -> None:
    stage.empty.hide()
    stage.sidebar.set_sessions(summaries())
    stage.sidebar.set_open_session("gal-0")
    stage.sidebar.set_products(PRODUCTS)
    stage.sidebar.set_footer(FooterState(True, "November", 12.4, 40.0))
    stage.header.set_title("Halden lamp, autumn")
    stage.header.set_image_count(38)
    stage.compose.set_products(PRODUCTS)
    chosen = ("gemini-3-pro-image", "gemini-nano-banana-2.1")
    settings = ComposeSettings(chosen, 4, "4:5", "2K", ("prd-5",))
    stage.compose.set_value(ComposeValue(sentence, settings))
    stage.compose.set_price(PriceEstimate(8, 0.54))


def first_run(stage: Stage) -> None:
    stage.sidebar.set_footer(FooterState())
    stage.header.set_title("Untitled session")
    stage.header.set_image_count(0)
    settings = ComposeSettings(("offline",), 1, "1:1", "1K")
    stage.compose.set_value(ComposeValue("", settings))
    stage.compose.focus_text()


class Studio:
    """Takes the pictures."""

    def __init__(self, app: QApplication, out: Path, art: Path) -> None:
        self.app, self.out, self.art = app, out, art

    def stage(self, scheme: str, size=(1600, 1000), percent=100, panes=0) -> Stage:
        theme = Theme(paths.resources(), scheme, percent)
        theme.apply(self.app)
        return Stage(theme, size, art=self.art, panes=panes)

    def shoot(self, stage: Stage, name: str) -> None:
        stage.show()
        stage.activateWindow()
        stage.place()
        self.app.processEvents()
        stage.place()
        self.app.processEvents()
        stage.grab().save(str(self.out / f"{name}.png"))

    def main(self) -> None:
        for scheme in ("dark", "light"):
            stage = self.stage(scheme, panes=440)
            fill(stage)
            self.shoot(stage, f"main-{scheme}")
            stage.close()
            stage = self.stage(scheme)
            first_run(stage)
            self.shoot(stage, f"empty-{scheme}")
            stage.close()

    def small(self) -> None:
        stage = self.stage("dark", (1024, 700), panes=360)
        stage.sidebar.set_collapsed(True)
        fill(stage, "Same lamp on a rain-wet window sill")
        self.shoot(stage, "main-1024x700")
        stage.close()
        for percent in (100, 150):
            stage = self.stage("light", (1024, 700), percent)
            stage.sidebar.set_collapsed(True)
            first_run(stage)
            self.shoot(stage, f"empty-1024x700-{percent}")
            stage.close()

    def large(self) -> None:
        stage = self.stage("dark", (1600, 1000), 150)
        fill(stage)
        self.shoot(stage, "main-150")
        stage.close()

    def states(self) -> None:
        stage = self.stage("light")
        fill(stage, "\n".join([SENTENCE] * 5))
        for name in ("lamp_src", "dahlia", "ocean"):
            stage.compose.add_reference(name, f"{name}.jpg")
        stage.compose.set_block_reason("$0.40 over this month's limit")
        stage.compose.set_running(True)
        stage.sidebar.set_sessions([])
        stage.sidebar.search.set_text("zebra")
        stage.sidebar.set_sessions([])
        stage.sidebar.set_footer(FooterState(True, "November", 12.4))
        self.shoot(stage, "states-light")
        stage.close()

    def menus(self) -> None:
        for scheme in ("dark", "light"):
            stage = self.stage(scheme)
            fill(stage)
            self.shoot(stage, f"stage-{scheme}")
            chips = stage.compose.chips
            openers = {
                "models": chips.models.click, "ratio": chips.ratio.click,
                "arrange": stage.header.open_arrange_menu, "more": stage.header.open_more_menu,
            }  # fmt: skip
            for name, opener in openers.items():
                opener()
                self.app.processEvents()
                menu = stage.header.menu if name in ("arrange", "more") else chips.menu
                menu.grab().save(str(self.out / f"menu-{name}-{scheme}.png"))
                menu.close()
                self.app.processEvents()
            stage.close()
        stage = self.stage("dark")
        fill(stage)
        stage.show()
        ShortcutSheet(stage.theme, stage, stage.table).open()
        self.shoot(stage, "shortcut-sheet")


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    art = Path(sys.argv[2]) if len(sys.argv) > 2 else paths.resources() / "art"
    studio = Studio(QApplication([]), out, art)
    studio.main()
    studio.small()
    studio.large()
    studio.states()
    studio.menus()


if __name__ == "__main__":
    main()
