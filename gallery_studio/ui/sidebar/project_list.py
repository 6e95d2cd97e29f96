"""The projects of the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gallery_studio.ui.sidebar.section_heading import SectionHeading
from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text, rounded_path
from gallery_studio.ui.widgets.bare_viewport import set_bare_viewport
from gallery_studio.ui.widgets.buttons import GhostButton

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.project import ProjectSummary
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.ui.widgets.control import Look
    from gallery_studio.ui.widgets.menu import Menu

_ROW = 36
_MOST_ROWS = 5
_COVER = 24
_HINT = "Gather finished images and the path that led there."


class ProjectRow(GhostButton):
    """A row of 36 px: cover, name, how many pictures."""

    def __init__(
        self,
        theme: Theme,
        project: ProjectSummary,
        cover_pixmap: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, project.title, height=_ROW, parent=parent)
        self.project = project
        self._cover_pixmap = cover_pixmap
        self._is_open = False
        count = project.image_count
        self.setAccessibleDescription(f"Project, {count} image{'' if count == 1 else 's'}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_open(self, *, is_open: bool) -> None:
        """Mark it as the one shown."""
        self._is_open = is_open
        self.update()

    def minimumSizeHint(self) -> QSize:
        """A long name is cut."""
        return QSize(self._theme.px(64), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tint and the bar of the one shown, then the row."""
        if not self._is_open:
            super().paintEvent(event)
            return
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        paint_surface(painter, rect, theme.radius("control"), theme.color("selected"))
        bar = QRectF(0, 0, theme.px(3), theme.px(20))
        bar.moveTop(rect.center().y() - bar.height() / 2)
        paint_surface(painter, bar, bar.width() / 2, theme.color("accent"))
        self._paint_parts(painter, self.looks.rest)

    def _paint_parts(self, painter: QPainter, _look: Look) -> None:
        theme, rect = self._theme, QRectF(self.rect())
        self._paint_cover(painter, rect)
        count = str(self.project.image_count)
        right = rect.adjusted(0, 0, -theme.px(10), 0)
        align = Qt.AlignmentFlag.AlignRight
        ink = theme.color("textSecondary" if self._is_open else "textTertiary")
        paint_text(painter, theme.font("meta"), right, count, ink, align)
        width = QFontMetrics(theme.font("meta")).horizontalAdvance(count)
        name = rect.adjusted(theme.px(46), 0, -width - theme.px(18), 0)
        paint_text(painter, theme.font("body"), name, self.text(), theme.color("text"))

    def _paint_cover(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        spot = QRectF(theme.px(10), 0, theme.px(_COVER), theme.px(_COVER))
        spot.moveTop(rect.center().y() - spot.height() / 2)
        image_id = self.project.cover
        pixmap = self._cover_pixmap(image_id) if image_id is not None else None
        if pixmap is None:
            paint_surface(painter, spot, theme.radius("badge"), theme.color("skeleton"))
            icon = spot.adjusted(theme.px(5), theme.px(5), -theme.px(5), -theme.px(5))
            if image_id is None:
                paint_icon(painter, theme, "image", icon, theme.color("textTertiary"))
            return
        cut = min(pixmap.width(), pixmap.height())
        source = QRectF((pixmap.width() - cut) / 2, (pixmap.height() - cut) / 2, cut, cut)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(rounded_path(spot, theme.radius("badge")))
        painter.drawPixmap(spot, pixmap, source)
        painter.restore()


class ProjectList(QWidget):
    """The section of projects.

    Args:
        theme: Gives all colours and sizes.
        cover_pixmap: Returns a picture's preview at once, or None while it is not there.
        parent: Owner.

    Signals:
        project_chosen(str): Open that project.
        create_requested(): Make a project of the open session.
        discard_requested(str): Put that project into the bin.
    """

    project_chosen = Signal(str)
    create_requested = Signal()
    discard_requested = Signal(str)

    def __init__(
        self,
        theme: Theme,
        cover_pixmap: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._cover_pixmap = theme, cover_pixmap
        self._rows: list[ProjectRow] = []
        self._open_id = ""
        self.menu: Menu | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.heading = SectionHeading(theme, "Projects", "Make a project of this session", _HINT)
        self.make = self.heading.add
        self._build_layout()
        self.make.clicked.connect(self.create_requested)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)
        self._show()

    def _build_layout(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.heading)
        body = QWidget()
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._scroll = QScrollArea()
        set_bare_viewport(self._scroll)
        self._scroll.setWidget(body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.setAutoFillBackground(False)
        self._column.addWidget(self._scroll)

    def set_projects(self, projects: Sequence[ProjectSummary]) -> None:
        """Show these projects."""
        if [row.project for row in self._rows] == list(projects):
            return
        for row in self._rows:
            self._body.removeWidget(row)
            row.deleteLater()
        self._rows = [
            ProjectRow(self._theme, project, self._cover_pixmap, self) for project in projects
        ]
        for row in self._rows:
            row.clicked.connect(self._on_row_clicked)
            self._body.addWidget(row)
        self.heading.set_empty(is_empty=not self._rows)
        self.set_open(self._open_id)
        self._show()

    def set_open(self, project_id: str) -> None:
        """Mark the project that is shown; "" for none."""
        self._open_id = project_id
        for row in self._rows:
            row.set_open(is_open=row.project.id == project_id)

    def set_can_create(self, *, can_create: bool) -> None:
        """Offer to make a project of the open session."""
        self.make.setEnabled(can_create)

    def covers_changed(self) -> None:
        """Paint the covers again."""
        for row in self._rows:
            row.update()

    def rows(self) -> list[ProjectRow]:
        """Return the rows in order."""
        return list(self._rows)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the row under the pointer."""
        row = self.childAt(event.pos())
        if not isinstance(row, ProjectRow):
            return
        project_id = row.project.id
        from gallery_studio.ui.widgets.menu import Menu

        menu = Menu(self._theme, "Project", self)
        menu.add_item("Open", lambda: self.project_chosen.emit(project_id), icon="folder-open")
        menu.addSeparator()
        menu.add_item(
            "Discard",
            lambda: self.discard_requested.emit(project_id),
            icon="trash-2",
            is_danger=True,
        )
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        menu.popup(event.globalPos())
        event.accept()

    def _show(self) -> None:
        shown = min(len(self._rows), _MOST_ROWS)
        self._scroll.setVisible(bool(shown))
        self._scroll.setFixedHeight(shown * self._theme.control_height(_ROW))

    def _on_row_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, ProjectRow):
            self.project_chosen.emit(row.project.id)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(8), px(8), px(8), px(8))
        self._show()
