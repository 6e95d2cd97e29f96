"""Which models exist, what they can do and what they cost: read from dated data."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.model_info import ModelInfo, ModelStatus, PriceEstimate
from gallery_studio.providers.kept_toml import load_toml
from gallery_studio.records import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from gallery_studio.domain.generation import Usage

OFFLINE_MODEL = ModelId("offline")

_SIZE_PX = {"512": 512, "1K": 1024, "2K": 2048, "4K": 4096}


@dataclass(frozen=True, slots=True)
class TextModel:
    """A model of words, with its prices in dollars per million tokens.

    Attributes:
        id: The service's id.
        name: Full name a person knows.
        input_usd_per_million: Price of what is sent.
        text_usd_per_million: Price of what it writes and thinks.
        tasks: Names of the work it is the first choice for.
    """

    id: ModelId
    name: str
    input_usd_per_million: float
    text_usd_per_million: float
    tasks: tuple[str, ...] = ()

    def cost_of(self, usage: Usage) -> float | None:
        """Return what an answer cost in dollars, or None when the service did not count."""
        if usage.prompt_tokens is None or usage.text_tokens is None:
            return None
        written = usage.text_tokens + (usage.thought_tokens or 0)
        sent_usd = usage.prompt_tokens * self.input_usd_per_million
        return (sent_usd + written * self.text_usd_per_million) / 1_000_000


@dataclass(frozen=True, slots=True)
class _Discovery:
    """How an image model is told from the other ids a service lists, and what is assumed of it."""

    image_words: tuple[str, ...]
    other_apis: tuple[str, ...]
    aliases: tuple[str, ...]
    unknown: ModelInfo

    def is_image_model(self, model: ModelId) -> bool:
        """Whether the id names an image model that speaks our request form."""
        if model in self.aliases or any(word in model for word in self.other_apis):
            return False
        return any(word in model for word in self.image_words)

    def info(self, model: ModelId) -> ModelInfo:
        """Return what can be said of a model the catalogue does not know."""
        name = _spoken_name(model)
        return replace(self.unknown, id=model, name=name, short_name=_short_name(name))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models the studio knows, in the order a person sees them. Immutable.

    Attributes:
        checked: ISO date at which the data was last compared with its sources.
        text_models: Models of words.
    """

    checked: str
    text_models: tuple[TextModel, ...]
    _models: tuple[ModelInfo, ...]
    _default_order: tuple[ModelId, ...]
    _discovery: _Discovery

    @classmethod
    def load(cls, path: Path, copy: Path | None = None) -> Catalogue:
        """Read the catalogue from a ``models.toml``.

        Args:
            path: The file.
            copy: Where a copy lies that is read faster; see `load_toml`.

        Raises:
            OSError: The file cannot be read.
            ValueError: The file is not a catalogue.
        """
        data = load_toml(path, copy)
        try:
            return cls(
                checked=str(data["checked"]),
                text_models=tuple(map(_text_model, data.get("text_model", ()))),
                _models=tuple(_model_info(entry) for entry in data["model"]),
                _default_order=tuple(map(ModelId, data["default_order"])),
                _discovery=_read_discovery(data),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"{path.name} is not a catalogue of models: {error}") from error

    def models(self) -> tuple[ModelInfo, ...]:
        """Return all models, retired ones included."""
        return self._models

    def current(self) -> tuple[ModelInfo, ...]:
        """Return the models that can be asked."""
        return tuple(m for m in self._models if m.status is ModelStatus.CURRENT)

    def get(self, model: ModelId | str) -> ModelInfo | None:
        """Return a model, or None when the catalogue does not know it."""
        return next((m for m in self._models if m.id == model), None)

    def with_model(self, info: ModelInfo) -> Catalogue:
        """Return the catalogue with one more model, such as a recording."""
        return replace(self, _models=(*self._models, info))

    def text_model_for(self, task: str) -> TextModel | None:
        """Return the model of words for a task, such as ``directives``; None when there is none."""
        suited = (model for model in self.text_models if task in model.tasks)
        return next(suited, self.text_models[0] if self.text_models else None)

    def default_model(self, *, has_key: bool = True) -> ModelInfo:
        """Return the model asked unless a person chooses otherwise.

        Args:
            has_key: Whether there is a key; without one it is the offline model.

        Raises:
            RequestError: The catalogue holds no model that can be asked.
        """
        order = (*self._default_order, OFFLINE_MODEL) if has_key else (OFFLINE_MODEL,)
        for info in map(self.get, order):
            if info is not None and info.status is ModelStatus.CURRENT:
                return info
        raise RequestError("No image model can be asked. Install Gallery Studio again.")

    def askable(self, *, has_key: bool, with_offline: bool) -> Catalogue:
        """Return the catalogue with every model that cannot be asked now marked as unlisted.

        Args:
            has_key: Whether there is a key; without one the service's models cannot be asked.
            with_offline: Whether the offline model is wanted.
        """

        def can_ask(info: ModelInfo) -> bool:
            return with_offline if info.id == OFFLINE_MODEL else has_key

        return replace(
            self,
            _models=tuple(
                m if can_ask(m) or m.status is not ModelStatus.CURRENT
                else replace(m, status=ModelStatus.UNLISTED)
                for m in self._models
            ),
        )  # fmt: skip

    def merged(self, listed_ids: Iterable[ModelId]) -> Catalogue:
        """Return the catalogue as it holds for a key.

        Current models the service does not list become UNLISTED, and image models it lists that
        the catalogue does not know are added, with an unknown price. The offline model stays.

        Args:
            listed_ids: Ids the service lists, without the prefix ``models/``.
        """
        listed = list(dict.fromkeys(listed_ids))
        known = tuple(_with_listing(m, listed) for m in self._models)
        new = tuple(
            self._discovery.info(m)
            for m in listed
            if self.get(m) is None and self._discovery.is_image_model(m)
        )
        return replace(self, _models=known + new)

    def estimate(
        self, models: Sequence[ModelId], images_per_model: int, image_size: str | None
    ) -> PriceEstimate:
        """Return what a run would cost, by the price per picture of the size each model is sent.

        Args:
            models: Models to be asked.
            images_per_model: Pictures asked of each.
            image_size: As chosen; a model that lacks it is counted at its `nearest_size`.
        """
        prices = [self._price(model, image_size) for model in models]
        return PriceEstimate(
            images=len(models) * images_per_model,
            usd=sum(price for price in prices if price is not None) * images_per_model,
            unknown=prices.count(None) * images_per_model,
        )

    def cost_of(self, model: ModelId, image_size: str | None, usage: Usage) -> float | None:
        """Return what an answer cost in dollars, or None when that is not known.

        From the tokens the service reported where their prices are known, else the price per
        picture.
        """
        info = self.get(model)
        if info is None:
            return None
        by_tokens = _token_cost(info, usage)
        return by_tokens if by_tokens is not None else self._price(model, image_size)

    def nearest_size(self, model: ModelId, image_size: str | None) -> str | None:
        """Return the size to send: the one wanted, else the largest below, else the smallest.

        None when the model takes no size, or none is wanted.
        """
        info = self.get(model)
        if info is None or image_size is None or not info.sizes:
            return None
        if image_size in info.sizes:
            return image_size
        wanted = _SIZE_PX.get(image_size, _SIZE_PX["1K"])
        below = [size for size in info.sizes if _SIZE_PX.get(size, 0) <= wanted]
        return below[-1] if below else info.sizes[0]

    def validate(
        self, model: ModelId, aspect_ratio: str | None, image_size: str | None, n_references: int
    ) -> None:
        """Check that a model takes what is to be sent. The service itself may take it silently.

        Raises:
            RequestError: It does not; the text names what it takes.
        """
        info = self.get(model)
        if info is None:
            known = _listing([m.id for m in self.current()], "and")
            raise RequestError(f"There is no model called “{model}”. The models are {known}.")
        if info.status is ModelStatus.RETIRED:
            ended = date.fromisoformat(info.retired_on)
            raise RequestError(
                f"{info.name} was shut down on {ended.day} {ended:%B %Y}. Choose another model."
            )
        _check_ratio(info, aspect_ratio)
        _check_size(info, image_size)
        if n_references > info.max_references:
            raise RequestError(
                f"{info.name} takes at most {info.max_references} reference pictures, and "
                f"{n_references} were given. Remove some and try again."
            )

    def _price(self, model: ModelId, image_size: str | None) -> float | None:
        info = self.get(model)
        return info.price_for(self.nearest_size(model, image_size)) if info else None


