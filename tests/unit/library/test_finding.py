"""Finding by words and filters in a real library."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.people import Product
from gallery_studio.domain.search_query import parse_search
from tests.unit.library.building import OFFLINE, answer, edit_work, run_work, session

FLASH = ModelId("gemini-flash")


def filled(library):
    of = session("Halden lamp, autumn")
    work = run_work(of, ("brass dome at dusk", "dusk without brass"), (OFFLINE, FLASH))
    library.work.start(work)
    for number, output in enumerate(work.outputs):
        answer(library, output.id, f"picture {number}".encode(), text="Ein Kännchen, gerne.")
    return of, work


def found(reader, text: str, **more):
    return reader.find(parse_search(text), **more)


def test_a_word_of_a_directive_leads_to_its_cards(library, reader) -> None:
    of, work = filled(library)
    hits = found(reader, "dome")
    assert {hit.card_id for hit in hits if hit.kind == "card"} == {c.id for c in work.cards[:2]}
    assert all(hit.session_id == of.id for hit in hits)
    assert all(hit.image_id for hit in hits if hit.kind == "card")


def test_each_letter_typed_narrows(library, reader) -> None:
    filled(library)
    word = "without"
    counts = [len(found(reader, word[:n])) for n in range(1, len(word) + 1)]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] > 0


def test_case_and_accents_do_not_matter(library, reader) -> None:
    filled(library)
    assert found(reader, "KANNCHEN") == found(reader, "kännchen") != []


def test_quotes_ask_for_the_words_in_their_order(library, reader) -> None:
    _, work = filled(library)
    cards = {hit.card_id for hit in found(reader, '"dome at dusk"') if hit.card_id}
    assert cards == {card.id for card in work.cards[:2]}
    assert found(reader, '"dusk at dome"') == []


def test_filters_find_cards(library, reader) -> None:
    of, work = filled(library)
    first, second, third, _ = (card.id for card in work.cards)
    library.cards.star([first, second], is_starred=True)
    library.cards.rate([third], 4)
    library.cards.reject([second], is_rejected=True)

    def cards(text: str) -> set:
        return {hit.card_id for hit in found(reader, text)}

    assert cards("starred") == {first, second}
    assert cards("starred model:flash") == {second}
    assert cards("starred dome") == {first, second}
    assert cards("starred without") == set()
    assert cards("rating>=3") == {third}
    assert cards("rejected") == {second}
    assert cards("ratio:4:3") == {card.id for card in work.cards}
    assert cards("ratio:16:9") == set()
    assert cards("date:2026-11") == {card.id for card in work.cards}
    assert cards("before:2020") == set()
    assert of.id in {hit.session_id for hit in found(reader, "starred")}


def test_products_are_found_by_name_and_narrow_cards(library, reader) -> None:
    product = Product(
        id="prd-1", sku="HL-1", name="Halden lamp", created_utc="2026", brand="Halden"
    )
    library.people.save_products([product])
    of = session("With a product")
    work = run_work(of, ("on a plinth",), product_id="prd-1")
    library.work.start(work)
    answer(library, work.outputs[0].id)
    assert [hit.card_id for hit in found(reader, "product:halden")] == [work.cards[0].id]
    assert found(reader, "product:100%") == []
    assert "product" in {hit.kind for hit in found(reader, "hl-1")}
    library.people.delete_product("prd-1")
    assert found(reader, "hl-1") == []


def test_a_turn_without_card_leads_to_its_conversation(library, reader) -> None:
    of, work = filled(library)
    image = reader.image(reader.canvas_cards(of.id)[0].image_id)
    edit = edit_work(of, image, work.outputs[0].id, message="velvet curtains")
    library.work.start(edit)
    answer(library, edit.outputs[0].id, b"velvet")
    (hit,) = found(reader, "velvet")
    assert hit.card_id == edit.cards[0].id
    library.cards.delete([edit.cards[0].id])
    (hit,) = found(reader, "velvet")
    assert (hit.kind, hit.conversation_id) == ("turn", edit.conversations[0].id)
    library.conversations.delete(edit.conversations[0].id)
    assert found(reader, "velvet") == []


def test_what_is_in_the_bin_is_not_found(library, reader) -> None:
    of, _ = filled(library)
    library.sessions.discard(of.id)
    assert found(reader, "brass") == []
    assert found(reader, "ratio:4:3") == []


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=30))
def test_no_text_breaks_the_search(library, reader, text) -> None:
    found(reader, text)
