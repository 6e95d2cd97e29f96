"""Brings pictures in: files, folders, pasted pictures, addresses; all of one act at once.

A bad picture never spoils the others: it is named, with its reason, in the result.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from gallery_studio.domain.arrange import columns_for, place_run
from gallery_studio.domain.card import COLUMN_WIDTH, card_height
from gallery_studio.domain.errors import ImageError, StudioError
from gallery_studio.domain.image import Origin
from gallery_studio.domain.naming import one_line
from gallery_studio.library.cards import NewImageCard
from gallery_studio.records import dataclass
from gallery_studio.studio.import_sources import (
    AddressSource,
    CardTarget,
    FileSource,
    ImportWish,
    MadeSource,
    SkippedSource,
    Source,
    StoredSource,
    find_pictures,
    host_of,
    name_of,
)
from gallery_studio.studio.storing import StoredPicture, store_now
from gallery_studio.studio.web_import import FetchPolicy, fetch_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gallery_studio.domain.ids import CardId, ImageId, SessionId
    from gallery_studio.imaging.recipe.recipe import Recipe
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.access import LibraryAccess

_AT_ONCE = 2
"""Pictures decoded at the same time; each may need some 200 MB."""
_COLUMNS_MOST = 8
_NAMES_SHOWN = 3
_MICRO_BYTES = 768


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far it is.

    Attributes:
        done: Pictures dealt with.
        total: Pictures in all; 0 while they are still being looked for.
        name: The one begun last.
        share: Part of everything that is done, 0 to 1.
    """

    done: int
    total: int
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class ImportedPicture:
    """A picture that was brought in.

    Attributes:
        image_id: The picture.
        name: What it is called.
        card_id: Its card, or None for a reference.
        recipe: How it was made, where its file says so and it came alone.
        frames: How many frames its file holds; the studio shows the first.
    """

    image_id: ImageId
    name: str
    card_id: CardId | None = None
    recipe: Recipe | None = None
    frames: int = 1


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of it.

    Attributes:
        session_id: The session of the cards, or None.
        pictures: In order.
        skipped: In order.
        left_out: Pictures not looked at: too many, or it was stopped before.
        is_cancelled: Whether the person stopped it; what was there by then stays.
    """

    session_id: SessionId | None
    pictures: tuple[ImportedPicture, ...]
    skipped: tuple[SkippedSource, ...]
    left_out: int = 0
    is_cancelled: bool = False

    @property
    def card_ids(self) -> list[CardId]:
        """The new cards."""
        return [picture.card_id for picture in self.pictures if picture.card_id is not None]

    @property
    def sentence(self) -> str:
        """What a person is told, such as ``12 images, 3 skipped: a.png, b.svg, c.gif``."""
        count = len(self.pictures)
        parts = [f"{count} image{'' if count == 1 else 's'}"]
        if self.skipped:
            parts.append(f"{len(self.skipped)} skipped: {_names(self.skipped)}")
        if self.left_out:
            parts.append(f"{self.left_out:,} left out")
        return ("Stopped: " if self.is_cancelled else "") + ", ".join(parts)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A picture whose file is stored."""

    picture: StoredPicture
    name: str
    recipe: Recipe | None = None