def _check_ratio(info: ModelInfo, aspect_ratio: str | None) -> None:
    if aspect_ratio is None or aspect_ratio in info.aspect_ratios:
        return
    raise RequestError(
        f"{info.name} does not take the aspect ratio {aspect_ratio}. "
        f"It takes {_listing(info.aspect_ratios, 'or')}."
    )


def _check_size(info: ModelInfo, image_size: str | None) -> None:
    if image_size is None or image_size in info.sizes:
        return
    if not info.sizes:
        raise RequestError(f"{info.name} has one fixed size. Leave the size open.")
    raise RequestError(
        f"{info.name} does not take the size {image_size}. It takes {_listing(info.sizes, 'or')}."
    )


def _listing(words: Sequence[str], joint: str) -> str:
    """Return "a, b or c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def _with_listing(info: ModelInfo, listed: Collection[ModelId]) -> ModelInfo:
    """Return a model with the status the service's list gives it."""
    if info.provider == OFFLINE_MODEL or info.status is ModelStatus.RETIRED:
        return info
    status = ModelStatus.CURRENT if info.id in listed else ModelStatus.UNLISTED
    return replace(info, status=status)


def _token_cost(info: ModelInfo, usage: Usage) -> float | None:
    """Return the price of the reported tokens, or None when a count or a price is missing."""
    if usage.image_tokens is None:
        return None
    text = (usage.text_tokens or 0) + (usage.thought_tokens or 0)
    dollars = 0.0
    for tokens, price in (
        (usage.prompt_tokens or 0, info.input_usd_per_million),
        (text, info.text_usd_per_million),
        (usage.image_tokens, info.image_usd_per_million),
    ):
        if price is None:
            return None
        dollars += tokens * price / 1_000_000
    return dollars


