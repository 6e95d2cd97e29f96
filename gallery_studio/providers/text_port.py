"""The port every model of words stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from gallery_studio.domain.generation import Usage
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.domain.ids import ModelId


@dataclass(frozen=True, slots=True)
class TextRequest:
    """Everything that defines one answer in words.

    Attributes:
        model: Id of the model asked.
        prompt: The words sent, complete.
        instruction: What the model is told about its task, apart from the words.
        schema: JSON schema the answer keeps to; empty asks for free text.
        temperature: How far answers may differ, 0 to 2; None leaves it to the model.
        seed: Makes a model repeat itself as far as it can; None leaves it open.
    """

    model: ModelId
    prompt: str
    instruction: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)
    temperature: float | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class TextResult:
    """What came back.

    Attributes:
        text: The answer; with a schema, JSON that may still have to be checked.
        usage: Tokens used.
        model_version: What the service says it ran.
        response_id: The service's id of the answer.
    """

    text: str
    usage: Usage = field(default_factory=Usage)
    model_version: str = ""
    response_id: str = ""


@runtime_checkable
class TextProvider(Protocol):
    """Something that answers in words. Studio thread's loop only."""

    async def write(self, request: TextRequest) -> TextResult:
        """Ask a model of words; cancelling the task lets go of the connection at once.

        Raises:
            ProviderError: There is no answer; the text says why and what to do.
        """
        ...