class PictureImport:
    """One import. `run` on the studio thread's loop; `cancel` from any thread."""

    def __init__(
        self,
        access: LibraryAccess,
        wish: ImportWish,
        on_progress: Callable[[ImportProgress], None],
        policy: FetchPolicy | None = None,
    ) -> None:
        self._access = access
        self._wish = wish
        self._on_progress = on_progress
        self._policy = policy or FetchPolicy()
        self._cancelled = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._fetches: set[asyncio.Task[object]] = set()
        self._done = 0
        self._total = 0
        self._gate = asyncio.Semaphore(_AT_ONCE)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was stopped."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop soon; what is stored by then stays."""
        self._cancelled.set()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._cancel_fetches)

    async def run(self) -> ImportResult:
        """Bring everything in; once.

        Raises:
            LibraryError: It could not be stored; no card was added.
        """
        self._loop = asyncio.get_running_loop()
        self._tell("")
        sources, skipped, left_out = await self._unfolded()
        self._total = len(sources)
        self._tell("")
        results = await asyncio.gather(*(self._load(source) for source in sources))
        loaded = [result for result in results if isinstance(result, _Loaded)]
        skipped += [result for result in results if isinstance(result, SkippedSource)]
        left_out += sum(result is None for result in results)
        pictures = await self._store(loaded) if loaded else ()
        cards = self._wish.cards
        return ImportResult(
            session_id=cards.session.id if cards is not None else None,
            pictures=pictures,
            skipped=tuple(skipped),
            left_out=left_out,
            is_cancelled=self.is_cancelled,
        )

    def _cancel_fetches(self) -> None:
        for task in self._fetches:
            task.cancel()

    async def _unfolded(self) -> tuple[list[Source], list[SkippedSource], int]:
        """Return the sources with the files of folders in their place."""
        files = [s.path for s in self._wish.sources if isinstance(s, FileSource)]
        others = [s for s in self._wish.sources if not isinstance(s, FileSource)]
        found = await asyncio.to_thread(find_pictures, files, lambda: self.is_cancelled)
        skipped = [*self._wish.skipped, *found.skipped]
        return [*map(FileSource, found.paths), *others], skipped, found.left_out

    async def _load(self, source: Source) -> _Loaded | SkippedSource | None:
        """Store the file of one picture; None when it was stopped before."""
        async with self._gate:
            if self.is_cancelled:
                return None
            name = name_of(source)
            self._tell(name)
            try:
                return await self._loaded(source)
            except StudioError as error:
                return SkippedSource(name, error.message)
            except asyncio.CancelledError:
                if self._cancelled.is_set():
                    return None
                raise
            finally:
                self._done += 1
                self._tell(name)

    async def _loaded(self, source: Source) -> _Loaded:
        match source:
            case StoredSource(image_id, name):
                picture = await self._access.read(lambda reader: _stored(reader, image_id))
                return _Loaded(picture, name)
            case AddressSource(address):
                data, name = await self._fetched(address)
                return await self._kept(lambda: data, name)
            case MadeSource(make, name):
                return await self._kept(make, name)
            case FileSource(path):
                return await self._kept(lambda: _read_file(path), path.name)

    async def _fetched(self, address: str) -> tuple[bytes, str]:
        def tell(received: int, total: int | None) -> None:
            self._tell(host_of(address), min(1.0, received / total) if total else 0.0)

        task = asyncio.create_task(fetch_picture(address, self._policy, tell))
        self._fetches.add(task)
        try:
            picture = await task
        finally:
            self._fetches.discard(task)
        return picture.data, picture.name

    async def _kept(self, make: Callable[[], bytes], name: str) -> _Loaded:
        """Make, check and store a picture's bytes in a thread."""
        origin = Origin.IMPORTED if self._wish.cards is not None else Origin.REFERENCE
        images = self._access.images
        is_alone = self._total == 1

        def keep() -> _Loaded:
            data = make()
            picture = store_now(images, data, origin, name)
            return _Loaded(picture, name, _recipe_in(data) if is_alone else None)

        return await asyncio.to_thread(keep)

    async def _store(self, loaded: Sequence[_Loaded]) -> tuple[ImportedPicture, ...]:
        """Write all rows at once."""
        if self._wish.cards is None:
            for one in loaded:
                await self._add_image(one.picture)
            return tuple(
                ImportedPicture(one.picture.file.id, one.name, frames=one.picture.frames)
                for one in loaded
            )
        cards = await self._placed(self._wish.cards, loaded)
        session = self._wish.cards.session
        await self._access.write(lambda library: library.cards.add_image_cards(session, cards))
        return tuple(
            ImportedPicture(
                card.image.id, card.caption, card.card_id, one.recipe, one.picture.frames
            )
            for card, one in zip(cards, loaded, strict=True)
        )

    async def _add_image(self, picture: StoredPicture) -> None:
        await self._access.write(
            lambda library: library.work.add_image(picture.file, picture.micro_rgb)
        )

    async def _placed(self, target: CardTarget, loaded: Sequence[_Loaded]) -> list[NewImageCard]:
        """Return the cards, in free space from the anchor on, in front of all others."""
        taken = await self._access.read(
            lambda reader: [card.placement for card in reader.canvas_cards(target.session.id)]
        )
        aspects = [one.picture.file.width / one.picture.file.height for one in loaded]
        heights = [card_height(COLUMN_WIDTH, aspect) for aspect in aspects]
        places = place_run(
            aspects,
            [place.rect for place in taken],
            target.anchor,
            columns=min(_COLUMNS_MOST, columns_for(heights)),
            z=max((place.z for place in taken), default=0) + 1,
        )
        return [
            NewImageCard(one.picture.file, one.picture.micro_rgb, place, one.name)
            for one, place in zip(loaded, places, strict=True)
        ]

    def _tell(self, name: str, part: float = 0.0) -> None:
        share = (self._done + part) / self._total if self._total else 0.0
        self._on_progress(ImportProgress(self._done, self._total, name, min(1.0, share)))


def _stored(reader: LibraryReader, image_id: ImageId) -> StoredPicture:
    """Return a picture the library has."""
    micros = reader.micro_previews_of([image_id])
    return StoredPicture(reader.image(image_id), micros.get(image_id, bytes(_MICRO_BYTES)))


def _recipe_in(data: bytes) -> Recipe | None:
    from gallery_studio.imaging.recipe.reading import read_recipe

    return read_recipe(data)


def _read_file(path: Path) -> bytes:
    from gallery_studio.imaging.loader import read_image_file

    data = read_image_file(path)
    if not data:
        raise ImageError(f"{one_line(path.name, 80)} is empty.")
    return data


def _names(skipped: Sequence[SkippedSource]) -> str:
    """Return the first names, and how many more there are."""
    names = [one_line(one.name, 40) for one in skipped[:_NAMES_SHOWN]]
    more = len(skipped) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
