"""What a person types into a search field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery_studio.domain.search_query import SearchQuery, parse_search

TODAY = date(2026, 11, 21)


def parse(text: str) -> SearchQuery:
    return parse_search(text, TODAY)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", SearchQuery()),
        ("brass lamp", SearchQuery(("brass", "lamp"))),
        ("rain-wet", SearchQuery(("rain", "wet"))),
        ('"first light" lamp', SearchQuery(("first", "light", "lamp"), ("first light",))),
        ('"starred"', SearchQuery(("starred",))),
        ("starred", SearchQuery(is_starred=True)),
        ("is:rejected", SearchQuery(is_rejected=True)),
        ("rating>=3", SearchQuery(least_rating=3)),
        ("stars:4", SearchQuery(least_rating=4, most_rating=4)),
        ("rating>3 rating<5", SearchQuery(least_rating=4, most_rating=4)),
        ("rating<=2", SearchQuery(most_rating=2)),
        ("rating>=9", SearchQuery(("rating", "9"))),
        ("model:flash", SearchQuery(model="flash")),
        ('product:"Halden lamp"', SearchQuery(product="Halden lamp")),
        ("person:mira ratio:4:5", SearchQuery(person="mira", ratio="4:5")),
        ("date:2026", SearchQuery(from_date="2026-01-01", until_date="2027-01-01")),
        ("date:2026-12", SearchQuery(from_date="2026-12-01", until_date="2027-01-01")),
        ("date:today", SearchQuery(from_date="2026-11-21", until_date="2026-11-22")),
        ("date:week", SearchQuery(from_date="2026-11-15", until_date="2026-11-22")),
        ("after:2026-11-03", SearchQuery(from_date="2026-11-03")),
        ("before:2026-11-03", SearchQuery(until_date="2026-11-03")),
        ("date:2026-13", SearchQuery(("date", "2026", "13"))),
        ("model:", SearchQuery(("model",))),
        ("http://x", SearchQuery(("http", "x"))),
    ],
)
def test_words_and_filters(text: str, query: SearchQuery) -> None:
    assert parse(text) == query


def test_half_typed_quotes_ask_for_the_words() -> None:
    assert parse('"first li') == SearchQuery(("first", "li"), ("first li",))


# Random letters alone would hardly ever make a filter.
PIECES = st.sampled_from(
    ["model", "product", "person", "ratio", "rating", "stars", "date", "after", "before", "is"]
) | st.sampled_from(
    [":", ">=", "<=", ">", "<", "=", "-", "_", '"', "starred", "rejected", "today", "week", "2026",
     "2026-02", "2026-02-30", "0000-01-01", "9999-12", "4:5", "٣", "5", "6", "0"]
)  # fmt: skip
TEXTS = st.text(max_size=80) | st.lists(
    PIECES | st.just(" ") | st.text(max_size=3), max_size=14
).map("".join)


@given(TEXTS)
def test_every_text_asks_for_something_that_an_index_can_be_asked(text: str) -> None:
    query = parse(text)
    assert all(word.isalnum() or any(c.isalnum() for c in word) for word in query.words)
    assert not any('"' in word or "_" in word or " " in word for word in query.words)
    assert 0 <= query.least_rating <= 5
    assert 0 <= query.most_rating <= 5
    for day in (query.from_date, query.until_date):
        assert not day or date.fromisoformat(day)


@given(TEXTS, TEXTS)
def test_blanks_between_two_texts_keep_them_apart(one: str, other: str) -> None:
    """Words of the first are never joined to those of the second, unless a quote is open."""
    if one.count('"') % 2 == 0:
        words = parse(f"{one} {other}").words
        assert words[: len(parse(one).words)] == parse(one).words


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=6))
def test_plain_words_are_looked_for_as_they_are(words: list[str]) -> None:
    words = [word for word in words if word not in {"starred", "rejected"}]
    assert parse(" ".join(words)).words == tuple(words)


@given(
    st.sampled_from(["model", "product", "person"]),
    st.from_regex(r"[A-Za-z][A-Za-z0-9 .-]{0,14}[a-z]", fullmatch=True),
    st.lists(st.sampled_from(["lamp", "dusk", "starred", "rating>=2"]), max_size=3),
)
def test_a_filter_means_the_same_wherever_it_stands(name, value, others) -> None:
    token = f'{name}:"{value}"'
    first, last = parse(" ".join([token, *others])), parse(" ".join([*others, token]))
    assert first == last
    assert getattr(first, name) == value
