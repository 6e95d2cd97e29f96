"""What an error answer of the service means: its code, its details, and whether to ask again.

Source: ai.google.dev/gemini-api/docs/troubleshooting; google.rpc error details (AIP-193).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.providers.gemini_refusals import quoted
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

_Kind = ProviderErrorKind

_LIMIT_ZERO = re.compile(r"\blimit: 0\b")
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s?")


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed try.

    Attributes:
        error: What a person is told if nothing more is tried.
        is_resendable: Whether no picture can have been made, so that sending it again costs
            nothing twice.
        waiting: What a person is told while the next try is waited for.
    """

    error: ProviderError
    is_resendable: bool = False
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An answer with another status than 200.

    Attributes:
        code: HTTP status.
        message: The service's words, or the page where it was not JSON.
        details: The ``error.details`` list of the body; empty where there was none.
        is_service: Whether the body is the service's own (JSON with ``error``).
        retry_after: The Retry-After header, or "".
    """

    code: int
    message: str
    details: tuple[Mapping[str, Any], ...]
    is_service: bool
    retry_after: str = ""

    def detail(self, type_name: str) -> Mapping[str, Any]:
        """Return the first detail of a google.rpc type; empty where there is none."""
        wanted = f"google.rpc.{type_name}"
        return next((d for d in self.details if str(d.get("@type", "")).endswith(wanted)), {})

    @property
    def reason(self) -> str:
        """The machine-readable reason, such as ``API_KEY_INVALID``."""
        return str(self.detail("ErrorInfo").get("reason", ""))

    @property
    def retry_after_s(self) -> float | None:
        """Seconds the service asks to wait: RetryInfo first, then the Retry-After header."""
        for text in (str(self.detail("RetryInfo").get("retryDelay", "")), self.retry_after):
            match = _SECONDS.fullmatch(text.strip())
            if match:
                return float(match[1])
        return None

    @property
    def quota_ids(self) -> str:
        """Names of the quotas that were used up, as one text."""
        violations = self.detail("QuotaFailure").get("violations")
        if not isinstance(violations, list):
            return ""
        return " ".join(str(v.get("quotaId", "")) for v in violations if isinstance(v, dict))


def failure_from_answer(answer: ErrorAnswer, model_name: str) -> Failure:
    """Return what an error answer means.

    Args:
        answer: The answer.
        model_name: What a person calls the model asked.
    """
    if 300 <= answer.code < 400 or answer.code == 511 or _is_foreign_page(answer):
        return captive_portal()
    read = _READERS.get(answer.code)
    if read is not None:
        return read(answer)
    if answer.code == 404:
        return _failure(
            _Kind.MODEL_GONE,
            f"The service no longer has {model_name}, or not for this key. Choose another model.",
        )
    if answer.code in _PLAIN:
        return _failure(*_PLAIN[answer.code], retryable=answer.code in _RETRYABLE)
    if answer.code in _BUSY:
        return _busy(answer)
    return _failure(
        _Kind.UNKNOWN,
        f"The service answered with error {answer.code}, which this version does not know: "
        f"{quoted(answer.message)}",
        retryable=True,
    )


_KEY_WRONG = "The service does not accept the key. Check it in the settings."

_PLAIN = {
    401: (_Kind.KEY_WRONG, _KEY_WRONG),
    402: (
        _Kind.BILLING,
        "The credit of this key is used up. Top it up in Google AI Studio, then try again.",
    ),
    407: (
        _Kind.PROXY,
        "The proxy of this network asks for a name and password. Enter them in the system's proxy "
        "settings.",
    ),
    413: (
        _Kind.BAD_REQUEST,
        "The request is too large for the service. Send fewer or smaller references.",
    ),
    499: (_Kind.CONNECTION_LOST, "The service took the request for cancelled. Try again."),
}
_RETRYABLE = frozenset({402, 407, 499})

_BUSY = {
    500: "The service had an internal error. Try again in a while.",
    502: "A gateway on the way to the service failed (502). Try again in a while.",
    503: "The model is overloaded right now. Try again in a while, or choose another model.",
    504: "The service gave up on the picture because it took too long. Try again, or choose a "
    "smaller size.",
}

_BUSY_WAITING = {
    500: "The service had an internal error; the request is sent again.",
    502: "A gateway failed; the request is sent again.",
    503: "The model is overloaded; the request is sent again.",
    504: "The service ran out of time; the request is sent again.",
}


def _busy(answer: ErrorAnswer) -> Failure:
    error = ProviderError(
        _Kind.TIME_LIMIT if answer.code == 504 else _Kind.OVERLOADED,
        _BUSY[answer.code],
        retryable=True,
        retry_after_s=answer.retry_after_s,
    )
    return Failure(error, is_resendable=True, waiting=_BUSY_WAITING[answer.code])


_BAD_REQUESTS = (
    ("api key not valid", _Kind.KEY_WRONG, _KEY_WRONG),
    ("api key expired", _Kind.KEY_WRONG, "The key has expired. Make a new one and enter it."),
    (
        "thought_signature",
        _Kind.HISTORY_UNREADABLE,
        "The service does not accept this conversation so far: a signature in it is missing. "
        "Edit the picture in a new conversation.",
    ),
    (
        "location is not supported",
        _Kind.NOT_ALLOWED,
        "The service is not offered in the country you are connected from.",
    ),
    (
        "deadline",
        _Kind.BAD_REQUEST,
        "The service refused the time limit this version sends. Update Gallery Studio.",
    ),
    (
        "unknown name",
        _Kind.BAD_REQUEST,
        "The service does not know a setting this version sends. Update Gallery Studio, or leave "
        "aspect ratio and size open.",
    ),
)
"""Words by which a 400 is told from another, and what each means."""


def _bad_request(answer: ErrorAnswer) -> Failure:
    if answer.reason == "API_KEY_INVALID":
        return _failure(_Kind.KEY_WRONG, _KEY_WRONG)
    text = answer.message.lower()
    for words, kind, sentence in _BAD_REQUESTS:
        if words in text:
            return _failure(kind, sentence)
    return _failure(
        _Kind.BAD_REQUEST, f"The service does not take this request: {quoted(answer.message)}"
    )


def _forbidden(answer: ErrorAnswer) -> Failure:
    if "unregistered callers" in answer.message:
        return _failure(
            _Kind.NOT_ALLOWED,
            "The service did not get the key. Something on this network may take it out; try "
            "another network.",
            retryable=True,
        )
    if "leaked" in answer.message:
        return _failure(
            _Kind.KEY_WRONG,
            "The service has blocked this key because it became public. Make a new one and enter "
            "it.",
        )
    return _failure(
        _Kind.NOT_ALLOWED,
        f"The key is not allowed to use this model: {quoted(answer.message)} Check the key's "
        "restrictions in Google AI Studio.",
    )


def _quota(answer: ErrorAnswer) -> Failure:
    if _LIMIT_ZERO.search(answer.message) or "FreeTier" in answer.quota_ids:
        return _failure(
            _Kind.BILLING,
            "This model is not free to use. Turn on billing for the key in Google AI Studio, "
            "then try again.",
            retryable=True,
        )
    if "PerDay" in answer.quota_ids:
        return _failure(
            _Kind.QUOTA_DAY,
            "The key has used up its pictures for today. The count starts anew at midnight, "
            "Pacific time.",
            retryable=True,
        )
    error = ProviderError(
        _Kind.QUOTA_MINUTE,
        "The key has reached its limit of requests a minute. Wait a little and try again.",
        retryable=True,
        retry_after_s=answer.retry_after_s,
    )
    waiting = "The key has reached its limit per minute; the request is sent again by itself."
    return Failure(error, is_resendable=True, waiting=waiting)


_READERS = {400: _bad_request, 403: _forbidden, 429: _quota}


def _is_foreign_page(answer: ErrorAnswer) -> bool:
    """Whether a 4xx came as a web page: a login page or a filter on the way, not the service."""
    return (
        400 <= answer.code < 500
        and answer.code != 407
        and not answer.is_service
        and answer.message.lstrip().startswith("<")
    )


def captive_portal() -> Failure:
    """Return the failure of an answer that was not the service's."""
    return _failure(
        _Kind.CAPTIVE_PORTAL,
        "Something on this network answered in place of the service. It probably asks for a "
        "login: open a browser, log in, and try again.",
        retryable=True,
    )


def _failure(kind: ProviderErrorKind, sentence: str, *, retryable: bool = False) -> Failure:
    return Failure(ProviderError(kind, sentence, retryable=retryable))
