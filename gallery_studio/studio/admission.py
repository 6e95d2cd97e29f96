"""Holds scripts to the monthly budget, by the rule the window goes by.

The window asks in place; a script cannot be asked, so what the window would ask about is refused
unless the caller said ``--over-budget``, and what the window stops is refused in any case.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import RequestError
from gallery_studio.records import dataclass
from gallery_studio.studio.budget import Verdict, read_budget
from gallery_studio.studio.price_text import count_of, money, short_estimate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from gallery_studio.config import Settings
    from gallery_studio.domain.ids import ModelId
    from gallery_studio.domain.model_info import PriceEstimate
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.budget import Budget, Judgement
    from gallery_studio.studio.studio import Studio


@dataclass(frozen=True, slots=True)
class Spending:
    """What a command is about to spend.

    Attributes:
        models: Models to be asked for one picture each.
        image_size: Such as ``2K``, or None.
        is_over_budget_meant: Whether the limit may be passed where the window would ask.
    """

    models: Sequence[ModelId]
    image_size: str | None = None
    is_over_budget_meant: bool = False


class BudgetGate:
    """Lets commands through one by one, so that each sees what the one before will cost."""

    def __init__(self, studio: Studio, settings: Callable[[], Settings]) -> None:
        """Guard a studio.

        Args:
            studio: Its library knows what was spent, its catalogue the prices.
            settings: Returns limit and stop switch as they hold now; called on the loop.
        """
        self._studio = studio
        self._settings = settings
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def admitted(self, spending: Spending, say: Callable[[str], None]) -> AsyncIterator[None]:
        """Say the price; what runs inside stores the work and starts it, or leaves it.

        Raises:
            RequestError: The limit would be passed; nothing was sent.
            LibraryError: What was spent cannot be read; nothing was sent.
        """
        async with self._turn:
            catalogue, settings = self._studio.catalogue, self._settings()

            def query(reader: LibraryReader) -> Budget:
                return read_budget(reader, settings, catalogue)

            price = catalogue.estimate(tuple(spending.models), 1, spending.image_size)
            say(f"{price_sentence(price)}.")
            budget = await self._studio.access.read(query)
            judgement = budget.judge(price)
            is_asked = judgement.verdict is Verdict.ASK
            if judgement.verdict is Verdict.STOP or (
                is_asked and not spending.is_over_budget_meant
            ):
                raise RequestError(refusal(budget, price, judgement))
            yield


def price_sentence(price: PriceEstimate) -> str:
    """Return what will be made and what it costs, such as ``2 images, about $0.18``."""
    text = f"{count_of(price.images, 'image')}, {short_estimate(price)}"
    if 0 < price.unknown < price.images:
        text += f" (the price of {count_of(price.unknown, 'image')} is not known)"
    return text


def refusal(budget: Budget, price: PriceEstimate, judgement: Judgement) -> str:
    """Return why nothing is sent: the limit, what is spent, the price, and the way on."""
    spent = f"{money(budget.spent_usd)} of {money(budget.limit_usd)} is spent this month"
    if budget.coming_usd > 0:
        spent += f", {money(budget.coming_usd)} more is being made"
    facts = f"{judgement.text}: {spent}, and this is {price_sentence(price)}. Nothing was sent."
    if judgement.verdict is Verdict.STOP:
        return (
            f"{facts} Raise the limit in the window's settings or turn “Stop at the limit” off "
            "there (then --over-budget passes it), or choose another model."
        )
    return f"{facts} Add --over-budget to send it all the same, or choose another model."
