"""A session of a thousand items, and memory that does not grow with the pictures."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

from gallery_studio.domain.ids import ModelId
from gallery_studio.library.archive import layout
from tests.support.archive_session import (
    EMOJI,
    add_picture,
    answer,
    bring_in,
    export,
    png,
    signed_parts,
)
from tests.unit.library.archive.test_round_trip import metadata
from tests.unit.library.building import run_work, session


def test_a_thousand_items_come_back_as_they_were(library, other, tmp_path):
    messages = [f"{EMOJI} number {number}" for number in range(1_000)]
    work = run_work(session("large"), messages, (ModelId("offline"),))
    library.work.start(work)
    for number in range(5):
        answer(library, work.outputs[number].id, png(number + 1))
    report = export(library, work.session_id, tmp_path / "1.zip")
    assert report.pictures == 5
    bring_in(other, tmp_path / "1.zip")
    export(other, work.session_id, tmp_path / "2.zip")
    old, new = metadata(tmp_path / "1.zip"), metadata(tmp_path / "2.zip")
    del old["exported_utc"], new["exported_utc"]
    assert new == old
    assert [turn["message"] for turn in new["turns"]] == messages
    # what was still being made cannot arrive in an archive: it can be tried again
    assert {output["status"] for output in new["outputs"]} == {"completed", "failed"}
    assert all(o["is_retryable"] for o in new["outputs"] if o["status"] == "failed")


def test_events_and_long_parts_get_files_of_their_own(library, other, tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "EVENTS_APART_BYTES", 100)
    monkeypatch.setattr(layout, "PART_APART_CHARACTERS", 50)
    work = run_work(session())
    library.work.start(work)
    data = png(3)
    image = add_picture(library, data)
    parts = signed_parts(image, data, png(4))
    answer(library, work.outputs[0].id, data, parts=parts)
    export(library, work.session_id, tmp_path / "1.zip")
    said = metadata(tmp_path / "1.zip")
    assert said["events"] == {"file": "events.json"}
    assert said["outputs"][0]["parts"][2]["json_file"] == "parts/part_002.json"
    bring_in(other, tmp_path / "1.zip")
    reader = other.reader()
    try:
        assert reader.model_parts(work.outputs[0].id) == parts
        assert len(reader.events(work.session_id)) > 3
    finally:
        reader.shutdown()


def test_memory_does_not_grow_with_the_session(library, other, tmp_path):
    work = run_work(session(), [f"n {number}" for number in range(40)])
    library.work.start(work)
    for number, output in enumerate(work.outputs):
        # a mebibyte each: packed so little that it lies in the file as it is
        answer(library, output.id, _large(number))
    total = sum(p.stat().st_size for p in (library.folder / "images").rglob("*.png"))
    assert total > 30_000_000
    tracemalloc.start()
    try:
        export(library, work.session_id, tmp_path / "1.zip")
        exporting = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        bring_in(other, tmp_path / "1.zip")
        importing = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert exporting < 12_000_000
    assert importing < 30_000_000


def _large(number: int) -> bytes:
    import random
    from io import BytesIO

    from PIL import Image

    raw = random.Random(number).randbytes(540 * 540 * 3)
    stream = BytesIO()
    Image.frombytes("RGB", (540, 540), raw).save(stream, "PNG", compress_level=0)
    return stream.getvalue()


def test_a_session_in_the_bin_can_be_taken_out_and_comes_in_alive(library, other, tmp_path):
    work = run_work(session("binned"))
    library.work.start(work)
    library.sessions.discard(work.session_id)
    export(library, work.session_id, tmp_path / "1.zip")
    bring_in(other, tmp_path / "1.zip")
    reader = other.reader()
    try:
        assert [summary.name for summary in reader.session_summaries()] == ["binned"]
    finally:
        reader.shutdown()


def test_a_sku_that_is_taken_is_said(library, other, tmp_path):
    from gallery_studio.domain.ids import new_product_id
    from gallery_studio.domain.people import Product
    from tests.unit.library.building import NOW

    ours = Product(new_product_id(), "A-1", "Lamp", NOW)
    library.people.save_products([ours])
    work = run_work(session(), product_id=ours.id)
    library.work.start(replace(work, run=replace(work.run, product_ids=(ours.id,))))
    export(library, work.session_id, tmp_path / "1.zip")
    other.people.save_products([replace(ours, id=new_product_id(), name="Chair")])
    report = bring_in(other, tmp_path / "1.zip")
    assert len(report.notes) == 1
    assert "without its SKU “A-1”" in report.notes[0]
    same = Product(new_product_id(), "B-2", "Vase", NOW)
    library.people.save_products([same])
    work = run_work(session(), product_id=same.id)
    library.work.start(work)
    export(library, work.session_id, tmp_path / "2.zip")
    there = replace(same, id=new_product_id())
    other.people.save_products([there])
    assert bring_in(other, tmp_path / "2.zip").notes == ()
    reader = other.reader()
    try:
        (card,) = reader.canvas_cards(work.session_id)
        assert card.product_name == "Vase"
        assert reader.turn(work.turns[0].id).product_id == there.id
    finally:
        reader.shutdown()
