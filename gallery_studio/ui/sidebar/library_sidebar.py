"""The library: every session within reach, at the left of the window."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.ui.sidebar.app_mark import AppMark
from gallery_studio.ui.sidebar.avatar_section import AvatarSection, SectionWords
from gallery_studio.ui.sidebar.product_list import ProductList
from gallery_studio.ui.sidebar.project_list import ProjectList
from gallery_studio.ui.sidebar.session_filter_button import SessionFilterButton, SessionNarrowing
from gallery_studio.ui.sidebar.session_list_model import SessionListModel
from gallery_studio.ui.sidebar.session_list_view import SessionListView
from gallery_studio.ui.sidebar.sidebar_footer import FooterState, SidebarFooter
from gallery_studio.ui.sidebar.sidebar_rail import SidebarRail
from gallery_studio.ui.widgets.buttons import AccentGhostButton, GhostButton, SecondaryButton
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.segmented_control import SegmentedControl
from gallery_studio.ui.widgets.text_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId, ProductId
    from gallery_studio.domain.people import Product
    from gallery_studio.domain.session import SessionSummary
    from gallery_studio.ui.theme.theme import Theme

_AGE_STEP_MS = 30_000
_A_GLANCE = 6
_ROOM_FOR_MORE = 800


class SessionFilter(StrEnum):
    """Which sessions are listed."""

    ALL = "all"
    STARRED = "starred"
    EDITED = "edited"


_PEOPLE = SectionWords("People", "Add a person", "People who should look the same every time.")
_IDENTITIES = SectionWords(
    "Identities", "Add an identity", "A manner to make pictures in, such as The Artist."
)
_NOTHING = {
    SessionFilter.ALL: "Each sitting is kept here with its prompts, models and edits.",
    SessionFilter.STARRED: "No session has a starred image yet.",
    SessionFilter.EDITED: "No session has an edited image yet.",
}


class LibrarySidebar(QWidget):
    """Mark, New session, search, filter, sessions, products, foot; or a rail of icons.

    It shows what it is given and asks for everything else. The owner runs the search.

    Args:
        theme: Gives all colours and sizes.
        cover_pixmap: Returns a picture's preview at once, or None while it is not there; call
            `covers_changed` when more are.
        now: Returns the present in the person's time zone.
        parent: Owner.

    Signals:
        new_session_requested(): Begin a new session.
        session_chosen(str): Open that session.
        session_renamed(str, str): Session id and the name the person typed.
        session_discard_requested(str): Put that session into the bin.
        search_changed(str): Words to search for, "" for none.
        filter_changed(str): A `SessionFilter` value.
        narrowing_changed(object): The `SessionNarrowing` wanted.
        product_chosen(str): Id of a product wanted in the next pictures.
        all_sessions_requested(): Show the page of all sessions, or the canvas again.
        settings_requested(): Open the settings.
        add_key_requested(): Open the settings at the key.
        collapsed_changed(bool): A person folded or unfolded it.
    """

    new_session_requested = Signal()
    session_chosen = Signal(str)
    session_renamed = Signal(str, str)
    session_discard_requested = Signal(str)
    search_changed = Signal(str)
    filter_changed = Signal(str)
    narrowing_changed = Signal(object)
    product_chosen = Signal(str)
    all_sessions_requested = Signal()
    settings_requested = Signal()
    add_key_requested = Signal()
    collapsed_changed = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        cover_pixmap: Callable[[ImageId], QPixmap | None],
        *,
        now: Callable[[], datetime] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cover_pixmap = cover_pixmap
        self._is_collapsed = False
        self._sessions: tuple[SessionSummary, ...] = ()
        self.model = SessionListModel(now, self)
        self.list = SessionListView(theme, self.model, cover_pixmap)
        self._ages = QTimer(self)
        self._ages.setInterval(_AGE_STEP_MS)
        self._build_parts()
        self._build_layout()
        self._connect()
        self._on_theme_changed()
        self.set_sessions([])

    # State

    def set_sessions(self, sessions: Sequence[SessionSummary]) -> None:
        """Show these sessions, the answer to the present search and filter."""
        self._sessions = tuple(sessions)
        self._show_sessions()

    def set_open_session(self, session_id: str) -> None:
        """Mark the session on the canvas; "" for one that is not stored yet."""
        self.model.set_open(session_id)
        self._show_sessions()
        row = self.model.row_of(session_id)
        if row >= 0 and not self.list.hasFocus():
            self.list.setCurrentIndex(self.model.index(row))

    def set_browser_open(self, *, is_open: bool) -> None:
        """Show whether the page of all sessions is open: it leads back, too."""
        self.all_sessions.setCheckable(is_open)
        self.all_sessions.setChecked(is_open)
        self.all_sessions.set_name("Back to the canvas" if is_open else "All sessions")

    def covers_changed(self) -> None:
        """Paint the covers again."""
        self.people.previews_changed()
        self.identities.previews_changed()
        self.list.refresh()

    def set_products(
        self, products: Sequence[Product], counts: Mapping[ProductId, str] | None = None
    ) -> None:
        """Show these products, and beside each how many pictures show it."""
        self.products.set_products(products, counts or {})

    def set_footer(self, state: FooterState) -> None:
        """Show key, budget or spending in the foot."""
        self.footer.set_state(state)
        self.rail.set_has_key(state.has_key)

    def set_collapsed(self, is_collapsed: bool) -> None:
        """Fold to the rail, or unfold. Tells nobody."""
        self._is_collapsed = is_collapsed
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._pane.setVisible(not is_collapsed)
        self.rail.setVisible(is_collapsed)
        self.setFixedWidth(self._theme.px(56 if is_collapsed else 264))
        if had_focus:
            (self.rail.library if is_collapsed else self.collapse).setFocus()

    @property
    def is_collapsed(self) -> bool:
        """Whether it is a rail."""
        return self._is_collapsed

    def toggle_collapsed(self) -> None:
        """Fold or unfold as a person asked for (Ctrl+B)."""
        self.set_collapsed(not self._is_collapsed)
        self.collapsed_changed.emit(self._is_collapsed)

    def focus_search(self) -> None:
        """Go to the search field (Ctrl+F), unfolding first where needed."""
        if self._is_collapsed:
            self.toggle_collapsed()
        self.search.edit.setFocus()
        self.search.edit.selectAll()

    def focus_list(self) -> None:
        """Go to the sessions, as F6 does; in the rail to its first button."""
        first = self.list if self.list.isVisible() else self.new_session
        (self.rail.new_session if self._is_collapsed else first).setFocus()

    @property
    def filter(self) -> SessionFilter:
        """Which sessions are asked for."""
        return list(SessionFilter)[self.segments.current()]

    # Building

    def _build_parts(self) -> None:
        theme = self._theme
        self.collapse = IconButton(theme, "panel-left-close", "Fold the library", key="Ctrl+B")
        self.new_session = SecondaryButton(theme, "New session", icon="plus", shortcut="Ctrl+N")
        self.search = SearchField(
            theme, "Search sessions", placeholder="Search sessions", hint="Ctrl+F"
        )
        self.segments = SegmentedControl(theme, ("All", "Starred", "Edited"), "Sessions shown")
        self.narrow = SessionFilterButton(theme)
        self._heading = PlainLabel(theme, "Sessions", "metaStrong", "textSecondary")
        self.all_sessions = IconButton(theme, "layout-grid", "All sessions", key="Ctrl+Shift+O")
        self.more_sessions = GhostButton(theme, "All sessions", height=32)
        self._nothing = PlainLabel(theme, "", "meta", "textTertiary", max_lines=0)
        self.clear = AccentGhostButton(theme, "Clear", height=32)
        self.projects = ProjectList(theme, self._cover_pixmap)
        cover = self._cover_pixmap
        self.people = AvatarSection(theme, _PEOPLE, cover)
        self.identities = AvatarSection(theme, _IDENTITIES, cover)
        self.products = ProductList(theme)
        self.footer = SidebarFooter(theme)
        self.rail = SidebarRail(theme)

    def _build_layout(self) -> None:
        self._pane = QWidget()
        self._column = QVBoxLayout(self._pane)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._build_header())
        self._column.addWidget(self._build_controls())
        self._heading_row = QHBoxLayout()
        self._heading_row.addWidget(self._heading, 1)
        self._heading_row.addWidget(self.all_sessions)
        self._column.addLayout(self._heading_row)
        self._column.addWidget(self._build_emptiness())
        self._column.addWidget(self.list, 1)
        self._column.addWidget(self.more_sessions)
        self._column.addWidget(self.projects)
        for section in (self.people, self.identities):
            self._column.addWidget(section)
        self._column.addWidget(self.products)
        self._column.addStretch(0)
        self._column.addWidget(self.footer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 1, 0)
        row.setSpacing(0)
        row.addWidget(self._pane)
        row.addWidget(self.rail)
        self.rail.hide()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def _build_header(self) -> QWidget:
        self._header = QWidget()
        self._header_row = QHBoxLayout(self._header)
        self._header_row.addWidget(AppMark(self._theme))
        self._header_row.addWidget(PlainLabel(self._theme, "Gallery Studio", "title"), 1)
        self._header_row.addWidget(self.collapse)
        return self._header

    def _build_controls(self) -> QWidget:
        controls = QWidget()
        self._controls = QVBoxLayout(controls)
        for widget in (self.new_session, self.search):
            self._controls.addWidget(widget)
        self._filters = QWidget()
        self._filters_row = QHBoxLayout(self._filters)
        self._filters_row.setContentsMargins(0, 0, 0, 0)
        self._filters_row.addWidget(self.segments, 1)
        self._filters_row.addWidget(self.narrow)
        self._controls.addWidget(self._filters)
        return controls

    def _build_emptiness(self) -> QWidget:
        self._emptiness = QWidget()
        self._emptiness_column = QVBoxLayout(self._emptiness)
        self._nothing_row = QHBoxLayout()
        self._nothing_row.addWidget(self._nothing)
        self._emptiness_column.addLayout(self._nothing_row)
        row = QHBoxLayout()
        row.addWidget(self.clear)
        row.addStretch(1)
        self._emptiness_column.addLayout(row)
        return self._emptiness

    def _connect(self) -> None:
        self.collapse.clicked.connect(self.toggle_collapsed)
        self.new_session.clicked.connect(self.new_session_requested)
        self.search.text_changed.connect(self._on_search_changed)
        self.segments.choice_changed.connect(self._on_choice_changed)
        self.narrow.narrowed.connect(self.narrowing_changed)
        self.clear.clicked.connect(self._on_clear_clicked)
        self.all_sessions.clicked.connect(self.all_sessions_requested)
        self.more_sessions.clicked.connect(self.all_sessions_requested)
        self.list.session_chosen.connect(self.session_chosen)
        self.list.discard_requested.connect(self.session_discard_requested)
        self.model.rename_requested.connect(self.session_renamed)
        self.products.product_chosen.connect(self.product_chosen)
        self.footer.settings_requested.connect(self.settings_requested)
        self.footer.add_key_requested.connect(self.add_key_requested)
        self.rail.new_session.clicked.connect(self.new_session_requested)
        self.rail.search.clicked.connect(self.focus_search)
        self.rail.library.clicked.connect(self.toggle_collapsed)
        self.rail.projects.clicked.connect(self._on_rail_projects)
        self.rail.people.clicked.connect(self._on_rail_people)
        self.rail.products.clicked.connect(self.products.catalogue_requested)
        self.rail.offline.clicked.connect(self.add_key_requested)
        self.rail.settings.clicked.connect(self.settings_requested)
        self._ages.timeout.connect(self.model.refresh)
        self._theme.changed.connect(self._on_theme_changed)

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._show_more()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the hairline at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("app"))
        edge = QRectF(self.width() - 1, 0, 1, self.height())
        painter.fillRect(edge, self._theme.color("borderSubtle"))

    # Internals

    def _show_sessions(self) -> None:
        """Show the first few, and the open one; what is searched for is shown whole."""
        shown = self._sessions
        if not self._is_asked_for() and len(shown) > _A_GLANCE:
            later = [one for one in shown[_A_GLANCE:] if one.id == self.model.open_id]
            shown = (*shown[: _A_GLANCE - len(later)], *later)
        self.model.set_sessions(shown)
        self._show_emptiness()

    def _is_asked_for(self) -> bool:
        """Whether a person searches or filters."""
        is_filtered = self.filter is not SessionFilter.ALL
        is_narrowed = self.narrow.narrowing != SessionNarrowing()
        return bool(self.search.text().strip()) or is_filtered or is_narrowed

    def _show_emptiness(self) -> None:
        """Say why the list is empty, and offer the way back."""
        has_rows = self.model.rowCount() > 0
        words, is_asked_for = self.search.text().strip(), self._is_asked_for()
        text = f"Nothing matches ‘{words}’" if words else _NOTHING[self.filter]
        if not words and self.narrow.narrowing != SessionNarrowing():
            text = "No session matches the filter."
        self._nothing.setText("" if has_rows else text)
        self._emptiness.setVisible(not has_rows)
        self.clear.setVisible(not has_rows and is_asked_for)
        for section in (self.projects, self.people, self.identities, self.products):
            section.heading.set_hint_shown(is_shown=not has_rows and not is_asked_for)
        self.list.setVisible(has_rows)
        self._show_more()
        # no higher than its rows: what comes after it follows directly
        self.list.setMaximumHeight(max(1, self.list.sizeHintForRow(0) * self.model.rowCount()))
        self._filters.setVisible(has_rows or is_asked_for)
        if has_rows != self._ages.isActive():
            self._ages.start() if has_rows else self._ages.stop()

    def _show_more(self) -> None:
        """Offer the page of all sessions below a list that is longer than a glance."""
        has_room = self.height() >= self._theme.px(_ROOM_FOR_MORE)
        self.more_sessions.setVisible(has_room and len(self._sessions) > _A_GLANCE)

    def _on_search_changed(self, text: str) -> None:
        self.search_changed.emit(text.strip())

    def _on_choice_changed(self, _number: int) -> None:
        self.filter_changed.emit(self.filter.value)

    def _on_clear_clicked(self) -> None:
        self.search.edit.clear()
        if self.narrow.narrowing != SessionNarrowing():
            self.narrow.set_narrowing(SessionNarrowing())
            self.narrowing_changed.emit(SessionNarrowing())
        if self.filter is not SessionFilter.ALL:
            self.segments.set_current(0)
            self.filter_changed.emit(SessionFilter.ALL.value)
        self.search.edit.setFocus()

    def _on_rail_projects(self) -> None:
        self.toggle_collapsed()
        rows = self.projects.rows()
        (rows[0] if rows else self.projects.make).setFocus()

    def _on_rail_people(self) -> None:
        self.toggle_collapsed()
        buttons = self.people.buttons()
        (buttons[0] if buttons else self.people.add).setFocus()

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._filters_row.setSpacing(px(6))
        self.setFixedWidth(px(56 if self._is_collapsed else 264))
        self._header.setFixedHeight(max(px(52), self._theme.line_height("title") + px(12)))
        self._header_row.setContentsMargins(px(18), 0, px(10), 0)
        self._header_row.setSpacing(px(10))
        self._controls.setContentsMargins(px(12), px(4), px(12), 0)
        self._controls.setSpacing(px(8))
        self._heading_row.setContentsMargins(px(18), px(10), px(10), px(2))
        self._emptiness_column.setContentsMargins(px(10), px(2), px(18), px(8))
        self._nothing_row.setContentsMargins(px(8), 0, 0, 0)
        self.update()
