"""No key gets through the formatter, in whatever form."""

from __future__ import annotations

import base64
import logging
import sys
from urllib.parse import quote

import pytest

from gallery_studio.providers.redaction import HIDDEN, RedactingFormatter, redact

KEY = "AIzaSyTest-0123456789_abcdefghijklmnopq"
PLAIN = "a+secret/of no=known*shape"


def _record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("x", logging.ERROR, "f.py", 1, message, args, info)


@pytest.mark.parametrize(
    "line",
    [
        f"key {KEY} end",
        f"GET /v1beta/models?key={PLAIN.replace(' ', '')}&alt=sse",
        f"{{'x-goog-api-key': '{KEY}'}}",
        "x-goog-api-key: token-without-known-shape",
        "[(b'x-goog-api-key', b'token-without-known-shape')]",
        "Authorization: Bearer token-without-known-shape",
        "AQ.Ab8RN6Itoken-without-known-shape",
    ],
)
def test_everything_that_looks_like_a_key_is_hidden(line: str) -> None:
    shown = redact(line)

    assert HIDDEN in shown
    assert KEY not in shown
    assert "without-known-shape" not in shown
    assert PLAIN.replace(" ", "") not in shown


def test_what_stands_around_a_key_stays() -> None:
    assert redact(f"before key={KEY}&alt=sse after") == f"before key={HIDDEN}&alt=sse after"
    assert redact("a monkey and a keyhole, key = value") == "a monkey and a keyhole, key = value"


def test_a_known_secret_is_hidden_in_every_way_it_is_written() -> None:
    forms = (PLAIN, quote(PLAIN, safe=""), base64.b64encode(PLAIN.encode()).decode())

    for form in forms:
        assert form.rstrip("=") not in redact(f"<{form}>", [PLAIN])
    assert redact("nothing to hide", [""]) == "nothing to hide"


def test_the_formatter_hides_keys_in_arguments_and_tracebacks() -> None:
    formatter = RedactingFormatter("%(levelname)s %(message)s")
    formatter.hide(PLAIN)
    try:
        raise ValueError(f"Illegal header value b'{KEY}' and {PLAIN}")
    except ValueError:
        error = sys.exc_info()[1]

    shown = formatter.format(_record("sent %s", KEY, error=error))

    assert "Traceback" in shown
    assert KEY not in shown
    assert PLAIN not in shown
    assert PLAIN not in repr(formatter)
