"""A real HTTP server on loopback that speaks Gemini's wire format, for tests with the real SDK.

    with GeminiServer() as server:
        server.script(sample("err503"), picture(png))       # answers in order, for every model
        server.script(picture(jpeg), model="gemini-3-pro-image")  # for this model alone
        provider = GeminiProvider(KEY, base_url=server.url)

Where nothing is scripted for a model it answers with a small picture of its own; where a script
has run out, its last answer is given again. Faults happen on the socket: a reset, a body that
ends early, a body that drips, an answer that waits for an event.
"""

from __future__ import annotations

import base64
import contextlib
import json
import select
import socket
import struct
import threading
import zlib
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

WIRE_FOLDER = Path(__file__).parent / "gemini-wire"
SIGNATURE = bytes(range(256)) + b"\xfb\xff\xfe>>>???"
"""A signature whose base64 has every awkward letter: + / - _ and padding."""

LISTING = "(listing)"
"""Scripts under this name answer the listing of models."""

_JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True)
class Answer:
    """What the server does with one request.

    Attributes:
        status: HTTP status.
        body: Bytes of the body.
        content_type: Of the body.
        headers: Further headers.
        gate: Waited for before anything is sent; None sends at once.
        sent_bytes: Bytes of the body that are sent before the connection is closed; None for all.
        is_reset: Whether the connection is reset instead of answered.
        drip_s: Seconds between single bytes of the body; 0 sends it whole.
        is_never_sent: Whether nothing is ever sent.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = _JSON
    headers: tuple[tuple[str, str], ...] = ()
    gate: threading.Event | None = None
    sent_bytes: int | None = None
    is_reset: bool = False
    drip_s: float = 0.0
    is_never_sent: bool = False

    def after(self, gate: threading.Event) -> Answer:
        """Return the same answer, given once the event is set."""
        return replace(self, gate=gate)


def sample_document(name: str) -> dict[str, Any]:
    """Return a sample of the wire format, such as ``response_success``."""
    return json.loads((WIRE_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def sample(name: str) -> Answer:
    """Return the answer of a recorded response by its short name, such as ``success``.

    Samples without a body (the SDK raised before it had one) are rebuilt from their description.
    """
    if name in _REBUILT:
        return _REBUILT[name]()
    document = sample_document(f"response_{name}")
    if "events" in document:
        events = "".join(f"data: {json.dumps(event)}\r\n\r\n" for event in document["events"])
        return Answer(body=events.encode(), content_type=document["content_type"])
    return json_answer(document["body"], document["http_status"])


def json_answer(body: object, status: int = 200, **headers: str) -> Answer:
    """Return an answer with a JSON body. Headers with ``_`` for ``-``."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(status, json.dumps(body).encode(), headers=named)


def page(html: str = "<html><title>Log in</title></html>", status: int = 200) -> Answer:
    """Return an answer that is a web page."""
    return Answer(status, html.encode(), content_type="text/html")


def picture(
    data: bytes, mime_type: str = "image/png", text: str = "", signature: bytes = SIGNATURE
) -> Answer:
    """Return an answer with a picture, its signature, and words before it if there are any."""
    image = {
        "inlineData": {"mimeType": mime_type, "data": base64.b64encode(data).decode()},
        "thoughtSignature": base64.b64encode(signature).decode(),
    }
    parts = ([{"text": text}] if text else []) + [image]
    return json_answer(answer_body(parts))


def answer_body(parts: list[dict[str, Any]], finish_reason: str = "STOP") -> dict[str, Any]:
    """Return the body of an answer with these wire parts."""
    return {
        "candidates": [
            {
                "content": {"parts": parts, "role": "model"},
                "finishReason": finish_reason,
                "index": 0,
            }
        ],
        "usageMetadata": {
            "promptTokenCount": 9,
            "candidatesTokenCount": 1120,
            "totalTokenCount": 1129,
            "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1120}],
        },
        "modelVersion": "gemini-nano-banana-2.1",
        "responseId": "resp-1",
    }


def quota(
    retry_delay: str | None = "0.2s", *, quota_id: str = "PerMinute", **headers: str
) -> Answer:
    """Return a 429, with RetryInfo unless the delay is None."""
    details: list[dict[str, Any]] = [
        {
            "@type": "type.googleapis.com/google.rpc.QuotaFailure",
            "violations": [{"quotaId": f"GenerateRequests{quota_id}PerProjectPerModel"}],
        }
    ]
    if retry_delay is not None:
        details.append(
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": retry_delay}
        )
    error = {
        "code": 429,
        "message": "You exceeded your current quota.",
        "status": "RESOURCE_EXHAUSTED",
        "details": details,
    }
    return json_answer({"error": error}, 429, **headers)


def reset() -> Answer:
    """Return "the connection is reset"."""
    return Answer(is_reset=True)


def never() -> Answer:
    """Return "no answer, ever": until the client goes or the server ends."""
    return Answer(is_never_sent=True)


def truncated(share: float = 0.5) -> Answer:
    """Return a good answer of which only a share of the announced bytes comes."""
    whole = sample("success")
    return replace(whole, sent_bytes=int(len(whole.body) * share))


def dripping(every_s: float) -> Answer:
    """Return a good answer that comes byte by byte."""
    return replace(sample("success"), drip_s=every_s)


