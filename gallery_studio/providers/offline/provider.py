"""The embedded image model: paints from words, edits by words, without key or network."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import math
import threading
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind, RequestError
from gallery_studio.domain.generation import (
    FinishReason,
    GenerationRequest,
    GenerationResult,
    ModelPart,
    Progress,
    ProgressKind,
)
from gallery_studio.domain.ids import ModelId
from gallery_studio.providers.offline.words import seed_of
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL import Image

MODEL_ID = ModelId("offline")
ASPECT_RATIOS = (
    "1:1",
    "2:3",
    "3:2",
    "3:4",
    "4:3",
    "4:5",
    "5:4",
    "9:16",
    "16:9",
    "21:9",
    "1:4",
    "4:1",
    "1:8",
    "8:1",
)
IMAGE_SIZES = ("512", "1K", "2K")

_SIDES = {"512": 512, "1K": 1024, "2K": 2048}
_EVEN = 8


class OfflineProvider:
    """Paints and edits with Pillow on a worker thread; the same request gives the same bytes.

    A cancelled call ends at once; its thread notices between two layers and ends a moment later.
    """

    name = "offline"

    async def generate(
        self, request: GenerationRequest, on_progress: Callable[[Progress], None]
    ) -> GenerationResult:
        """Paint the prompt, or edit the picture the request carries.

        Args:
            request: What to paint; its references and history name the picture to edit.
            on_progress: Told once that work has begun.

        Raises:
            RequestError: The prompt is empty, or the ratio or size is not one of ours.
            ProviderError: The picture to edit cannot be read.
        """
        job = _job_of(request)
        on_progress(Progress(ProgressKind.SENT))
        stop = threading.Event()
        try:
            image, text = await asyncio.to_thread(_work, job, stop.is_set)
        finally:
            stop.set()
        return GenerationResult(
            image=image,
            text=text,
            parts=_parts(text, image),
            finish_reason=FinishReason.STOP,
            model_version=str(MODEL_ID),
            seed=job.seed,
        )

    async def list_models(self) -> Sequence[ModelId]:
        """Return the one model there is."""
        return (MODEL_ID,)

    async def aclose(self) -> None:
        """Do nothing: there is no connection."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A request, checked and completed."""

    prompt: str
    seed: int
    ratio: str | None
    image_size: str | None
    source: bytes | None
    has_references: bool


def picture_size(ratio: str, image_size: str) -> tuple[int, int]:
    """Return width and height in pixels: a square of the size's side, drawn out to the ratio.

    Raises:
        RequestError: The ratio or the size is not one of ours.
    """
    if ratio not in ASPECT_RATIOS:
        raise RequestError(
            f"The offline model paints the aspect ratios {', '.join(ASPECT_RATIOS)}; choose one."
        )
    if image_size not in _SIDES:
        raise RequestError("The offline model paints the sizes 512, 1K and 2K; choose one of them.")
    across, down = (int(part) for part in ratio.split(":"))
    side = _SIDES[image_size]
    scale = side / math.sqrt(across * down)
    return _even(across * scale), _even(down * scale)


def _even(length: float) -> int:
    return max(_EVEN, round(length / _EVEN) * _EVEN)


def _job_of(request: GenerationRequest) -> _Job:
    """Return the request as work to do.

    Raises:
        RequestError: It cannot be done.
    """
    prompt = request.prompt.strip()
    if not prompt:
        raise RequestError("Write a few words first: the offline model paints from them.")
    picture_size(request.aspect_ratio or "1:1", request.image_size or "1K")
    seed = request.seed if request.seed is not None else seed_of(prompt)
    return _Job(
        prompt=prompt,
        seed=seed,
        ratio=request.aspect_ratio,
        image_size=request.image_size,
        source=_source_of(request),
        has_references=bool(request.references),
    )


def _source_of(request: GenerationRequest) -> bytes | None:
    """Return the picture the words are about, from the references or from the history.

    Raises:
        ProviderError: The request names a picture that it does not carry.
    """
    if request.source_id is None:
        return None
    entries = request.history
    sent = [*request.references, *(each for entry in entries for each in entry.references)]
    for reference in sent:
        if reference.image_id == request.source_id:
            return reference.data
    for part in (part for entry in entries for part in entry.parts):
        if part.data and hashlib.sha256(part.data).hexdigest() == request.source_id:
            return part.data
    raise ProviderError(
        ProviderErrorKind.HISTORY_UNREADABLE,
        "The picture to edit is not in this conversation any more. Start a new edit from it.",
        retryable=False,
    )


def _parts(text: str, image: bytes) -> tuple[ModelPart, ...]:
    """Return the answer as parts: the next turn finds its own picture in its history."""
    digest = hashlib.sha256(image).hexdigest()
    inline = {"inline_data": {"mime_type": "image/png", "data": f"sha256:{digest}"}}
    return ModelPart(_json({"text": text})), ModelPart(_json(inline), image)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _work(job: _Job, is_stopped: Callable[[], bool]) -> tuple[bytes, str]:
    """Do the work on the worker thread and return the PNG and the reply."""
    return _edited(job, is_stopped) if job.source else _painted(job, is_stopped)


def _painted(job: _Job, is_stopped: Callable[[], bool]) -> tuple[bytes, str]:
    from gallery_studio.providers.offline.painter import paint

    size = picture_size(job.ratio or "1:1", job.image_size or "1K")
    painting = paint(job.prompt, job.seed, size, is_stopped)
    text = f"Offline model: {painting.shows}"
    if painting.missed:
        text += f"; it could not follow {_quoted(painting.missed)}"
    if job.has_references:
        text += "; it does not look at reference pictures when it paints"
    return _png(painting.image), f"{text}."


def _edited(job: _Job, is_stopped: Callable[[], bool]) -> tuple[bytes, str]:
    from gallery_studio.providers.offline import editor

    source = editor.decode(job.source or b"")
    edited = editor.edit(source, job.prompt, job.seed, job.ratio, is_stopped)
    image = edited.image
    if job.image_size is not None:
        image = editor.fitted(image, _SIDES[job.image_size] ** 2)
    return _png(image), _edit_reply(edited.done, edited.missed, editor.ABILITIES)


def _edit_reply(done: Sequence[str], missed: Sequence[str], abilities: str) -> str:
    """Return what was done to the picture and what was not, in plain words."""
    if not done:
        wish = (
            f"I could not follow {_quoted(missed)}" if missed else "I found no edit in these words"
        )
        return (
            f"Offline model: the picture is unchanged. {wish}. The offline model can: {abilities}."
        )
    text = f"Offline model: {', then '.join(done)}."
    if missed:
        text += f" I could not follow {_quoted(missed)}. The offline model can: {abilities}."
    return text


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _png(image: Image.Image) -> bytes:
    """Return an RGB picture as PNG; no time stamps, so equal pictures are equal bytes."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()
