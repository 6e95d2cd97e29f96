"""Draws the conversation pane and the edit dialog into PNG files: ``ART_FOLDER OUT_FOLDER``.

Compare the pictures with the design after a change: what a test cannot see, an eye can.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gallery_studio import paths
from gallery_studio.domain.conversation import Conversation, Output, Turn, TurnReference
from gallery_studio.domain.ids import ImageId, ModelId, OutputId
from gallery_studio.domain.status import Status
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.studio.editing import EditSource
from gallery_studio.ui.conversation import notices
from gallery_studio.ui.conversation.conversation_list import ConversationList, ConversationRow
from gallery_studio.ui.conversation.conversation_pane import ConversationPane
from gallery_studio.ui.conversation.conversation_state import ConversationRecord, make_state
from gallery_studio.ui.conversation.pane_context import PaneContext
from gallery_studio.ui.edit_dialog.edit_dialog import EditDialog
from gallery_studio.ui.edit_dialog.edit_subject import EditSubject
from gallery_studio.ui.theme.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.ui.conversation.conversation_state import ConversationState

NOW = datetime(2026, 11, 21, 11, 54, 30, tzinfo=UTC)
PRO, NANO, LITE = (
    ModelId("gemini-3-pro-image"),
    ModelId("gemini-nano-banana-2.1"),
    ModelId("gemini-3.1-flash-lite-image"),
)


class Art:
    """Pictures by file name, decoded once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pixmaps: dict[str, QPixmap] = {}

    def size(self, image_id: str) -> tuple[int, int]:
        """Return width and height of a picture."""
        pixmap = QPixmap(str(self._folder / f"{image_id}.jpg"))
        return pixmap.width(), pixmap.height()

    def pixmap(self, image_id: ImageId, side_px: int) -> QPixmap | None:
        """Return a picture scaled to a side."""
        whole = self._pixmaps.get(image_id)
        if whole is None:
            whole = self._pixmaps[image_id] = QPixmap(str(self._folder / f"{image_id}.jpg"))
        smooth = Qt.TransformationMode.SmoothTransformation
        return whole.scaled(side_px * 2, side_px * 2, Qt.AspectRatioMode.KeepAspectRatio, smooth)


def lamp(kind: str, sizes: Callable[[str], tuple[int, int]]) -> ConversationState:
    """Return the conversation of the design; `kind` is ready, generating, failed or branches."""
    message = "Make the background darker, keep the lamp glowing"
    conversation = Conversation(
        "cnv", "gal", message, _at(40), _at(1),
        source_image_id=ImageId("lamp_src"), models=(PRO, NANO, LITE),
    )  # fmt: skip
    models = (PRO, NANO) if kind == "ready" else (PRO, NANO, LITE)
    turns = [
        Turn("t1", "cnv", 1, "Sage room, afternoon leaf shadow", models, _at(30)),
        Turn("t2", "cnv", 2, "Add a vase with eucalyptus behind the plinth", models, _at(20),
             parent_turn_id="t1"),
        Turn("t3", "cnv", 3, f"{message}. Match the mood of these two.", models, _at(0.4),
             parent_turn_id="t2",
             references=tuple(TurnReference(ImageId(n)) for n in ("perfume_basalt", "pears"))),
    ]  # fmt: skip
    words = "Added a matte stoneware vase with three eucalyptus stems behind the plinth, left of "
    outputs = [
        *_outputs("t1", models, ("lamp_olive_a", "lamp_olive_b", "lamp_sage")),
        *_outputs("t2", models, ("lamp_plant_a", "lamp_plant_b", "lamp_olive_a"),
                  words + "the lamp. Light and framing are unchanged."),
        *_outputs("t3", models, ("lamp_dark_a", "lamp_dark_b", "lamp_night"),
                  "The room is now near-dark and the shade carries the light. "
                  "The vase keeps a faint edge so it still reads."),
    ]  # fmt: skip
    starred = {OutputId("t2-0")}
    if kind in {"generating", "failed"}:
        outputs[6] = _running(outputs[6]) if kind == "generating" else _refused(outputs[6])
        outputs[7] = replace(outputs[7], text="")
        outputs[8] = _busy(outputs[8])
    if kind == "branches":
        turns.append(Turn("t2b", "cnv", 2, "Cobalt room instead", models, _at(0.2),
                          parent_turn_id="t1"))  # fmt: skip
        outputs += _outputs("t2b", models, ("lamp_cobalt", "lamp_terra", "lamp_chrome"))
        conversation = replace(conversation, head_output_id=OutputId("t1-1"))
    record = ConversationRecord(
        conversation, tuple(turns), tuple(outputs),
        {ImageId(o.image_id): sizes(o.image_id) for o in outputs if o.image_id},
        frozenset(starred),
    )  # fmt: skip
    return make_state(record)


def _at(minutes_ago: float) -> str:
    when = NOW.timestamp() - minutes_ago * 60
    return datetime.fromtimestamp(when, UTC).isoformat(timespec="milliseconds")