def redirect(url: str, status: int = 307) -> Answer:
    """Return a redirect to another address."""
    return Answer(status, headers=(("Location", url),))


_REBUILT = {
    "htmlerr": lambda: page("<html><title>502 Bad Gateway</title></html>", 502),
    "malformed": lambda: Answer(body=sample("success").body[:-200]),
    "notjson": lambda: page("<html>captive portal</html>"),
    "reset": reset,
    "slow_timeout": never,
    "trunc": truncated,
}


@dataclass(frozen=True)
class RecordedRequest:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    raw: bytes = field(repr=False)

    @property
    def model(self) -> str:
        """The model asked, LISTING for the list of models, or "" for neither."""
        if self.method == "GET" and self.path.partition("?")[0].endswith("/models"):
            return LISTING
        return self.path.partition("/models/")[2].partition(":")[0]


class GeminiServer:
    """The server. A context manager; thread-safe.

    Attributes:
        requests: Every request so far, in order of arrival.
        arrived: Set whenever a request has come in.
        called: Set whenever a request that is not for the listing has come in.
        disconnected: Set when a client went away while it was waited for.
        listed_models: Ids that ``GET /models`` lists.
        connections: Connections that are open now.
        all_closed: Set whenever the last of them has been closed.
    """

    def __init__(self) -> None:
        self.requests: list[RecordedRequest] = []
        self.arrived = threading.Event()
        self.called = threading.Event()
        self.disconnected = threading.Event()
        self.listed_models = ["gemini-nano-banana-2.1", "gemini-3-pro-image"]
        self.connections: set[socket.socket] = set()
        self.all_closed = threading.Event()
        self._scripts: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._http = _QuietServer(("127.0.0.1", 0), _Handler)
        self._http.gemini = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """The base URL, with a slash at its end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/"

    def script(self, *answers: Answer, model: str = "") -> None:
        """Give these answers in turn to requests for this model.

        With "", to every model that has no script of its own.
        With LISTING, to the listing of models.
        """
        with self._lock:
            self._scripts.setdefault(model, []).extend(answers)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._http.shutdown()
        # An idle kept-alive connection must not hold the end of the server back.
        for connection in tuple(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._http.server_close()
        self._thread.join()

    def answer_for(self, request: RecordedRequest) -> Answer:
        """Record a request and return what to do with it."""
        with self._lock:
            self.requests.append(request)
            self.arrived.set()
            if request.model != LISTING:
                self.called.set()
            everyone = [] if request.model == LISTING else self._scripts.get("", [])
            queue = self._scripts.get(request.model) or everyone
            if queue:
                return queue.pop(0) if len(queue) > 1 else queue[0]
        if request.model == LISTING:
            return json_answer({"models": [_model_entry(name) for name in self.listed_models]})
        return picture(small_png())

    def await_or_disconnect(self, connection: socket.socket, gate: threading.Event | None) -> bool:
        """Wait for the gate; return False when the client went away or the server ends first."""
        while gate is None or not gate.is_set():
            if self._ending.is_set():
                return False
            readable, _, _ = select.select([connection], [], [], 0.02)
            if readable and not _peek(connection):
                self.disconnected.set()
                return False
        return True

    @property
    def is_ending(self) -> bool:
        """Whether the server is being closed."""
        return self._ending.is_set()


def small_png(red: int = 200, green: int = 80, blue: int = 40) -> bytes:
    """Return a PNG of 8 × 8 pixels in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    rows = (b"\0" + bytes((red, green, blue)) * 8) * 8
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    gemini: GeminiServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that go away in the middle are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _QuietServer

    def setup(self) -> None:
        super().setup()
        self.server.gemini.connections.add(self.connection)

    def finish(self) -> None:
        gemini = self.server.gemini
        gemini.connections.discard(self.connection)
        if not gemini.connections:
            gemini.all_closed.set()
        super().finish()

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""

    def _answer(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        body = json.loads(raw) if raw else None
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = RecordedRequest(self.command, self.path, headers, body, raw)
        self._give(self.server.gemini.answer_for(request))

    def _give(self, answer: Answer) -> None:
        gemini = self.server.gemini
        if answer.is_reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            # The real close, so that the reset leaves now and not when the reader is collected.
            self.rfile.close()
            self.wfile.close()
            self.connection.close()
            self.close_connection = True
            return
        waits = answer.is_never_sent or answer.gate is not None
        if waits and not gemini.await_or_disconnect(self.connection, answer.gate):
            self.close_connection = True
            return
        self._send_head(answer)
        if answer.drip_s:
            self._drip(answer)
        else:
            self.wfile.write(answer.body[: answer.sent_bytes])
        if answer.sent_bytes is not None:
            self.close_connection = True

    def _send_head(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()

    def _drip(self, answer: Answer) -> None:
        pause = threading.Event()
        for index in range(len(answer.body)):
            if self.server.gemini.is_ending:
                break
            try:
                self.wfile.write(answer.body[index : index + 1])
            except OSError:
                self.server.gemini.disconnected.set()
                break
            pause.wait(answer.drip_s)
        self.close_connection = True


def _peek(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1, socket.MSG_PEEK)
    except OSError:
        return b""


def _model_entry(name: str) -> dict[str, Any]:
    return {
        "name": f"models/{name}",
        "displayName": name,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
    }
