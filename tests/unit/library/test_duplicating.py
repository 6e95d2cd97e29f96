"""A copied session is whole, and its own."""

from __future__ import annotations

from gallery_studio.domain.status import Status
from gallery_studio.domain.timestamps import utc_text
from tests.unit.library.building import answer, edit_work, run_work, session


def seeded(library):
    of = session("Halden")
    work = run_work(of, ("one", "two", "three"))
    library.work.start(work)
    images = [answer(library, o.id, f"{n}".encode()) for n, o in enumerate(work.outputs[:2])]
    edit = edit_work(of, images[0], work.outputs[0].id)
    library.work.start(edit)
    answer(library, edit.outputs[0].id, b"warmer")
    library.cards.star([work.cards[1].id], is_starred=True)
    return of, work, edit


def places(cards) -> list:
    return [(c.placement, c.image_id, c.caption, c.is_starred, c.edit_turns > 0) for c in cards]


def test_a_copy_has_the_same_pictures_in_the_same_places(library, reader) -> None:
    of, _, _ = seeded(library)
    _, copy_id = library.copier.duplicate(of.id, "Halden copy")
    before, after = reader.canvas_cards(of.id), reader.canvas_cards(copy_id)
    assert places(after) == places(before)
    assert not {c.id for c in after} & {c.id for c in before}
    assert reader.session(copy_id).name == "Halden copy"
    assert reader._rows("PRAGMA foreign_key_check") == []
    assert len(reader.conversations(copy_id)) == len(reader.conversations(of.id))
    assert len(reader.run_labels(copy_id)) == 1


def test_lines_of_descent_stay_inside_the_copy(library, reader) -> None:
    of, _, _ = seeded(library)
    _, copy_id = library.copier.duplicate(of.id, "Copy")
    ids = {card.id for card in reader.canvas_cards(copy_id)}
    sources = [c.source_card_id for c in reader.canvas_cards(copy_id) if c.source_card_id]
    assert set(sources) <= ids


def test_what_still_runs_can_be_retried_in_the_copy(library, reader) -> None:
    of, _, _ = seeded(library)
    _, copy_id = library.copier.duplicate(of.id, "Copy")
    assert [c.status for c in reader.canvas_cards(copy_id)].count(Status.CANCELLED) == 1
    assert [c.status for c in reader.canvas_cards(of.id)].count(Status.PENDING) == 1


def test_the_log_speaks_of_the_copy_only_and_costs_are_not_spent_again(library, reader) -> None:
    of, work, _ = seeded(library)
    spent = reader.spent_usd(utc_text(library._now().replace(year=2000)))
    library.cards.delete([work.cards[0].id])
    _, copy_id = library.copier.duplicate(of.id, "Copy")
    assert len(reader.events(copy_id)) == len(reader.events(of.id))
    text = str([event.payload for event in reader.events(copy_id)])
    assert all(card.id not in text for card in work.cards)
    assert len(reader.canvas_cards(copy_id)) == 3
    assert reader.spent_usd("2000") == spent


def test_the_copy_outlives_the_original(library, reader) -> None:
    of, _, _ = seeded(library)
    _, copy_id = library.copier.duplicate(of.id, "Copy")
    library.work.cancel([c.output_id for c in reader.canvas_cards(of.id) if c.status.is_open])
    library.sessions.discard(of.id)
    (entry,) = reader.bin_entries()
    _, report = library.bin.remove([entry.key])
    assert (report.things, report.files) == (1, 0)
    assert len(reader.canvas_cards(copy_id)) == 4
