"""People, identities, products and the search over everything written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.ids import IdentityId, PersonId, ProductId
from gallery_studio.domain.people import Identity, Person, Product
from tests.unit.library.building import MICRO, NOW, answer, image_of, run_work, session

ADA = Person(PersonId("per-1"), "Ada", NOW, appearance="red scarf")
LAMP = Product(ProductId("prd-1"), "L-1", "Lamp", NOW, brand="Hell", color=3)


def test_person_keeps_reference_images_in_order(library, reader):
    images = [image_of(data) for data in (b"three", b"one", b"two")]
    for image in images:
        library.work.add_image(image, MICRO)
    ada = replace(ADA, reference_images=tuple(image.id for image in images))
    assert library.people.save_person(ada).people
    assert reader.person(ADA.id) == ada
    turned = replace(ada, reference_images=ada.reference_images[::-1], name="Ada L.")
    library.people.save_person(turned)
    assert reader.people() == [turned]


def test_default_person_is_made_once(library, reader):
    person_id = library.people.default_person()
    assert library.people.default_person() == person_id
    assert reader.person(person_id).is_default


def test_active_conversation_ends_with_the_conversation(library, reader):
    work = run_work(session())
    library.work.start(work)
    library.people.save_person(ADA)
    conversation_id = work.conversations[0].id
    library.people.set_active_conversation(ADA.id, conversation_id)
    assert reader.person(ADA.id).active_conversation_id == conversation_id
    library.conversations.delete(conversation_id)
    assert reader.person(ADA.id).active_conversation_id is None


def test_bin_of_people_and_identities(library, reader):
    artist = Identity(IdentityId("idn-1"), "The Artist", NOW, prompt="in a studio")
    library.people.save_identity(artist)
    library.people.save_person(ADA)
    library.people.delete_identity(artist.id)
    library.people.delete_person(ADA.id)
    assert (reader.people(), reader.identities()) == ([], [])
    library.people.restore_identity(artist.id)
    library.people.restore_person(ADA.id)
    assert (reader.people(), reader.identities()) == ([ADA], [artist])
    assert reader.identity(artist.id) == artist


def test_products_are_stored_all_or_none(library, reader):
    other = replace(LAMP, id=ProductId("prd-2"), name="Chair")
    with pytest.raises(LibraryError, match="“L-1” belongs to “Lamp”") as caught:
        library.people.save_products([LAMP, other])
    assert caught.value.kind is LibraryErrorKind.BAD_TEXT
    assert reader.products() == []
    library.people.save_products([LAMP, replace(other, sku="")])
    assert [product.name for product in reader.products()] == ["Chair", "Lamp"]
    library.people.delete_product(LAMP.id)
    library.people.save_products([replace(other, sku="L-1")])
    with pytest.raises(LibraryError, match="belongs to “Chair”"):
        library.people.restore_product(LAMP.id)


def test_product_is_named_on_its_cards(library, reader):
    library.people.save_products([LAMP])
    work = run_work(session(), product_id=LAMP.id)
    library.work.start(work)
    (card,) = reader.canvas_cards(work.session_id)
    assert (card.product_name, card.product_color) == ("Lamp", 3)
    library.sessions.save_products(work.session_id, [LAMP.id])
    assert reader.session_products(work.session_id) == [LAMP]


def test_pictures_that_show_a_product_are_counted(library, reader):
    library.people.save_products([LAMP])
    work = run_work(session(), ("a", "b", "c"), product_id=LAMP.id)
    library.work.start(work)
    assert reader.product_image_counts([LAMP.id]) == {}, "nothing has come yet"
    for output in work.outputs[:2]:
        answer(library, output.id)
    assert reader.product_image_counts([LAMP.id, ProductId("prd-2")]) == {LAMP.id: "2"}
    library.cards.delete([reader.canvas_cards(work.session_id)[0].id])
    assert reader.product_image_counts([LAMP.id]) == {LAMP.id: "1"}
    library.sessions.discard(work.session_id)
    assert reader.product_image_counts([LAMP.id]) == {}


def found(reader, text):
    return {(hit.kind, hit.subject_id) for hit in reader.search(text)}


def test_search_finds_every_kind_of_text_and_follows_changes(library, reader):
    library.people.save_products([LAMP])
    library.people.save_person(ADA)
    work = run_work(session("Évening"), ("gloomy harbour",))
    library.work.start(work)
    answer(library, work.outputs[0].id, text="A quiet quay.")
    assert found(reader, "gloom") == {
        ("composition", work.run.id),
        ("message", work.turns[0].id),
        ("prompt", work.outputs[0].id),
        ("title", work.conversations[0].id),
    }
    assert found(reader, "QUIET qu") == {("reply", work.outputs[0].id)}
    assert found(reader, "evening") == {("session", work.session_id)}
    assert found(reader, "hell") == {("product", LAMP.id)}
    assert found(reader, "scarf red") == {("person", ADA.id)}
    library.sessions.rename(work.session_id, "Morning")
    assert found(reader, "evening") == set()
    assert found(reader, "morning") == {("session", work.session_id)}
    library.sessions.discard(work.session_id)
    assert found(reader, "gloom") == set()


def test_directives_are_searched_as_words(library, reader):
    work = run_work(session(), ("gloomy harbour", "a quiet quay"))
    library.work.start(work)
    (hit,) = [hit for hit in reader.search("quay harb") if hit.kind == "composition"]
    assert hit.text == "gloomy harbour and a quiet quay gloomy harbour · a quiet quay"
    for word in ("text", "source", "locked", "person"):
        assert found(reader, word) == set(), "that is how they are kept"


@pytest.mark.parametrize(
    "text",
    ['"', "* OR", "NEAR(", "-", "", "a:b", "'; --", "_x_y_", "re\u0301sume\u0301", "٣½", "日本語"],
)
def test_search_takes_whatever_is_typed(reader, text):
    assert reader.search(text) == []
