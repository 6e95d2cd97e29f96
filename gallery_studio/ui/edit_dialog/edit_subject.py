"""The picture the dialog edits, as it shows it; and sizes in words. No Qt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gallery_studio.domain.geometry import aspect_of
from gallery_studio.records import dataclass
from gallery_studio.studio.editing import EditSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.ids import ImageId, ModelId, OutputId, SessionId
    from gallery_studio.domain.model_info import ModelInfo
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue

SIDE_PX = {"512": 512, "1K": 1024, "2K": 2048, "4K": 4096}
"""Side of a square picture of each size."""
COMMON_RATIOS = ("1:1", "4:5", "3:4", "4:3", "16:9", "9:16")
_SAME = 0.02


@dataclass(frozen=True, slots=True)
class EditSubject:
    """What is edited.

    Attributes:
        source: What the studio needs to know of it.
        width: Pixels.
        height: Pixels.
        format: Such as ``PNG``.
        model: The model that made it, or None when it was brought in.
        prompt: The words it was made from, or "".
        product_name: The product it shows, or "".
        product_color: Index of the product's dot colour.
    """

    source: EditSource
    width: int
    height: int
    format: str
    model: ModelId | None = None
    prompt: str = ""
    product_name: str = ""
    product_color: int = 0

    @property
    def aspect(self) -> float:
        """Width ÷ height."""
        return self.width / self.height if self.width and self.height else 1.0

    @property
    def facts(self) -> str:
        """Size and format, such as ``1024 × 1024, PNG``."""
        return f"{self.width} × {self.height}, {self.format}"


def read_edit_subject(
    reader: LibraryReader,
    session_id: SessionId,
    image_id: ImageId,
    output_id: OutputId | None = None,
) -> EditSubject:
    """Read what the dialog shows of a picture. GUI thread.

    Raises:
        LibraryError: The picture or its output is not known.
    """
    file = reader.image(image_id)
    subject = EditSubject(
        EditSource(session_id, image_id, output_id), file.width, file.height, file.media_type.label
    )
    if output_id is None:
        return subject
    output = reader.output(output_id)
    turn = reader.turn(output.turn_id)
    cards = reader.cards_of_outputs([output_id])
    name, color = (cards[0].product_name, cards[0].product_color) if cards else ("", 0)
    return EditSubject(
        subject.source,
        file.width,
        file.height,
        subject.format,
        output.model,
        turn.message,
        name,
        color,
    )


def models_at_first(subject: EditSubject, catalogue: Catalogue) -> tuple[ModelId, ...]:
    """Return the models chosen beforehand: the source's own when it can be asked, else none."""
    askable = {info.id for info in catalogue.current()}
    if subject.model is not None and subject.model in askable:
        return (subject.model,)
    return ()


def offered_ratios(
    models: Sequence[ModelInfo], aspect: float
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ratios shown as shapes, and those behind "More".

    The source's own shape is offered as "Source" and not a second time.
    """
    known = list(dict.fromkeys(ratio for model in models for ratio in model.aspect_ratios))
    others = [r for r in known if abs(aspect_of(r) / aspect - 1) > _SAME]
    shown = tuple(r for r in COMMON_RATIOS if r in others)[:5]
    return shown, tuple(r for r in others if r not in shown)


def offered_sizes(models: Sequence[ModelInfo]) -> tuple[str, ...]:
    """Return the sizes one of the models takes, smallest first."""
    known = {size for model in models for size in model.sizes}
    return tuple(size for size in SIDE_PX if size in known)


def size_at_first(subject: EditSubject, sizes: Sequence[str]) -> str | None:
    """Return the offered size nearest to the source's own."""
    if not sizes:
        return None
    side = math.sqrt(max(1, subject.width * subject.height))
    return min(sizes, key=lambda size: abs(math.log(SIDE_PX[size] / side)))


def pixels_text(image_size: str | None, aspect: float) -> str:
    """Return the pixels a size gives, such as ``2048 × 2048`` or ``about 1830 × 2290``."""
    side = SIDE_PX.get(image_size or "")
    if side is None:
        return ""
    if abs(aspect - 1) < _SAME:
        return f"{side} × {side}"
    width, height = side * math.sqrt(aspect), side / math.sqrt(aspect)
    return f"about {round(width, -1):.0f} × {round(height, -1):.0f}"
