"""Matrix H 60 and 68: no way to the service, and what stands in the way: proxies, certificates."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gallery_studio.domain.status import Status
from gallery_studio.studio.composing import Composition
from tests.faults.network_bench import PROMPT, shorten
from tests.support.fair_time import busyness
from tests.support.gemini_server import GeminiServer, page
from tests.support.kept import check_nothing_lost
from tests.support.studio_bench import FLASH, open_bench

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gallery_studio.domain.conversation import Output

PASSWORD = "pass-word-1"


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)


def failure(folder: Path, url: str) -> Output:
    """Ask at this address once; the failure is stored, and then the studio works elsewhere."""

    async def ask(at: str) -> Output:
        async with open_bench(folder, at) as bench:
            run = await bench.studio.generate(Composition(text=PROMPT, models=(FLASH,)))
            (output,) = await bench.ended([run.outputs[0][0]])
            return output

    begin_s = time.monotonic()
    output = asyncio.run(ask(url))
    assert time.monotonic() - begin_s < 15 * busyness()
    assert output.status is Status.FAILED
    assert output.prompt
    assert output.is_retryable
    assert output.error_message.count(". ") >= 1, "cause and next step"
    assert PASSWORD not in output.error_message
    return output


def works_again(folder: Path, output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """The very same wish succeeds once the way is free."""
    for name in ("http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)

    async def again(url: str) -> Output:
        async with open_bench(folder, url) as bench:
            await bench.studio.retry([output.id])
            (done,) = await bench.ended([output.id])
            return done

    with GeminiServer() as server:
        done = asyncio.run(again(server.url))
    assert done.status is Status.COMPLETED
    assert done.prompt == output.prompt
    check_nothing_lost(folder, [(done.id, done.image_id)])


def closed_port() -> int:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return closed.getsockname()[1]


def test_h60_refused_connection(library_folder: Path, monkeypatch) -> None:
    output = failure(library_folder, f"http://127.0.0.1:{closed_port()}/")
    assert output.error_kind == "offline"
    assert "No connection to 127.0.0.1" in output.error_message
    works_again(library_folder, output, monkeypatch)


def test_h60_name_that_cannot_be_found(library_folder: Path, monkeypatch) -> None:
    real = socket.getaddrinfo

    def lookup(host: Any, *arguments: Any, **named: Any) -> Any:
        if host in ("gemini.invalid", b"gemini.invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    output = failure(library_folder, "http://gemini.invalid/")
    assert output.error_kind == "offline"
    assert "gemini.invalid cannot be found" in output.error_message
    works_again(library_folder, output, monkeypatch)


def test_h68_dead_proxy(library_folder: Path, monkeypatch) -> None:
    address = f"127.0.0.1:{closed_port()}"
    monkeypatch.setenv("http_proxy", f"http://someone:{PASSWORD}@{address}")
    monkeypatch.setenv("no_proxy", "")
    output = failure(library_folder, "http://gemini.invalid/")
    assert output.error_kind == "proxy"
    assert address in output.error_message
    works_again(library_folder, output, monkeypatch)


def test_h68_proxy_that_asks_for_a_password(library_folder: Path, monkeypatch) -> None:
    with GeminiServer() as proxy:
        proxy.script(page("<html>Proxy authentication required</html>", 407))
        place = proxy.url.removeprefix("http://")
        monkeypatch.setenv("http_proxy", f"http://someone:{PASSWORD}@{place}")
        monkeypatch.setenv("no_proxy", "")
        output = failure(library_folder, "http://gemini.invalid/")
        assert len(proxy.requests) == 1
    assert output.error_kind == "proxy"
    works_again(library_folder, output, monkeypatch)


class Certificates:
    """An authority of our own and what it signs."""

    def __init__(self, folder: Path) -> None:
        pytest.importorskip("cryptography")
        from cryptography.hazmat.primitives.asymmetric import ec

        self._folder = folder
        self._authority_key = ec.generate_private_key(ec.SECP256R1())
        self._authority = self._signed(self._authority_key.public_key(), "authority", 30, ca=True)
        self.trusted_file = folder / "authority.pem"
        self.trusted_file.write_bytes(self._pem(self._authority))

    def server_file(self, valid_days: int) -> Path:
        """Return key and certificate of 127.0.0.1; negative days ended already."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(key.public_key(), "127.0.0.1", valid_days, ca=False)
        path = self._folder / f"server{valid_days}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(private + self._pem(certificate))
        return path

    def _signed(self, public: Any, name: str, days: int, *, ca: bool) -> Any:
        from ipaddress import ip_address

        from cryptography import x509
        from cryptography.hazmat.primitives import hashes

        end = datetime.now(UTC) + timedelta(days=days)
        named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "authority")])
        authority = self._authority_key.public_key()
        builder = (
            x509.CertificateBuilder().subject_name(named).issuer_name(issuer).public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(end - timedelta(days=60)).not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority), critical=False
            )
        )  # fmt: skip
        if not ca:
            alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
            builder = builder.add_extension(alternative, critical=False)
        else:
            builder = builder.add_extension(
                x509.KeyUsage(False, False, False, False, False, True, True, False, False),
                critical=True,
            )
        return builder.sign(self._authority_key, hashes.SHA256())

    @staticmethod
    def _pem(certificate: Any) -> bytes:
        from cryptography.hazmat.primitives import serialization

        return bytes(certificate.public_bytes(serialization.Encoding.PEM))


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.answered.append(dict(self.headers))  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that refuse the certificate are what these tests are about."""


@contextlib.contextmanager
def tls_server(file: Path) -> Iterator[tuple[str, list[Any]]]:
    """Run a server with this certificate; give its address and the requests it saw."""
    server = _Quiet(("127.0.0.1", 0), _Handler)
    server.answered = []  # type: ignore[attr-defined]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}/", server.answered  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("days", "is_known"), [(20, False), (-5, True)], ids=["unknown authority", "expired"]
)
def test_h68_certificate_is_not_trusted(
    library_folder: Path, tmp_path: Path, monkeypatch, days, is_known
) -> None:
    certificates = Certificates(tmp_path)
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trusted_file))
    with tls_server(certificates.server_file(days)) as (url, seen):
        output = failure(library_folder, url)
        assert seen == [], "the key went to a server that nobody vouches for"
    assert output.error_kind == "certificate"
    assert "clock" in output.error_message
    assert "company network" in output.error_message
    works_again(library_folder, output, monkeypatch)


def test_h68_same_server_is_reached_with_a_good_certificate(
    library_folder: Path, tmp_path: Path, monkeypatch
) -> None:
    """The tests above refuse the certificate and nothing else."""
    certificates = Certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trusted_file))
    with tls_server(certificates.server_file(20)) as (url, seen):

        async def ask() -> None:
            async with open_bench(library_folder, url) as bench:
                run = await bench.studio.generate(Composition(text=PROMPT, models=(FLASH,)))
                await bench.ended([run.outputs[0][0]])

        asyncio.run(ask())
        assert len(seen) == 1
