"""Ctrl+K: finds sessions, pictures, turns and actions, and goes there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from gallery_studio.domain.errors import LibraryError
from gallery_studio.domain.ids import IdentityId, PersonId, ProductId
from gallery_studio.domain.naming import one_line
from gallery_studio.domain.search_query import folded, parse_search
from gallery_studio.records import dataclass
from gallery_studio.ui.actions import KeysBy
from gallery_studio.ui.palette.palette_dialog import PaletteDialog
from gallery_studio.ui.palette.palette_entry import PaletteEntry
from gallery_studio.ui.sidebar.session_list_model import image_count_text
from gallery_studio.ui.widgets.modal_dialog import top_dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.ids import CardId, SessionId
    from gallery_studio.domain.session import SessionSummary
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.library.reading.finding import Found
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.workers.search_worker import SearchAnswer, SearchFailure

_ASKER = "palette"
_SESSIONS, _FOUND, _ACTIONS = 5, 14, 7
_ICONS = {
    "card": "image",
    "turn": "message-square",
    "session": "layout-grid",
    "composition": "text",
    "title": "message-square",
    "product": "package",
    "person": "users-round",
    "identity": "at-sign",
    "project": "folder",
}
_HIDDEN = frozenset({"find", "next_region", "previous_region"})


@dataclass(frozen=True, slots=True)
class PaletteFound:
    """What the library holds of a text.

    Attributes:
        sessions: Sessions whose name holds the words; the last ones without words.
        written: Cards, turns and other things in which the words are written.
    """

    sessions: Sequence[SessionSummary] = ()
    written: Sequence[Found] = ()


def look(reader: LibraryReader, text: str, *, is_whole: bool) -> tuple[PaletteFound, bool]:
    """Look for a text; return what was found, and whether that is all there is."""
    query = parse_search(text)
    if not query:
        return PaletteFound(reader.session_summaries(limit=_SESSIONS)), True
    found = reader.find_things(query, limit=_FOUND, is_whole=is_whole)
    if query.has_filters:
        ids = dict.fromkeys(one.session_id for one in found.things if one.session_id)
        sessions = reader.summaries_of(list(ids)[:_SESSIONS])
    else:
        words = " ".join(query.words)
        sessions = tuple(reader.session_summaries(search=words, limit=_SESSIONS))
    written = [one for one in found.things if one.kind != "session"]
    return PaletteFound(sessions, written), found.is_whole


class PaletteFeature(QObject):
    """The palette of the window. GUI thread only.

    Attributes:
        dialog: The palette.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.dialog = PaletteDialog(window.parts.theme, window, window.previews.pixmap)
        self.dialog.text_changed.connect(self._on_text_changed)
        window.parts.searcher.answered.connect(self._on_answered)
        window.parts.searcher.failed.connect(self._on_failed)
        window.previews.arrived.connect(self._on_previews_arrived)
        find = window.action("find")
        find.triggered.disconnect(window.sidebar.focus_search)
        find.triggered.connect(self.open)

    def open(self) -> None:
        """Open the palette."""
        if top_dialog(self._window) is None:
            self.dialog.ask()

    # -- what there is -------------------------------------------------------------------------

    def entries(self, text: str, found: PaletteFound) -> list[PaletteEntry]:
        """Return what a text stands for: sessions, what is written in them, actions."""
        sessions = [self._session(summary) for summary in found.sessions]
        written = [self._entry(one) for one in found.written]
        return [*sessions, *written, *self._actions(text)]

    def _session(self, summary: SessionSummary) -> PaletteEntry:
        return PaletteEntry(
            "Sessions",
            summary.name,
            partial(self.go_to_session, summary.id),
            detail=image_count_text(summary.image_count),
            icon="image",
            image_id=summary.cover,
        )

    def _entry(self, one: Found) -> PaletteEntry:
        return PaletteEntry(
            "Images and words",
            one_line(one.text, 160),
            partial(self.go_to, one),
            detail=one.session_name or one.kind.capitalize(),
            icon=_ICONS.get(one.kind, "text"),
            image_id=one.image_id,
        )

    def _actions(self, text: str) -> list[PaletteEntry]:
        """Return the actions that can be done now and whose name holds the words."""
        words = folded(text).split()
        entries: list[PaletteEntry] = []
        for action_id, action in self._window.actions_by_id.items():
            spec = self._window.table.spec(action_id)
            name = folded(spec.text)
            is_meant = all(any(part.startswith(word) for part in name.split()) for word in words)
            if action_id in _HIDDEN or not is_meant or not action.isEnabled():
                continue
            key = "" if spec.keys_by is KeysBy.GESTURE else spec.key
            entries.append(
                PaletteEntry("Actions", spec.text, action.trigger, icon=spec.icon, key=key)
            )
        return entries[: _ACTIONS if words else 4 * _ACTIONS]

    # -- going there ---------------------------------------------------------------------------

    def go_to(self, one: Found) -> None:
        """Jump to what was found: its card, its conversation, its session, or its page."""
        if one.card_id is not None and one.session_id is not None:
            self.go_to_card(one.session_id, one.card_id)
        elif one.conversation_id is not None and one.session_id is not None:
            self.go_to_session(one.session_id)
            self._window.edits.open_conversation(one.conversation_id)
        elif one.kind == "project":
            self._window.sidebar.projects.project_chosen.emit(one.subject_id)
        elif one.session_id is not None:
            self.go_to_session(one.session_id)
        else:
            self.dialog.ask(self._narrowed(one))

    def _narrowed(self, one: Found) -> str:
        """Return the search for everything with a product or a person; else the words found."""
        reader = self._window.parts.reader
        if one.kind == "product":
            return f'product:"{reader.product(ProductId(one.subject_id)).name}"'
        if one.kind == "person":
            return f'person:"{reader.person(PersonId(one.subject_id)).name}"'
        return reader.identity(IdentityId(one.subject_id)).name

    def go_to_session(self, session_id: SessionId) -> None:
        """Open a session; pages that lie over the canvas make way."""
        self._say_if_gone(lambda: self._window.sidebar.session_chosen.emit(session_id))

    def go_to_card(self, session_id: SessionId, card_id: CardId) -> None:
        """Open the session, fly to the card, select it and put the keyboard on it."""
        self.go_to_session(session_id)
        view = self._window.view
        if view.model.get(card_id) is None:
            self._window.news.say_error("This image is not on the canvas any more.")
            return
        view.select([card_id])
        view.set_focus_card(card_id)
        view.fly_to_card(card_id)
        view.setFocus()

    def _say_if_gone(self, act: Callable[[], object]) -> None:
        try:
            act()
        except LibraryError as error:
            self._window.news.say_error(error.message)

    def _on_text_changed(self, text: str) -> None:
        looks = (partial(look, text=text, is_whole=whole) for whole in (False, True))
        self._window.parts.searcher.ask(_ASKER, text, tuple(looks))

    def _on_answered(self, answer: SearchAnswer) -> None:
        if answer.asker == _ASKER and answer.asked == self.dialog.field.text():
            found = cast("PaletteFound", answer.found)
            self.dialog.set_entries(self.entries(str(answer.asked), found))

    def _on_failed(self, failure: SearchFailure) -> None:
        """Offer what can be done all the same; the sentence is told beside."""
        if failure.asker == _ASKER:
            self.dialog.set_entries(self.entries(str(failure.asked), PaletteFound()))

    def _on_previews_arrived(self, _ids: object) -> None:
        if self.dialog.isVisible():
            self.dialog.list.viewport().update()
