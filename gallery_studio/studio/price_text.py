"""Prices in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gallery_studio.domain.model_info import PriceEstimate
    from gallery_studio.domain.session import ComposeSettings


def money(usd: float) -> str:
    """Return an amount such as ``$0.54``; tenths of a cent where cents would hide them."""
    if 0 < usd < 0.1:
        return f"${usd:.3f}".rstrip("0") if usd >= 0.0005 else "under $0.001"
    return f"${usd:,.2f}"


def price_per_image(usd: float | None) -> str:
    """Return the price of one picture for a menu."""
    if usd is None:
        return "price not known"
    return money(usd) if usd else "free"


def short_estimate(price: PriceEstimate) -> str:
    """Return an estimate in the fewest words, such as ``about $0.54``; "" for no pictures."""
    if not price.images:
        return ""
    if price.unknown == price.images:
        return "price not known"
    if price.unknown:
        return f"over {money(price.usd)}"
    return f"about {money(price.usd)}" if price.usd else "free"


def full_estimate(price: PriceEstimate, settings: ComposeSettings) -> str:
    """Return what will be made and what it costs; "" for no pictures.

    Such as ``8 images: 4 directives × 2 models, about $0.54``.
    """
    if not price.images:
        return ""
    factors = [count_of(settings.directive_count, "directive")]
    if len(settings.product_ids) > 1:
        factors.append(count_of(len(settings.product_ids), "product"))
    factors.append(count_of(len(settings.models), "model"))
    text = f"{count_of(price.images, 'image')}: {' × '.join(factors)}, {short_estimate(price)}"
    if 0 < price.unknown < price.images:
        text += f" (the price of {count_of(price.unknown, 'image')} is not known)"
    return text


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