def _outputs(
    turn: str, models: Sequence[ModelId], images: Sequence[str], words: str = ""
) -> list[Output]:
    return [
        Output(f"{turn}-{i}", turn, model, i, "", _at(1), status=Status.COMPLETED,
               image_id=ImageId(image), text=words if i == 0 else "", started_utc=_at(0.24))
        for i, (model, image) in enumerate(zip(models, images, strict=False))
    ]  # fmt: skip


def _running(output: Output) -> Output:
    return replace(output, status=Status.GENERATING, image_id=None, text="")


def _busy(output: Output) -> Output:
    return replace(
        output, status=Status.FAILED, image_id=None, text="", is_retryable=True,
        error_kind="overloaded", error_message="The model is busy. Nothing was charged.",
    )  # fmt: skip


def _refused(output: Output) -> Output:
    return replace(
        output, status=Status.FAILED, image_id=None, text="", error_kind="refused",
        error_message="The safety filter stopped this picture. Describe it in other words, "
        "or leave out what could be taken for a real person.",
    )  # fmt: skip


def pane(theme: Theme, art: Art, kind: str, size: tuple[int, int]) -> QPixmap:
    """Draw the pane in one state and size."""
    catalogue = Catalogue.load(paths.resources() / "models.toml")
    view = ConversationPane(PaneContext(theme, catalogue, art.pixmap, lambda: NOW))
    view.resize(*size)
    view.show_conversation(lamp(kind, art.size))
    for name in ("perfume_basalt", "pears", "coffee")[: 3 if kind == "ready" else 2]:
        view.add_reference(ImageId(name), f"{name}.jpg")
    if kind == "generating":
        view.input.text.set_text("Then warm the plaster a little, as if a fire were")
    if kind == "failed":
        view.show_notice(notices.references_changed())
        view.set_left_out(((PRO, (ImageId("pears"),)),))
    view.show()
    if kind == "generating":
        view.focus_input()
    QApplication.processEvents()
    if kind == "ready" and (tile := view.turns.tile(OutputId("t3-0"))):
        QTest.mouseMove(tile, QPoint(60, 60))
        tile.setFocus()
    QTest.qWait(450)
    return view.grab()


def dialog(theme: Theme, art: Art, size: tuple[int, int], text: str) -> QPixmap:
    """Draw the edit dialog over a bare window."""
    catalogue = Catalogue.load(paths.resources() / "models.toml")
    window = QWidget()
    palette = window.palette()
    palette.setColor(palette.ColorRole.Window, QColor(theme.color("canvas")))
    window.setPalette(palette)
    window.resize(*size)
    view = EditDialog(PaneContext(theme, catalogue, art.pixmap, lambda: NOW), window)
    window.show()
    view.open_for(
        EditSubject(
            EditSource("gal", ImageId("lamp_src")), 1024, 1024, "PNG", PRO,
            "Brass dome lamp on a plaster plinth, first light", "Halden lamp", 0,
        )
    )  # fmt: skip
    view.text.set_text(text)
    for name in ("perfume_basalt", "pears"):
        view.add_reference(ImageId(name), f"{name}.jpg")
    QTest.qWait(300)
    shot = window.grab()
    view.hide()
    return shot


def listing(theme: Theme, art: Art) -> QPixmap:
    """Draw the list of conversations."""
    catalogue = Catalogue.load(paths.resources() / "models.toml")
    view = ConversationList(PaneContext(theme, catalogue, art.pixmap, lambda: NOW))
    thumbs = tuple(map(ImageId, ("lamp_src", "lamp_dark_a", "lamp_dark_b")))
    view.show_rows(
        (
            ConversationRow("a", "Make the background darker, keep the lamp glowing", 3, _at(12),
                            thumbs, is_active=True),
            ConversationRow("b", "Cobalt room", 1, _at(3000), thumbs[:1]),
        )
    )  # fmt: skip
    view.resize(view.sizeHint())
    view.show()
    QTest.qWait(50)
    return view.grab()


def main(art_folder: Path, folder: Path) -> None:
    """Draw all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    art = Art(art_folder)
    for scheme, scale in (("dark", 100), ("light", 100), ("dark", 150)):
        theme = Theme(paths.resources(), scheme, scale)
        theme.apply(app)
        tag = scheme if scale == 100 else f"{scheme}-{scale}"
        shots = (
            ("ready", (440, 1000)), ("generating", (620, 1000)), ("failed", (440, 1000)),
            ("branches", (720, 1000)), ("ready", (360, 700)),
        )  # fmt: skip
        for kind, size in shots:
            name = f"pane-{kind}-{size[0]}-{tag}.png"
            pane(theme, art, kind, size).save(str(folder / name))
        words = "Make the background darker, keep the lamp glowing"
        dialog(theme, art, (1600, 1000), words).save(str(folder / f"dialog-1600-{tag}.png"))
        dialog(theme, art, (1024, 700), "").save(str(folder / f"dialog-1024-{tag}.png"))
        listing(theme, art).save(str(folder / f"list-{tag}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
