"""Shows the directives of a run before they cost money, and has them written anew."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gallery_studio.domain.limits import DIRECTIVES_MOST
from gallery_studio.domain.session import Directive
from gallery_studio.records import replace
from gallery_studio.studio.directive_writer import DirectiveWish
from gallery_studio.studio.directives import LOCAL_WRITER
from gallery_studio.studio.drafting import SEED_BELOW
from gallery_studio.studio.price_text import money
from gallery_studio.ui.directives.directive_panel import DirectivePanel

if TYPE_CHECKING:
    from gallery_studio.domain.session import ComposeSettings, Session
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.directive_writer import WrittenDirectives
    from gallery_studio.ui.compose.compose_bar import ComposeBar
    from gallery_studio.ui.compose.compose_value import ComposeValue
    from gallery_studio.ui.compose_controller import ComposeController
    from gallery_studio.ui.open_session import OpenSession
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.people_worker import PeopleWorker
    from gallery_studio.workers.studio_worker import Refusal, StudioWorker

_SAVE_AFTER_MS = 700


class DirectivesController(QObject):
    """Between the panel, the writer and the run. GUI thread only.

    Generate with more than one directive opens the panel; Generate again sends what it shows.
    """

    def __init__(
        self,
        theme: Theme,
        bar: ComposeBar,
        composer: ComposeController,
        session: OpenSession,
        reader: LibraryReader,
    ) -> None:
        super().__init__(bar)
        self.panel = DirectivePanel(theme)
        self._bar = bar
        self._composer = composer
        self._session = session
        self._reader = reader
        self._brief = ""
        self._request = 0
        self._pending: dict[int, Directive] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save_now)
        self.panel.hide()
        bar.add_section(self.panel)

    def use(self, people: PeopleWorker, worker: StudioWorker) -> None:
        """Tell who writes; once. What was being prepared in the open session is shown."""
        self._people = people
        people.directives_written.connect(self._on_written)
        worker.refused.connect(self._on_refused)
        self._composer.shows_directives_first = True
        self._composer.directives_wanted.connect(self._on_wanted)
        self._composer.accepted.connect(self._on_accepted)
        self._session.opened.connect(self._on_opened)
        self._bar.settings_changed.connect(self._on_settings_changed)
        self._bar.draft_changed.connect(self._on_draft_changed)
        self.panel.directives_changed.connect(self._on_changed)
        self.panel.reroll_requested.connect(self._on_reroll_requested)
        self.panel.closed.connect(self.close)
        self.panel.height_changed.connect(self._bar.refit)
        self._show_stage()
        self._on_opened(self._session.session)

    @property
    def is_open(self) -> bool:
        """Whether directives are shown."""
        return self.panel.isVisibleTo(self._bar)

    @property
    def is_writing(self) -> bool:
        """Whether some are being written."""
        return bool(self._pending)

    def close(self) -> None:
        """Let go of the directives; what was written is forgotten."""
        if self.is_open:
            self._hide()
            self._keep(())
            self._bar.focus_text()

    def save_now(self) -> None:
        """Have the directives kept that are shown."""
        self._timer.stop()
        if self._session.is_stored:
            shown = self.panel.directives() if self.is_open else ()
            self._people.save_directives(self._session.id, shown)

    # From the composer

    def _on_wanted(self, value: ComposeValue) -> None:
        """Open the panel with as many directives as are set, and have them written."""
        self._brief = value.text
        self._session.store()
        self.panel.set_directives([Directive("")] * value.settings.directive_count)
        self.panel.set_note("")
        self._open()
        self._write(tuple(range(value.settings.directive_count)))

    def _on_accepted(self, _run: object) -> None:
        """The run is stored with its directives; the session keeps them, the panel closes."""
        if self.is_open:
            self.save_now()
            self._hide()

    def _on_opened(self, session: Session) -> None:
        """Show what was being prepared in that session, if its words were not sent yet."""
        self._timer.stop()
        kept = self._reader.session_directives(session.id) if self._session.is_stored else ()
        self._hide()
        if session.draft.strip() and kept and not self._were_sent(session, kept):
            self._brief = session.draft
            self.panel.set_directives(kept)
            self.panel.set_note("")
            self._open()
            self._tell_composer()

    def _were_sent(self, session: Session, kept: tuple[Directive, ...]) -> bool:
        """Whether a session's directives are those of its last run: its draft is about others."""
        sent = self._reader.sent_directives(session.id)
        return [one.text for one in kept] == [one.text for one in sent]

    def _on_settings_changed(self, settings: ComposeSettings) -> None:
        """Another number was chosen: have more written, or take the last unlocked ones away."""
        if not self.is_open:
            self._show_stage()
            return
        shown = list(self.panel.all_directives())
        wanted = settings.directive_count
        if wanted == 1:
            self.close()
        elif wanted > len(shown):
            more = range(len(shown), wanted)
            self.panel.set_directives([*shown, *[Directive("")] * len(more)])
            self._write(tuple(more))
        elif wanted < len(shown):
            self.panel.set_directives(_without_last(shown, len(shown) - wanted))
            self._on_changed()

    def _on_draft_changed(self, text: str) -> None:
        if self.is_open and self._brief and text.strip() != self._brief.strip():
            self.panel.set_note("Your words have changed since. Re-roll to fit them.")

    # From the panel

    def _on_changed(self) -> None:
        self._timer.start()
        self._tell_composer()

    def _on_reroll_requested(self, numbers: tuple[int, ...]) -> None:
        self._brief = self._bar.value().text or self._brief
        self._write(numbers)

    # Writing

    def _write(self, numbers: tuple[int, ...]) -> None:
        """Have some rows written; the others stay and are avoided."""
        rows = self.panel.all_directives()
        self._request += 1
        self._pending = {number: rows[number] for number in numbers}
        # What is replaced is avoided too: a re-roll never gives the same words again.
        keeping = tuple(directive.text for directive in rows if directive.text)
        self.panel.set_busy(numbers)
        self._tell_composer()
        wish = DirectiveWish(
            brief=self._brief,
            count=min(len(numbers), DIRECTIVES_MOST),
            keeping=keeping,
            seed=secrets.randbelow(SEED_BELOW),
            session_id=self._session.id if self._session.is_stored else None,
        )
        self._people.write_directives(wish, self._request)

    def _on_written(self, answer: tuple[int, WrittenDirectives]) -> None:
        number, written = answer
        if number != self._request or not self.is_open:
            return
        for row, directive in zip(self._pending, written.directives, strict=False):
            self.panel.replace_directive(row, directive)
        self._pending = {}
        self.panel.set_note(_note(written), "warning" if written.note else "textSecondary")
        self._on_changed()

    def _on_refused(self, refusal: Refusal) -> None:
        if refusal.action != "write_directives" or not self._pending:
            return
        for row, directive in self._pending.items():
            self.panel.end_busy(row, directive)
        self._pending = {}
        self.panel.set_note(refusal.message, "danger")
        self._tell_composer()

    # Showing

    def _open(self) -> None:
        self.panel.show()
        self._show_stage()
        self._bar.refit()

    def _hide(self) -> None:
        self._request += 1
        self._pending = {}
        self.panel.hide()
        self.panel.set_directives(())
        self.panel.set_note("")
        self._composer.use_directives((), is_writing=False)
        self._show_stage()
        self._bar.refit()

    def _show_stage(self) -> None:
        self._bar.set_asking_first(is_asking_first=not self.is_open)

    def _tell_composer(self) -> None:
        """Let Generate send what is shown, and the count follow the rows."""
        shown = self.panel.directives()
        self._composer.use_directives(shown, is_writing=self.is_writing)
        wish, rows = self._bar.chips.wish, len(self.panel.rows())
        if rows and wish.directive_count != rows:
            self._bar.set_settings(replace(wish, directive_count=rows))
            self._composer.refresh()

    def _keep(self, directives: tuple[Directive, ...]) -> None:
        self._timer.stop()
        if self._session.is_stored:
            self._people.save_directives(self._session.id, directives)


def _without_last(directives: list[Directive], count: int) -> list[Directive]:
    """Return the directives without the last `count`, unlocked ones first."""
    order = sorted(range(len(directives)), key=lambda n: (directives[n].is_locked, -n))
    gone = set(order[:count])
    return [directive for n, directive in enumerate(directives) if n not in gone]


def _note(written: WrittenDirectives) -> str:
    """Return who wrote them, and what it cost."""
    if written.note:
        return written.note
    if all(directive.source == LOCAL_WRITER for directive in written.directives):
        return "Written on this computer, free. Nothing has been sent."
    if written.cost_usd is None:
        return "Written by Gemini; what it cost is not known. No picture has been asked for yet."
    return f"Written by Gemini for {money(written.cost_usd)}. No picture has been asked for yet."
