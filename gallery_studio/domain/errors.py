"""Errors a person can meet, each with a sentence that names the cause and the next step."""

from __future__ import annotations

from enum import StrEnum


class StudioError(Exception):
    """An expected error; its text is one or two sentences for the person.

    Attributes:
        message: What happened and what to do, in plain words, without secrets or paths that the
            person did not choose.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class LibraryErrorKind(StrEnum):
    """Why the library cannot do what was asked."""

    IN_USE = "in_use"
    BUSY = "busy"
    DISK_FULL = "disk_full"
    DISK_ERROR = "disk_error"
    NOT_WRITABLE = "not_writable"
    DAMAGED = "damaged"
    NOT_A_LIBRARY = "not_a_library"
    TOO_NEW = "too_new"
    DATABASE_MISSING = "database_missing"
    NOT_FOUND = "not_found"
    BAD_TEXT = "bad_text"
    INTERRUPTED = "interrupted"


class LibraryError(StudioError):
    """The library on disk cannot be opened, read or written."""

    def __init__(self, kind: LibraryErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class ImageError(StudioError):
    """A picture cannot be read, or is larger than the limits."""


class RequestError(StudioError):
    """What was asked for cannot be sent: an empty message, an unknown model, …."""


class ProviderErrorKind(StrEnum):
    """Why a model gave no picture. The values are stored and shown in ``--json``."""

    OFFLINE = "offline"
    PROXY = "proxy"
    CERTIFICATE = "certificate"
    CAPTIVE_PORTAL = "captive_portal"
    NO_KEY = "no_key"
    KEY_WRONG = "key_wrong"
    NOT_ALLOWED = "not_allowed"
    BILLING = "billing"
    MODEL_GONE = "model_gone"
    BAD_REQUEST = "bad_request"
    HISTORY_UNREADABLE = "history_unreadable"
    QUOTA_MINUTE = "quota_minute"
    QUOTA_DAY = "quota_day"
    OVERLOADED = "overloaded"
    REFUSED = "refused"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    DAMAGED_ANSWER = "damaged_answer"
    TIME_LIMIT = "time_limit"
    CONNECTION_LOST = "connection_lost"
    INTERRUPTED = "interrupted"
    STORAGE = "storage"
    UNKNOWN = "unknown"


class ProviderError(StudioError):
    """A model gave no picture.

    Attributes:
        kind: Why.
        retryable: Whether trying the same request again can help.
        retry_after_s: Seconds the service asks to wait before that, if it said so.
        finish_reason: The service's own word, when there was one.
        may_be_charged: Whether the service may have made, and charged, a picture all the same.
    """

    def __init__(
        self,
        kind: ProviderErrorKind,
        message: str,
        *,
        retryable: bool,
        retry_after_s: float | None = None,
        finish_reason: str | None = None,
        may_be_charged: bool = False,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.finish_reason = finish_reason
        self.may_be_charged = may_be_charged
