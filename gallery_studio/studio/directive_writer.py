"""Makes directives of a brief: by a Gemini model of words where there is a key, else locally.

What a person locked or kept is never written again and never touched: the caller says which ones
stay, and gets as many new ones as asked for, unlike those.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, ProviderError, RequestError
from gallery_studio.domain.limits import DIRECTIVES_MOST, PROMPT_CHARACTERS
from gallery_studio.domain.naming import one_line
from gallery_studio.domain.session import Directive
from gallery_studio.providers.text_port import TextRequest
from gallery_studio.records import dataclass
from gallery_studio.studio.directives import write_directives

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.ids import SessionId
    from gallery_studio.providers.catalogue import Catalogue, TextModel
    from gallery_studio.providers.text_port import TextResult
    from gallery_studio.studio.access import LibraryAccess
    from gallery_studio.studio.prompts import PromptBuilder
    from gallery_studio.studio.provider_set import ProviderSet

TASK = "directives"
"""Name of this work in the catalogue and among the costs."""

DIRECTIVE_CHARACTERS = 200
_TEMPERATURE = 1.2
"""Above 1, so that a re-roll does not give the same words again."""


@dataclass(frozen=True, slots=True)
class DirectiveWish:
    """What is to be written.

    Attributes:
        brief: The words a person wrote.
        count: How many new directives.
        keeping: Directives that stay; none like them is written.
        seed: Chooses among the possible answers; another one at each re-roll.
        session_id: Whose costs it counts to, or None; the session must be stored.
    """

    brief: str
    count: int
    keeping: tuple[str, ...] = ()
    seed: int = 0
    session_id: SessionId | None = None


@dataclass(frozen=True, slots=True)
class WrittenDirectives:
    """What was written.

    Attributes:
        directives: As many as asked for.
        cost_usd: What it cost; 0 for the local writer, None when the price is not known.
        note: Why the local writer wrote them although there is a key, or "".
    """

    directives: tuple[Directive, ...]
    cost_usd: float | None = 0.0
    note: str = ""


class DirectiveWriter:
    """Writes directives. Studio thread only."""

    def __init__(
        self,
        access: LibraryAccess,
        prompts: PromptBuilder,
        providers: ProviderSet,
        catalogue: Callable[[], Catalogue],
    ) -> None:
        self._access = access
        self._prompts = prompts
        self._providers = providers
        self._catalogue = catalogue

    async def write(self, wish: DirectiveWish) -> WrittenDirectives:
        """Write directives. A model that fails is replaced by the local writer, and that is said.

        Raises:
            RequestError: The wish cannot be fulfilled; says what to change.
        """
        check_wish(wish)
        provider, model = self._providers.text_provider(), self._model()
        if provider is None or model is None:
            return WrittenDirectives(_locally(wish, wish.keeping, wish.count))
        try:
            result = await provider.write(self._request(wish, model))
        except ProviderError as error:
            return WrittenDirectives(
                _locally(wish, wish.keeping, wish.count),
                note=f"{error.message} The built-in writer wrote these instead.",
            )
        cost_usd = model.cost_of(result.usage)
        note = await self._count_cost(wish, model, cost_usd)
        texts = read_directives(result, wish)
        if len(texts) < wish.count:
            note = note or f"{model.name} wrote too few; the built-in writer added the rest."
        written = tuple(Directive(text=text, source=model.id) for text in texts)
        added = _locally(wish, (*wish.keeping, *texts), wish.count - len(texts))
        return WrittenDirectives(written + added, cost_usd, note)

    def _model(self) -> TextModel | None:
        return self._catalogue().text_model_for(TASK)

    def _request(self, wish: DirectiveWish, model: TextModel) -> TextRequest:
        return TextRequest(
            model=model.id,
            prompt=wish.brief.strip(),
            instruction=self._prompts.directives_task(wish.count, wish.keeping),
            schema=_schema(wish.count),
            temperature=_TEMPERATURE,
            seed=wish.seed,
        )

    async def _count_cost(
        self, wish: DirectiveWish, model: TextModel, cost_usd: float | None
    ) -> str:
        """Keep what it cost; return what to say when that could not be kept."""
        if not cost_usd:
            return ""
        try:
            await self._access.write(
                lambda library: library.costs.add(wish.session_id, model.id, TASK, cost_usd)
            )
        except LibraryError as error:
            return f"Their price could not be added to this month's costs. {error.message}"
        return ""


def check_wish(wish: DirectiveWish) -> None:
    """Check that directives can be written.

    Raises:
        RequestError: They cannot; names the cause and the next step.
    """
    if not wish.brief.strip():
        raise RequestError("Write what you want to see first.")
    if len(wish.brief) > PROMPT_CHARACTERS:
        raise RequestError(
            f"The text is {len(wish.brief):,} characters long; at most {PROMPT_CHARACTERS:,} can "
            "be sent. Shorten it."
        )
    if not 1 <= wish.count <= DIRECTIVES_MOST:
        raise RequestError(f"Choose between 1 and {DIRECTIVES_MOST} directives.")


def read_directives(result: TextResult, wish: DirectiveWish) -> tuple[str, ...]:
    """Return the directives in a model's answer: on one line each, none twice, none kept already.

    An answer that does not keep to its schema gives none; the caller fills up.
    """
    try:
        listed = json.loads(result.text)["directives"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()
    if not isinstance(listed, list):
        return ()
    texts = (one_line(text, DIRECTIVE_CHARACTERS) for text in listed if isinstance(text, str))
    kept = {text.casefold() for text in wish.keeping}
    unique = {text.casefold(): text for text in texts if text}
    return tuple(text for key, text in unique.items() if key not in kept)[: wish.count]


def _locally(wish: DirectiveWish, avoiding: Sequence[str], count: int) -> tuple[Directive, ...]:
    if count < 1:
        return ()
    if count == 1 and not avoiding:
        return write_directives(wish.brief, 2, wish.seed)[:1]
    return write_directives(wish.brief, count, wish.seed, avoiding=avoiding)


def _schema(count: int) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {
            "directives": {
                "type": "array",
                "items": {"type": "string"},
                "minItems": count,
                "maxItems": count,
            }
        },
        "required": ["directives"],
    }