def _spoken_name(model: ModelId) -> str:
    """Return an id as words: "gemini-4-carbon-image" becomes "Gemini 4 Carbon Image"."""
    return " ".join(word.capitalize() for word in model.split("-"))


def _short_name(name: str) -> str:
    """Return the words of a name that tell it apart, cut to the 16 letters of a badge."""
    words = name.removeprefix("Gemini ").replace(" Image", "")
    return words if len(words) <= 16 else f"{words[:15].rstrip()}…"


def _text_model(entry: dict[str, Any]) -> TextModel:
    return TextModel(**entry | {"tasks": tuple(entry.get("tasks", ()))})


def _model_info(entry: dict[str, Any]) -> ModelInfo:
    """Return a model from its table. A date of its end makes it retired."""
    retired_on = str(entry.get("retired_on", ""))
    values = entry | {
        "id": ModelId(entry["id"]),
        "sizes": tuple(entry["sizes"]),
        "aspect_ratios": tuple(entry["aspect_ratios"]),
        "status": ModelStatus.RETIRED if retired_on else ModelStatus.CURRENT,
        "retired_on": retired_on,
    }
    return ModelInfo(**values)


def _read_discovery(data: dict[str, Any]) -> _Discovery:
    rules, assumed = data["discovery"], data["unknown"]
    return _Discovery(
        image_words=tuple(rules["image_words"]),
        other_apis=tuple(rules["other_apis"]),
        aliases=tuple(rules["aliases"]),
        unknown=ModelInfo(
            id=ModelId(""),
            name="",
            short_name="",
            nickname="",
            summary="Listed by the service; what it costs is not known here.",
            glyph=assumed["glyph"],
            provider="gemini",
            sizes=(),
            aspect_ratios=tuple(assumed["aspect_ratios"]),
            max_references=assumed["max_references"],
            price_usd={},
            typical_s=assumed["typical_s"],
        ),
    )
