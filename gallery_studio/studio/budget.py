"""The monthly budget: what may be sent, what has to be asked about, what is stopped.

Pictures that are still being made are not among the costs yet but will be; they are counted at
their estimate, so that ten quick presses cannot pass a limit that one could not.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.domain.timestamps import utc_text
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.config import Settings
    from gallery_studio.domain.ids import ModelId
    from gallery_studio.domain.model_info import PriceEstimate
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue

_CENT = 0.005


class Verdict(StrEnum):
    """Whether something may be sent."""

    FREE = "free"
    """Nothing speaks against it."""
    ASK = "ask"
    """It passes the limit, or may: the person decides, in place."""
    STOP = "stop"
    """It passes the limit and the person asked to be stopped there."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The state of a month.

    Attributes:
        limit_usd: Limit per month, or 0 for none.
        is_stopping: Whether nothing is sent above it.
        spent_usd: Spent this month, as far as it is known.
        coming_usd: What is being made will cost, by estimate.
    """

    limit_usd: float = 0.0
    is_stopping: bool = True
    spent_usd: float = 0.0
    coming_usd: float = 0.0

    def judge(self, price: PriceEstimate) -> Judgement:
        """Return whether something of that price may be sent, and what to say about it."""
        if self.limit_usd <= 0 or (price.usd <= 0 and not price.unknown):
            return Judgement(Verdict.FREE)
        over_usd = self.spent_usd + self.coming_usd + price.usd - self.limit_usd
        if over_usd >= _CENT:
            verdict = Verdict.STOP if self.is_stopping else Verdict.ASK
            least = "at least " if price.unknown else ""
            return Judgement(
                verdict, over_usd, f"{least}{_money(over_usd)} over this month's limit"
            )
        if price.unknown:
            what = "1 image is" if price.unknown == 1 else f"{price.unknown} images is"
            return Judgement(
                Verdict.ASK,
                0.0,
                f"The price of {what} not known; it may pass this month's limit",
            )
        return Judgement(Verdict.FREE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the budget says to a price.

    Attributes:
        verdict: Whether it may be sent.
        over_usd: By how much the limit would be passed; 0 when it would not, or is not known.
        text: What to say, such as "$0.40 over this month's limit", or "".
    """

    verdict: Verdict
    over_usd: float = 0.0
    text: str = ""


def read_budget(
    reader: LibraryReader, settings: Settings, catalogue: Catalogue, now: datetime | None = None
) -> Budget:
    """Return the state of the present month.

    Args:
        reader: The library.
        settings: Limit and stop switch.
        catalogue: Prices of what is being made.
        now: The person's local time; None is now.

    Raises:
        LibraryError: The library cannot be read.
    """
    return Budget(
        limit_usd=settings.monthly_limit_usd,
        is_stopping=settings.is_stopping_at_limit,
        spent_usd=reader.spent_usd(month_start_utc(now)),
        coming_usd=estimate_open(catalogue, reader.open_requests()),
    )


def estimate_open(catalogue: Catalogue, requests: Iterable[tuple[ModelId, str | None]]) -> float:
    """Return what pictures that are being made will cost; unknown prices count nothing."""
    return sum(catalogue.estimate((model,), 1, size).usd for model, size in requests)


def month_start_utc(now: datetime | None = None) -> str:
    """Return when the present month began where the person is, as ISO 8601 in UTC."""
    local = now or datetime.now().astimezone()
    return utc_text(local.replace(day=1, hour=0, minute=0, second=0, microsecond=0))


def _money(usd: float) -> str:
    return f"${usd:,.2f}"
