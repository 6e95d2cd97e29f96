"""The one place where the words a model is sent are put together."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from gallery_studio.records import dataclass
from gallery_studio.studio.directive_axes import AXES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gallery_studio.domain.people import Identity, Person, Product

_NAMES = ("directive", "product", "identity", "person", "appearance", "directives")


@dataclass(frozen=True, slots=True)
class PromptContext:
    """What a prompt is made of besides the person's words.

    Attributes:
        directive: The short instruction of this picture; "" when the words stand alone.
        product: The product to show, or None.
        identity: The role the person is shown in, or None.
        people: The people shown.
        extra: Further words, appended as they are.
    """

    directive: str = ""
    product: Product | None = None
    identity: Identity | None = None
    people: tuple[Person, ...] = ()
    extra: str = ""


class PromptBuilder:
    """Builds prompts from the templates in ``resources/prompts``."""

    def __init__(self, templates: dict[str, Template]) -> None:
        self._templates = templates

    @classmethod
    def load(cls, folder: Path) -> PromptBuilder:
        """Read the templates.

        Raises:
            FileNotFoundError: A template is missing: the installation is incomplete.
        """
        return cls(
            {
                name: Template((folder / f"{name}.txt").read_text(encoding="utf-8").strip())
                for name in _NAMES
            }
        )

    def build(self, brief: str, context: PromptContext | None = None) -> str:
        """Return the complete prompt: the brief with its directive, then what must stay true.

        The person's words are never changed; templates only stand around them.
        """
        context = context or PromptContext()
        parts = [self._words(brief.strip(), context.directive.strip())]
        if context.product is not None:
            parts.append(self._product(context.product))
        if context.identity is not None:
            parts.append(
                self._templates["identity"].substitute(
                    name=context.identity.name, prompt=context.identity.prompt
                )
            )
        parts += [text for person in context.people if (text := self._person(person))]
        if context.extra.strip():
            parts.append(context.extra.strip())
        return "\n\n".join(parts)

    def _words(self, brief: str, directive: str) -> str:
        if not directive or directive == brief:
            return brief
        if not brief:
            return directive
        return self._templates["directive"].substitute(brief=brief, directive=directive.rstrip("."))

    def directives_task(self, count: int, taken: Sequence[str] = ()) -> str:
        """Return what a model of words is told about writing `count` directives.

        Args:
            count: How many.
            taken: Directives that are there already; none like them is wanted.
        """
        listed = "\n".join(f"  - {text}" for text in taken)
        return self._templates["directives"].substitute(
            count=count,
            axes=", ".join(AXES),
            taken=f"- These are taken; write none like them:\n{listed}" if taken else "",
        )

    def _person(self, person: Person) -> str:
        """Return what keeps a person true; "" for one of whom nothing is known."""
        parts = []
        if person.reference_images:
            parts.append(self._templates["person"].substitute(name=person.name))
        if person.appearance.strip():
            parts.append(
                self._templates["appearance"].substitute(
                    name=person.name, appearance=person.appearance.strip()
                )
            )
        return " ".join(parts)

    def _product(self, product: Product) -> str:
        return self._templates["product"].substitute(
            likeness=", exactly as on its reference picture" if product.image_id else "",
            name=product.name,
            brand=f" by {product.brand}" if product.brand else "",
            description=f" {product.description.strip()}" if product.description.strip() else "",
        )
