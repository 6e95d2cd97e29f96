"""The studio without a window: everything a person can do, on one asyncio loop.

The window reaches it through `workers.studio_worker`, the command line directly.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from gallery_studio.domain.descent import place_beside
from gallery_studio.domain.errors import ProviderError, RequestError
from gallery_studio.domain.ids import new_session_id
from gallery_studio.domain.image import Origin
from gallery_studio.domain.naming import session_name
from gallery_studio.domain.session import Session
from gallery_studio.domain.status import Status
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.imaging.previewing import ThreadPreviewer
from gallery_studio.records import dataclass
from gallery_studio.studio.composing import ComposedRun, Composition, compose
from gallery_studio.studio.directive_writer import DirectiveWriter
from gallery_studio.studio.editing import Editing, EditMessage, EditSource, StartedTurn
from gallery_studio.studio.image_chat import (
    ChatTools,
    ContinuedChat,
    continue_image_chat,
    start_image_chat,
)
from gallery_studio.studio.running import OutputProgress, OutputRunner
from gallery_studio.studio.storing import store_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.conversation import Output
    from gallery_studio.domain.ids import (
        ConversationId,
        IdentityId,
        ImageId,
        ModelId,
        OutputId,
        PersonId,
        SessionId,
    )
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.providers.port import ImageProvider
    from gallery_studio.providers.text_port import TextProvider
    from gallery_studio.studio.access import LibraryAccess
    from gallery_studio.studio.prompts import PromptBuilder
    from gallery_studio.studio.provider_set import ProviderSet
    from gallery_studio.studio.storing import Previewer, StoredPicture

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StudioNews:
    """Whom the studio tells what is not stored. Called on the loop; must not block.

    Attributes:
        on_progress: News of a running output.
        on_problem: A sentence about something that went wrong outside any output.
    """

    on_progress: Callable[[OutputProgress], None]
    on_problem: Callable[[str], None]


class Studio:
    """What a person does. All methods on the studio thread's loop."""

    def __init__(
        self,
        access: LibraryAccess,
        catalogue: Catalogue,
        prompts: PromptBuilder,
        providers: ProviderSet,
        news: StudioNews,
        *,
        calls_at_once: int,
        references_most: int,
        previewer: Previewer | None = None,
    ) -> None:
        """Put the studio together.

        Args:
            access: The library.
            catalogue: The models there are.
            prompts: Builds the words that are sent.
            providers: Who answers for the models.
            news: Whom to tell what is not stored.
            calls_at_once: Most model calls at the same time.
            references_most: Most reference pictures a turn may carry.
            previewer: Makes the previews of answers; None makes them in threads.
        """
        self._access = access
        self._previewer = previewer or ThreadPreviewer()
        self._references_most = references_most
        self._listing: asyncio.Task[object] | None = None
        self._catalogue = catalogue
        self._all_models = catalogue
        self._prompts = prompts
        self._providers = providers
        self._news = news
        self.directives = DirectiveWriter(access, prompts, providers, lambda: self._catalogue)
        self.runner = OutputRunner(
            access,
            providers,
            catalogue,
            previewer=self._previewer,
            calls_at_once=calls_at_once,
            on_progress=news.on_progress,
            on_problem=news.on_problem,
        )

    @property
    def access(self) -> LibraryAccess:
        """The library."""
        return self._access

    @property
    def catalogue(self) -> Catalogue:
        """The models as they hold for the key in use."""
        return self._catalogue

    def text_provider(self) -> TextProvider | None:
        """Return what answers in words, or None without a key."""
        return self._providers.text_provider()

    async def recover(self) -> Changes:
        """Mark what a crash interrupted as failed, with Retry. Once, at start-up."""
        return await self._access.write(lambda library: library.work.recover_interrupted())

    async def generate(self, composition: Composition) -> ComposedRun:
        """Store a run and start all its outputs.

        Raises:
            RequestError: It cannot be sent; says what to change. Nothing was written.
            LibraryError: It could not be stored; nothing was written.
        """
        run = await compose(
            self._access,
            self._catalogue,
            self._prompts,
            composition,
            references_most=self._references_most,
        )
        self.runner.start(run.outputs)
        return run

    async def start_edit(self, source: EditSource, message: EditMessage) -> StartedTurn:
        """Begin a conversation from a picture and start its first turn.

        Raises:
            RequestError: It cannot be sent; says what to change. Nothing was written.
            LibraryError: It could not be stored; nothing was written.
        """
        turn = await self._editing().start(source, message)
        self.runner.start(turn.outputs)
        return turn

    async def continue_edit(
        self, conversation_id: ConversationId, from_output: OutputId | None, message: EditMessage
    ) -> StartedTurn:
        """Start the next turn of a conversation; see `Editing.go_on`.

        Raises:
            RequestError: It cannot be sent; says what to change. Nothing was written.
            LibraryError: It could not be stored; nothing was written.
        """
        turn = await self._editing().go_on(conversation_id, from_output, message)
        self.runner.start(turn.outputs)
        return turn

    async def start_image_chat(
        self,
        identity_id: IdentityId,
        person_id: PersonId | None,
        message: EditMessage,
        session_id: SessionId | None = None,
    ) -> ComposedRun:
        """Start a person's chat for an identity; see `image_chat.start_image_chat`.

        Raises:
            RequestError: It cannot be sent; says what to change. Nothing was written.
            LibraryError: It could not be stored; nothing was written.
        """
        run = await start_image_chat(
            self._chat_tools(), identity_id, person_id, message, session_id=session_id
        )
        self.runner.start(run.outputs)
        return run

    async def continue_image_chat(
        self,
        person_id: PersonId | None,
        message: EditMessage,
        *,
        identity_id: IdentityId | None = None,
        from_output: OutputId | None = None,
    ) -> ContinuedChat:
        """Go on with a person's active chat; see `image_chat.continue_image_chat`.

        Raises:
            RequestError: It cannot be sent; says what to change. Nothing was written.
            LibraryError: It could not be stored; nothing was written.
        """
        chat = await continue_image_chat(
            self._chat_tools(),
            person_id,
            message,
            identity_id=identity_id,
            from_output=from_output,
        )
        self.runner.start(chat.turn.outputs)
        return chat

    def set_references_most(self, references: int) -> None:
        """Allow another number of reference pictures a turn."""
        self._references_most = references

    async def retry(self, output_ids: Iterable[OutputId]) -> None:
        """Send failed or cancelled outputs again, each with its same request."""
        for output_id in output_ids:
            output = await self._access.read(_output_query(output_id))
            if output.status in (Status.FAILED, Status.CANCELLED):
                await self.runner.retry(output_id, output.model)

    async def stop(self, output_ids: Iterable[OutputId]) -> None:
        """Cancel outputs that run."""
        await self.runner.stop(output_ids)

    async def add_image(self, data: bytes, name: str, origin: Origin) -> StoredPicture:
        """Store a picture that was brought in, without a card.

        Raises:
            ImageError: It cannot be read, or is too large.
            LibraryError: It could not be stored.
        """
        picture = await asyncio.to_thread(store_now, self._access.images, data, origin, name)
        await self._access.write(
            lambda library: library.work.add_image(picture.file, picture.micro_rgb)
        )
        return picture

    async def import_image(self, data: bytes, name: str) -> tuple[SessionId, ImageId]:
        """Bring a picture into a new session, as a card.

        Raises:
            ImageError: It cannot be read, or is too large.
            LibraryError: It could not be stored.
        """
        picture = await asyncio.to_thread(
            store_now, self._access.images, data, Origin.IMPORTED, name
        )
        when = utc_now()
        session = Session(
            id=new_session_id(when.timestamp()),
            name=session_name(when.astimezone(), Path(name).stem),
            created_utc=utc_text(when),
            updated_utc=utc_text(when),
        )
        place = place_beside([picture.file.width / picture.file.height], [], None)[0]
        await self._access.write(
            lambda library: library.cards.add_image_card(
                session, picture.file, picture.micro_rgb, place, name
            )
        )
        return session.id, picture.file.id

    async def is_file_missing(self, image_id: ImageId) -> bool:
        """Whether a picture's file is not where it should be."""
        file = await self._access.read(_image_query(image_id))
        return not await asyncio.to_thread(self._access.images.path_of(file).is_file)

    async def rebuild_previews(self, image_ids: Sequence[ImageId]) -> None:
        """Make missing previews again from the pictures themselves."""
        for image_id in image_ids:
            file = await self._access.read(_image_query(image_id))
            await asyncio.to_thread(_rebuild, self._access, file)

    async def locate_picture(self, image_id: ImageId, path: Path) -> None:
        """Bring back a picture whose file is missing, from a copy that lies elsewhere.

        Raises:
            RequestError: The file is another picture.
            ImageError: The file cannot be read.
            LibraryError: It could not be stored.
        """
        file = await self._access.read(_image_query(image_id))
        await asyncio.to_thread(_bring_back, self._access, file, path)

    async def use_gemini(self, factory: Callable[[], ImageProvider] | None) -> None:
        """Use another Gemini provider from now on; None when there is no key any more."""
        await self._providers.replace("gemini", factory)
        if factory is None:
            self._set_catalogue(self._all_models)

    async def refresh_models(self) -> Catalogue:
        """Ask the service which models it offers the key, and go by that.

        Raises:
            ProviderError: The service could not be asked, or took the key not.
        """
        self._listing = asyncio.current_task()
        # Starting a process holds every thread up for a moment: now, not when a person asks.
        self._previewer.prepare()
        try:
            listed = await self._providers.get("gemini").list_models()
        finally:
            self._listing = None
        if listed:  # an empty list says nothing about what the key may do
            self._set_catalogue(self._all_models.merged(listed))
        return self._catalogue

    async def shutdown(self) -> None:
        """Cancel what runs, store that, and let go of connections."""
        if self._listing is not None:
            self._listing.cancel()
            await asyncio.wait([self._listing])
        await self.runner.shutdown()
        await self._providers.aclose()

    def check_models(self, models: Sequence[ModelId]) -> None:
        """Check that models can be asked with the providers there are.

        Raises:
            RequestError: One cannot; says what to do.
        """
        for model in models:
            self._catalogue.validate(model, None, None, 0)
            info = self._catalogue.get(model)
            if info is not None and not self._providers.has(info.provider):
                try:
                    self._providers.get(info.provider)
                except ProviderError as error:
                    raise RequestError(error.message) from None

    def _chat_tools(self) -> ChatTools:
        return ChatTools(self._access, self._catalogue, self._prompts, self._references_most)

    def _editing(self) -> Editing:
        return Editing(self._access, self._catalogue, self._references_most)

    def _set_catalogue(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.runner.set_catalogue(catalogue)


def _output_query(output_id: OutputId) -> Callable[[LibraryReader], Output]:
    return lambda reader: reader.output(output_id)


def _image_query(image_id: ImageId) -> Callable[[LibraryReader], ImageFile]:
    return lambda reader: reader.image(image_id)


def _rebuild(access: LibraryAccess, file: ImageFile) -> None:
    """Make a picture's previews anew (worker thread)."""
    from gallery_studio.imaging.previews import previews_of

    _, previews = previews_of(access.images.read(file), file.source_name)
    access.images.store_previews(file.id, previews)


def _bring_back(access: LibraryAccess, file: ImageFile, path: Path) -> None:
    """Store a missing picture's bytes again if these are they (worker thread)."""
    from gallery_studio.imaging.loader import read_image_file

    data = read_image_file(path)
    if hashlib.sha256(data).hexdigest() != file.id:
        raise RequestError(
            f"{path.name} is another picture, or was changed. Choose the file as it was saved."
        )
    access.images.store_file(data, file.media_type)
