"""Turns what google-genai and its HTTP library raise into the studio's own errors.

The originals hold the request with the key in its headers. They are read here and let go of:
never kept, chained, logged or pickled.
"""

from __future__ import annotations

import json
import socket
import ssl
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gallery_studio.domain import limits
from gallery_studio.domain.errors import ProviderError, ProviderErrorKind
from gallery_studio.providers.gemini_status import (
    ErrorAnswer,
    Failure,
    captive_portal,
    failure_from_answer,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.genai.errors import APIError

_Kind = ProviderErrorKind


def failure_from_exception(error: Exception, *, model_name: str, host: str) -> Failure:
    """Return what an exception of a call means. Called with google-genai already imported.

    Args:
        error: What the call raised, `TimeoutError` of the total limit included.
        model_name: What a person calls the model asked.
        host: The service's host name.
    """
    import httpx2
    from google.genai.errors import APIError

    if isinstance(error, APIError):
        return failure_from_answer(_error_answer(error), model_name)
    if isinstance(error, TimeoutError):
        return _unanswered("The model gave no answer within the time limit.", _Kind.TIME_LIMIT)
    if isinstance(error, httpx2.HTTPError):
        return _from_http(error, host)
    return _from_python(error)


def _from_python(error: Exception) -> Failure:
    """Return the failure of a call that never got out."""
    if isinstance(error, UnicodeError):
        return _key_wrong()
    if isinstance(error, OSError):  # SSL_CERT_FILE names a file that is missing or no certificate
        return _certificate()
    if isinstance(error, ImportError):  # socks without its package
        return _proxy("The proxy set on this computer is of a kind this program cannot use.")
    if isinstance(error, json.JSONDecodeError):
        return _unreadable(error.doc)
    # Only the kind: a text from outside may hold the key.
    return _failure(_Kind.UNKNOWN, f"The call failed unexpectedly ({type(error).__name__}).")


def _from_http(error: Exception, host: str) -> Failure:  # noqa: PLR0911  one line for each case
    import httpx2

    match error:
        case httpx2.ProxyError():
            return _proxy("The proxy set on this computer refused the connection.")
        case httpx2.ConnectTimeout():
            return _offline(f"{host} did not answer within {limits.CONNECT_S:.0f} seconds.")
        case httpx2.ConnectError():
            return _from_connect(error, host)
        case httpx2.ReadTimeout() | httpx2.WriteTimeout() | httpx2.PoolTimeout():
            return _unanswered("The service fell silent for too long.", _Kind.TIME_LIMIT)
        case httpx2.RemoteProtocolError() if "complete message body" in str(error):
            return _unanswered("The answer broke off before its end.", _Kind.DAMAGED_ANSWER)
        case httpx2.DecodingError():
            return _unanswered("The answer arrived damaged.", _Kind.DAMAGED_ANSWER)
        case httpx2.LocalProtocolError():
            return _key_wrong()
        case httpx2.UnsupportedProtocol() | httpx2.TooManyRedirects():
            return _failure(_Kind.BAD_REQUEST, "The address of the service set here is wrong.")
    return _unanswered("The connection was lost before the answer came.", _Kind.CONNECTION_LOST)


def _from_connect(error: Exception, host: str) -> Failure:
    causes = tuple(_chain(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes) or "CERTIFICATE" in str(error):
        return _certificate()
    proxy = _proxy_host(host)
    if proxy:
        return _proxy(f"The proxy set on this computer ({proxy}) cannot be reached.")
    if any(isinstance(cause, socket.gaierror) for cause in causes) or "[Errno -" in str(error):
        return _offline(f"{host} cannot be found.")
    return _offline(f"No connection to {host} could be made.")


def _error_answer(error: APIError) -> ErrorAnswer:
    body: Any = error.details
    inner = body.get("error") if isinstance(body, dict) else None
    is_service = isinstance(inner, dict)
    details = inner.get("details") if isinstance(inner, dict) else None
    headers = getattr(error.response, "headers", None) or {}
    return ErrorAnswer(
        code=error.code,
        message=str(error.message or ""),
        details=tuple(d for d in details or () if isinstance(d, dict)),
        is_service=is_service,
        retry_after=str(headers.get("retry-after", "")),
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _proxy_host(host: str) -> str:
    """Return the host and port of the proxy used for a host, without name and password."""
    if urllib.request.proxy_bypass(host):
        return ""
    proxies = urllib.request.getproxies()
    address = urlsplit(proxies.get("https") or proxies.get("http") or proxies.get("all") or "")
    return address.netloc.rpartition("@")[2]


def _unreadable(body: str) -> Failure:
    if body.lstrip().startswith("<"):
        return captive_portal()
    return _failure(
        _Kind.DAMAGED_ANSWER, "The answer arrived damaged: it broke off or is not JSON. Try again."
    )


def _offline(cause: str) -> Failure:
    return Failure(
        ProviderError(
            _Kind.OFFLINE, f"{cause} Check the connection and try again.", retryable=True
        ),
        is_resendable=True,
        waiting=f"{cause} The request is sent again.",
    )


def _proxy(cause: str) -> Failure:
    return _failure(_Kind.PROXY, f"{cause} Check the system's proxy settings.")


def _certificate() -> Failure:
    return _failure(
        _Kind.CERTIFICATE,
        "The service's certificate cannot be trusted. Check this computer's clock; on a company "
        "network, ask for its certificate to be installed.",
    )


def _key_wrong() -> Failure:
    error = ProviderError(
        _Kind.KEY_WRONG,
        "The key contains characters that cannot be sent. Enter it again in the settings.",
        retryable=False,
    )
    return Failure(error)


def _unanswered(cause: str, kind: ProviderErrorKind) -> Failure:
    """Return the failure of a call that got through: a picture may have been made and charged."""
    error = ProviderError(
        kind,
        f"{cause} The picture may have been charged all the same. Try again if you want it.",
        retryable=True,
        may_be_charged=True,
    )
    return Failure(error)


def _failure(kind: ProviderErrorKind, sentence: str) -> Failure:
    return Failure(ProviderError(kind, sentence, retryable=True))
