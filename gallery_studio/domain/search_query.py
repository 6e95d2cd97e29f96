"""What a person types into a search field: words, "quoted words" and filters.

    lamp dusk model:flash starred rating>=3 ratio:4:5 date:2026-11 product:halden person:mira

A filter is a word with a known name before its sign; anything else is a word to look for, so that
nothing a person types is ever wrong.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from gallery_studio.records import dataclass

# Patterns are compiled when the first search asks for them, and kept by `re`.
_TOKEN = r'(?P<name>[A-Za-z]+:)?"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+)'
_RATING = r"(?i)(?:rating|stars)(?P<sign>>=|<=|=|:|>|<)(?P<value>[0-5])"
_DATE = r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"
_WORD = r"[^\W_]+"
_STARRED = frozenset({"starred", "is:starred"})
_REJECTED = frozenset({"rejected", "is:rejected"})


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for. All conditions hold together.

    Attributes:
        words: Words that must all be there, each from its beginning, in any order.
        phrases: Texts that must be there as they are written, but for case and accents.
        model: Part of a model's id, or "".
        product: Part of a product's name, brand or sku, or "".
        person: Part of a person's name, or "".
        ratio: Aspect ratio such as ``4:5``, or "".
        is_starred: Whether only starred pictures are wanted.
        is_rejected: Whether only rejected pictures are wanted.
        least_rating: Least rating, 0 to 5.
        most_rating: Highest rating, 0 to 5.
        from_date: First day, ``YYYY-MM-DD``, or "".
        until_date: Day after the last one, or "".
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    model: str = ""
    product: str = ""
    person: str = ""
    ratio: str = ""
    is_starred: bool = False
    is_rejected: bool = False
    least_rating: int = 0
    most_rating: int = 5
    from_date: str = ""
    until_date: str = ""

    @property
    def has_words(self) -> bool:
        """Whether there is a word to look for."""
        return bool(self.words)

    @property
    def has_filters(self) -> bool:
        """Whether anything but words narrows the result."""
        texts = (self.model, self.product, self.person, self.ratio, self.from_date, self.until_date)
        return bool(
            any(texts) or self.is_starred or self.is_rejected or self.least_rating
        ) or self.most_rating < len("12345")

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return self.has_words or self.has_filters


def parse_search(text: str, today: date | None = None) -> SearchQuery:
    """Return what a text asks for; every text asks for something.

    Args:
        text: As typed, also while it is being typed.
        today: The present day in the person's time zone, for ``date:today``.
    """
    parser = _Parser(today or date.today())  # noqa: DTZ011 - the person's own day is meant
    for match in re.finditer(_TOKEN, unicodedata.normalize("NFC", text)):
        parser.take(match)
    return parser.query()


def folded(text: str) -> str:
    """Return a text for comparing: without case and accents, blanks made one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


class _Parser:
    """Collects what the tokens ask for."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._words: list[str] = []
        self._phrases: list[str] = []
        self._texts: dict[str, str] = {}
        self._flags: set[str] = set()
        self._ratings = (0, 5)
        self._dates = ("", "")

    def take(self, match: re.Match[str]) -> None:
        """Take one token."""
        name, quoted, plain = match["name"], match["quoted"], match["plain"]
        if plain is not None:
            self._take_plain(plain)
        elif not (name and self._take_filter(name[:-1].lower(), quoted)):
            self._take_words(name or "")
            self._take_phrase(quoted)

    def query(self) -> SearchQuery:
        """Return the whole."""
        return SearchQuery(
            words=tuple(self._words),
            phrases=tuple(self._phrases),
            is_starred="starred" in self._flags,
            is_rejected="rejected" in self._flags,
            least_rating=self._ratings[0],
            most_rating=self._ratings[1],
            from_date=self._dates[0],
            until_date=self._dates[1],
            **self._texts,
        )

    def _take_plain(self, token: str) -> None:
        lower = token.lower()
        if lower in _STARRED or lower in _REJECTED:
            self._flags.add(lower.removeprefix("is:"))
            return
        rating = re.fullmatch(_RATING, token)
        if rating is not None:
            self._take_rating(rating["sign"], int(rating["value"]))
            return
        name, sign, value = token.partition(":")
        if not (sign and value and self._take_filter(name.lower(), value)):
            self._take_words(token)

    def _take_words(self, text: str) -> None:
        self._words += re.findall(_WORD, text)

    def _take_phrase(self, text: str) -> None:
        """Take quoted words: looked for one by one, then compared as they stand."""
        words = re.findall(_WORD, text)
        self._words += words
        if len(words) > 1:
            self._phrases.append(folded(text))

    def _take_filter(self, name: str, value: str) -> bool:
        """Take a filter by its name; return whether there is one of that name and value."""
        if not value.strip():
            return False
        if name in {"model", "product", "person", "ratio"}:
            self._texts[name] = value.strip()
            return True
        if name in {"date", "after", "before"}:
            return self._take_date(name, value)
        return False

    def _take_rating(self, sign: str, value: int) -> None:
        least, most = self._ratings
        bounds = {
            ">=": (value, most),
            ">": (min(5, value + 1), most),
            "<=": (least, value),
            "<": (least, max(0, value - 1)),
        }
        self._ratings = bounds.get(sign, (value, value))

    def _take_date(self, name: str, value: str) -> bool:
        span = _span(value.lower(), self._today)
        if span is None:
            return False
        first, after = span
        start, end = self._dates
        if name != "before":
            start = first.isoformat()
        if name != "after":
            end = (after if name == "date" else first).isoformat()
        self._dates = start, end
        return True


def _span(text: str, today: date) -> tuple[date, date] | None:
    """Return the first day a word means and the day after its last one, or None."""
    days = {"today": (0, 1), "yesterday": (1, 1), "week": (6, 7), "month": (29, 30)}
    if text in days:
        ago, length = days[text]
        first = today - timedelta(days=ago)
        return first, first + timedelta(days=length)
    match = re.fullmatch(_DATE, text)
    if match is None:
        return None
    year, month, day = int(match["year"]), match["month"], match["day"]
    try:
        first = date(year, int(month or 1), int(day or 1))
        if day:
            return first, first + timedelta(days=1)
        if month:
            return first, date(year + first.month // 12, first.month % 12 + 1, 1)
        return first, date(year + 1, 1, 1)
    except (ValueError, OverflowError):
        return None
