"""Fetching a picture from the web: only pictures, only from the web, only within limits."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from gallery_studio.domain.errors import ImageError, RequestError
from gallery_studio.studio.web_import import FetchPolicy, fetch_picture, is_public
from tests.support.imaging_samples import corners, encoded
from tests.support.web_server import HOST, WebServer, trusting

PNG = encoded(corners(), "PNG")


async def to_loopback(host: str, _port: int) -> list[str]:
    """Look up the server's name; every other one as its number says."""
    return ["127.0.0.1"] if host == HOST else [host]


def only_the_server(address: str) -> bool:
    """Stand in for the check of the open web: the test's server counts as on it."""
    return address == "127.0.0.1"


@pytest.fixture
def server():
    with WebServer() as web:
        yield web
        web.ended.set()


@pytest.fixture
def policy() -> FetchPolicy:
    return FetchPolicy(to_loopback, only_the_server, trusting(), total_s=5.0)


def fetch(address: str, policy: FetchPolicy, **more):
    return asyncio.run(fetch_picture(address, policy, **more))


def test_a_picture_comes_with_its_bytes_and_a_name(server, policy) -> None:
    told: list[tuple[int, int | None]] = []
    address = server.give("/art/red%20boat.png?size=large", PNG)
    picture = fetch(address, policy, on_progress=lambda *news: told.append(news))
    assert picture.data == PNG
    assert picture.name == "red boat.png"
    assert told[-1] == (len(PNG), len(PNG))


def test_nothing_of_ours_is_sent(server, policy, monkeypatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "AIzaSECRET")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    fetch(server.give("/a.png", PNG), policy)
    ((_, headers),) = server.requests
    assert headers["Host"].startswith(HOST)
    assert {name.lower() for name in headers} <= {
        "host", "user-agent", "accept", "accept-encoding", "connection",
    }  # fmt: skip
    assert "SECRET" not in str(headers)


def test_a_redirect_to_another_place_on_the_web_is_followed(server, policy) -> None:
    server.give("/b.png", PNG)
    assert fetch(server.redirect("/a", "/b.png"), policy).name == "b.png"


@pytest.mark.parametrize(
    "target",
    ["https://127.0.0.1:1/x", "https://10.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/"],
)
def test_a_redirect_to_a_private_address_is_refused(server, target) -> None:
    checked: list[str] = []

    def is_first_or_public(address: str) -> bool:
        """Let the server's own address pass for the first look-up and the first connection."""
        checked.append(address)
        return len(checked) <= 2 or is_public(address)

    policy = FetchPolicy(to_loopback, is_first_or_public, trusting(), total_s=5.0)
    with pytest.raises(RequestError, match="own network"):
        fetch(server.redirect("/a", target), policy)
    assert len(server.requests) == 1


def test_a_redirect_to_http_or_a_file_is_refused(server, policy) -> None:
    for target in ("http://pictures.example/x.png", "file:///etc/passwd"):
        with pytest.raises(RequestError, match=r"http:|file:"):
            fetch(server.redirect("/a", target), policy)


def test_redirects_in_a_circle_end(server, policy) -> None:
    with pytest.raises(RequestError, match="without an end"):
        fetch(server.redirect("/a", "/a"), policy)
    assert len(server.requests) == 6


def test_loopback_is_refused_without_a_connection(server) -> None:
    policy = FetchPolicy(resolve=to_loopback, ssl_context=trusting())
    with pytest.raises(RequestError, match="own network"):
        fetch(server.give("/a.png", PNG), policy)
    assert server.requests == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(server) -> None:
    async def mixed(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", "192.168.0.7"]

    with pytest.raises(RequestError, match="own network"):
        fetch("https://pictures.example/a.png", FetchPolicy(resolve=mixed))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:53aa:64c::1", False),
        ("not an address", False),
    ],
)
def test_what_counts_as_the_open_web(address: str, expected: bool) -> None:
    assert is_public(address) is expected


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://pictures.example/a.png", "begins with http"),
        ("file:///etc/passwd", "file: address"),
        ("ftp://pictures.example/a.png", "Only pictures at https"),
        ("javascript:alert(1)", "Only pictures at https"),
        ("https://", "whole address"),
        ("https://me:secret@pictures.example/a.png", "name and password"),
    ],
)
def test_other_addresses_are_refused_in_words(policy, address: str, words: str) -> None:
    with pytest.raises(RequestError, match=words) as caught:
        fetch(address, policy)
    assert "secret" not in caught.value.message


def test_what_is_no_picture_is_refused_by_its_content(server, policy) -> None:
    page = b"<!doctype html><html><body>a page</body></html>"
    address = server.give("/a.png", page, Content_Type="image/png")
    with pytest.raises(ImageError, match="a web page"):
        fetch(address, policy)


def test_a_long_answer_that_is_no_picture_is_not_read_to_its_end(server, policy) -> None:
    with pytest.raises(ImageError, match="no picture"):
        fetch(server.stream("/a.png", b"MZ" * 4000, b"x" * 4096), policy)


def test_a_picture_that_says_it_is_too_large_is_refused_at_once(server, policy) -> None:
    with pytest.raises(ImageError, match="the limit"):
        fetch(server.give("/a.png", PNG * 3), replace(policy, most_bytes=len(PNG)))


def test_a_picture_without_an_end_is_refused_at_the_limit(server, policy) -> None:
    address = server.stream("/a.png", PNG, b"x" * 65_536)
    with pytest.raises(ImageError, match="the limit"):
        fetch(address, replace(policy, most_bytes=2 * 1024 * 1024))


def test_a_dripping_answer_ends_in_time(server, policy) -> None:
    address = server.stream("/a.png", PNG, b"x", pause_s=0.02)
    with pytest.raises(RequestError, match="did not arrive within"):
        fetch(address, replace(policy, total_s=0.4))


def test_a_picture_packed_is_refused(server, policy) -> None:
    with pytest.raises(ImageError, match="packed"):
        fetch(server.give("/a.png", PNG, Content_Encoding="gzip"), policy)


@pytest.mark.parametrize(
    ("status", "words"), [(404, "any more"), (403, "to others"), (500, "error"), (206, "error")]
)
def test_other_answers_are_told_in_words(server, policy, status: int, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        fetch(server.give("/a.png", PNG, status=status), policy)


def test_a_certificate_nobody_vouches_for_is_refused(server) -> None:
    import ssl

    policy = FetchPolicy(to_loopback, only_the_server, ssl.create_default_context(), total_s=5.0)
    with pytest.raises(RequestError, match="certificate"):
        fetch(server.give("/a.png", PNG), policy)
    assert server.requests == []


def test_a_name_that_is_not_there_is_told(policy) -> None:
    async def nothing(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(RequestError, match="not found"):
        fetch("https://nowhere.example/a.png", replace(policy, resolve=nothing))


def test_cancelling_ends_it_at_once(server, policy) -> None:
    address = server.stream("/a.png", PNG, b"x", pause_s=0.02)

    async def run() -> None:
        begun = asyncio.Event()
        task = asyncio.create_task(fetch_picture(address, policy, lambda *_: begun.set()))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
