"""What a person is told when a model stops without a picture: one sentence for each reason."""

from __future__ import annotations

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.domain.generation import FinishReason
from gallery_studio.records import dataclass

WORDS_SHOWN = 300
"""Characters of a model's or service's own words shown in a message."""


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why there is no picture, and whether asking again can help."""

    kind: ProviderErrorKind
    sentence: str
    retryable: bool = False


_REFUSED = ProviderErrorKind.REFUSED
_EMPTY = ProviderErrorKind.EMPTY

_FINISH_REASONS = {
    FinishReason.SAFETY: _Reason(
        _REFUSED,
        "The model refused: it judged the request unsafe. Change the words or the references.",
    ),
    FinishReason.IMAGE_SAFETY: _Reason(
        _REFUSED,
        "The model painted a picture, but its safety filter held it back. Change the words and "
        "try again.",
        retryable=True,
    ),
    FinishReason.PROHIBITED_CONTENT: _Reason(
        _REFUSED, "The model refused: the request asks for something it must not make."
    ),
    FinishReason.IMAGE_PROHIBITED_CONTENT: _Reason(
        _REFUSED,
        "The model painted a picture, but it showed something that is not allowed. Change the "
        "words.",
    ),
    FinishReason.RECITATION: _Reason(
        _REFUSED,
        "The model stopped because its answer came too close to an existing work. Describe the "
        "picture more in your own way.",
        retryable=True,
    ),
    FinishReason.IMAGE_RECITATION: _Reason(
        _REFUSED,
        "The picture came too close to an existing one and was held back. Describe it more in "
        "your own way.",
        retryable=True,
    ),
    FinishReason.BLOCKLIST: _Reason(
        _REFUSED, "The model refused: the request contains a word on its list of blocked words."
    ),
    FinishReason.SPII: _Reason(
        _REFUSED,
        "The model refused: the request contains personal data, such as a number of a card or "
        "passport. Take it out.",
    ),
    FinishReason.NO_IMAGE: _Reason(
        _EMPTY,
        "The model could not make a picture of this. Say more plainly what should be seen, or "
        "try again.",
        retryable=True,
    ),
    FinishReason.IMAGE_OTHER: _Reason(
        _EMPTY,
        "The model stopped while painting and did not say why. Try again, or change the words.",
        retryable=True,
    ),
    FinishReason.OTHER: _Reason(
        _EMPTY, "The model stopped and did not say why. Try again.", retryable=True
    ),
    FinishReason.MAX_TOKENS: _Reason(
        ProviderErrorKind.TRUNCATED,
        "The model reached its limit before the picture was done. Shorten the text or choose a "
        "smaller size.",
        retryable=True,
    ),
    "MALFORMED_RESPONSE": _Reason(
        ProviderErrorKind.DAMAGED_ANSWER,
        "The model's answer was malformed and the service threw it away. Try again.",
        retryable=True,
    ),
    "MALFORMED_FUNCTION_CALL": _Reason(
        ProviderErrorKind.DAMAGED_ANSWER,
        "The model tried to call a tool, in a malformed way, instead of painting. Try again.",
        retryable=True,
    ),
    "UNEXPECTED_TOOL_CALL": _Reason(
        _EMPTY, "The model called a tool instead of painting. Try again.", retryable=True
    ),
    "TOO_MANY_TOOL_CALLS": _Reason(
        _EMPTY, "The model kept calling tools instead of painting. Try again.", retryable=True
    ),
    "LANGUAGE": _Reason(
        _REFUSED, "The model does not take this language. Write the request in another one."
    ),
    "MISSING_THOUGHT_SIGNATURE": _Reason(
        ProviderErrorKind.HISTORY_UNREADABLE,
        "The model could not follow the conversation so far: a signature in it is missing. Edit "
        "the picture in a new conversation.",
    ),
    "CONTINUATION": _Reason(
        ProviderErrorKind.TRUNCATED,
        "The model wanted to answer in several pieces, each charged by itself. Shorten the text "
        "and try again.",
        retryable=True,
    ),
    "ESCALATION": _Reason(
        _REFUSED, "The service held the request back for a closer look. Change the words."
    ),
    "PUP_LIMITED_DISABLED": _Reason(
        _REFUSED, "The service has limited this use of the model for your account."
    ),
    "MODEL_ARMOR": _Reason(
        _REFUSED, "A safety policy of your organisation held the answer back. Change the words."
    ),
}

_BLOCK_REASONS = {
    "SAFETY": _Reason(
        _REFUSED,
        "The request was blocked as unsafe before the model saw it. Change the words or the "
        "references.",
    ),
    "OTHER": _Reason(
        _REFUSED, "The request was blocked, and the service did not say why. Change the words."
    ),
    "BLOCKLIST": _Reason(
        _REFUSED, "The request was blocked: it contains a word on the service's list. Change it."
    ),
    "PROHIBITED_CONTENT": _Reason(
        _REFUSED, "The request was blocked: it asks for something the service does not allow."
    ),
    "IMAGE_SAFETY": _Reason(
        _REFUSED, "The request was blocked: a reference picture was judged unsafe. Remove it."
    ),
    "JAILBREAK": _Reason(
        _REFUSED, "The request was blocked: it reads like an attempt to get around the rules."
    ),
    "MODEL_ARMOR": _Reason(
        _REFUSED, "The request was blocked by a safety policy of your organisation."
    ),
}


def finish_error(reason: str, words: str = "") -> ProviderError:
    """Return the error for a finish reason that came without a picture.

    Args:
        reason: The service's own word, known or not.
        words: What the service said of it, or "".
    """
    known = _FINISH_REASONS.get(reason) or _Reason(
        _EMPTY,
        f"The model stopped for a reason this version does not know ({quoted(reason, 60)}). Try "
        "again, or change the words.",
        retryable=True,
    )
    return _error(known, reason, words)


def block_error(reason: str, words: str = "") -> ProviderError:
    """Return the error for a request that was blocked before the model saw it."""
    known = _BLOCK_REASONS.get(reason) or _Reason(
        _REFUSED,
        f"The request was blocked for a reason this version does not know "
        f"({quoted(reason, 60)}). Change the words.",
    )
    return _error(known, reason, words)


def words_only_error(words: str) -> ProviderError:
    """Return the error for an answer of words without a picture, with the words."""
    return ProviderError(
        _EMPTY,
        f"The model answered in words instead of a picture: {quoted(words)} Say plainly that you "
        "want a picture, or try again.",
        retryable=True,
        finish_reason=FinishReason.STOP,
    )


def quoted(words: str, most: int = WORDS_SHOWN) -> str:
    """Return outside words on one line, in quotes, cut to a length a message can hold."""
    line = " ".join(words.split())
    return f"“{line}”" if len(line) <= most else f"“{line[: most - 1].rstrip()}…”"


def _error(reason: _Reason, finish_reason: str, words: str) -> ProviderError:
    sentence = f"{reason.sentence} The service says: {quoted(words)}" if words else reason.sentence
    return ProviderError(
        reason.kind, sentence, retryable=reason.retryable, finish_reason=finish_reason
    )
