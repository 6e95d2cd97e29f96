"""Fetches one picture from an https address: limited in time and size, and only from the open web.

The name is looked up once, every address it has is checked, and the connection goes to a checked
address and nowhere else; so neither a redirect nor a name that changes its mind reaches this
computer or its network. No key, no cookie and no proxy of ours is involved.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from contextlib import asynccontextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from gallery_studio.domain.errors import ImageError, RequestError
from gallery_studio.domain.limits import (
    CONNECT_S,
    IMAGE_FILE_BYTES,
    WEB_IMAGE_S,
    WEB_REDIRECTS_MOST,
)
from gallery_studio.domain.naming import one_line
from gallery_studio.imaging.sniff import ALLOWED_LABELS, describe, sniff
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    import httpx2

_HEAD_BYTES = 4096
_MEGA = 1024 * 1024
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_SIGN_IN = frozenset((401, 403, 407))
_GONE = frozenset((404, 410))
_USER_AGENT = "GalleryStudio (picture import)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """What an address gave.

    Attributes:
        data: The bytes, begun like a picture; nothing more is known of them yet.
        name: A name for it, from the address.
    """

    data: bytes = field(repr=False)
    name: str


async def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as text."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address lies on the open internet: not here, not in this network, not special.

    Addresses that only wrap an IPv4 address count as what they wrap.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo is not None or ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How, and from where, pictures may be fetched.

    Attributes:
        resolve: Looks a host's addresses up.
        is_allowed: Whether a connection to an address may be made.
        ssl_context: What certificates are checked with; the system's when None.
        total_s: How long all of it may take, in seconds.
        most_bytes: The largest picture.
    """

    resolve: Callable[[str, int], Awaitable[Sequence[str]]] = resolve_host
    is_allowed: Callable[[str], bool] = is_public
    ssl_context: ssl.SSLContext | None = None
    total_s: float = WEB_IMAGE_S
    most_bytes: int = IMAGE_FILE_BYTES


def ignore_progress(_received_bytes: int, _total_bytes: int | None) -> None:
    """Tell nobody."""


async def fetch_picture(
    address: str,
    policy: FetchPolicy,
    on_progress: Callable[[int, int | None], None] = ignore_progress,
) -> FetchedPicture:
    """Fetch a picture; cancelling the task ends it at once.

    Args:
        address: An https address.
        policy: Limits.
        on_progress: Told of bytes received and, where the server says so, of bytes in all.

    Raises:
        RequestError: The address may not be used, or gave nothing; says why.
        ImageError: What it gave is no picture, or too large.
    """
    import httpx2

    check_address(address)
    context = policy.ssl_context or httpx2.create_ssl_context()
    limits = httpx2.Timeout(policy.total_s, connect=min(CONNECT_S, policy.total_s))
    try:
        async with (
            asyncio.timeout(policy.total_s),
            httpx2.AsyncClient(
                verify=context, follow_redirects=False, trust_env=False, timeout=limits
            ) as client,
        ):
            return await _Fetch(client, policy, on_progress).run(address)
    except TimeoutError as error:
        raise RequestError(
            f"The picture did not arrive within {policy.total_s:.0f} seconds. Save it in the "
            "browser and drop the file."
        ) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise RequestError(_fault(error)) from error


def check_address(address: str) -> None:
    """Check that an address may be fetched at all.

    Raises:
        RequestError: It is not a plain https address.
    """
    scheme = address.strip().partition(":")[0].lower()
    if scheme == "http":
        raise RequestError(
            "This address begins with http: anyone on the way could exchange the picture. Use "
            "https, or save the picture in the browser and drop the file."
        )
    if scheme == "file":
        raise RequestError("A file: address is not fetched. Drop the file itself.")
    if scheme != "https":
        raise RequestError("Only pictures at https addresses are fetched.")


class _Fetch:
    """One fetch over all its redirects."""

    def __init__(
        self,
        client: httpx2.AsyncClient,
        policy: FetchPolicy,
        on_progress: Callable[[int, int | None], None],
    ) -> None:
        self._client = client
        self._policy = policy
        self._on_progress = on_progress

    async def run(self, address: str) -> FetchedPicture:
        """Follow the redirects to the picture."""
        for _ in range(WEB_REDIRECTS_MOST + 1):
            url = _parsed(address)
            async with self._answer(url) as response:
                if response.status_code not in _REDIRECTS:
                    _check_status(response.status_code)
                    return FetchedPicture(await self._body(response), _name_of(url))
                address = str(url.join(response.headers.get("location", "")))
        raise RequestError("The address leads from one place to the next without an end.")

    @asynccontextmanager
    async def _answer(self, url: httpx2.URL) -> AsyncIterator[httpx2.Response]:
        """Ask a checked address of the host, and give its answer."""
        host = url.raw_host.decode("ascii")
        target = url.copy_with(host=await self._checked(host, url.port or 443))
        request = self._client.build_request(
            "GET",
            target,
            headers={
                "Host": url.netloc.decode("ascii"),
                "User-Agent": _USER_AGENT,
                "Accept": "image/*",
                # Bytes as they are: nothing that grows when it is unpacked.
                "Accept-Encoding": "identity",
            },
            extensions={"sni_hostname": host.strip("[]")},
        )
        response = await self._client.send(request, stream=True)
        try:
            self._check_peer(response)
            yield response
        finally:
            await response.aclose()

    async def _checked(self, host: str, port: int) -> str:
        """Return an address of a host; none of its addresses may be a forbidden one."""
        try:
            addresses = await self._policy.resolve(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:
            raise RequestError(
                f"{one_line(host, 60)} was not found. Check the address and the connection."
            ) from error
        if not addresses or not all(self._policy.is_allowed(address) for address in addresses):
            raise _not_on_the_web(host)
        return addresses[0]

    def _check_peer(self, response: httpx2.Response) -> None:
        """Check whom the connection really reached."""
        stream = response.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream is not None else None
        if peer is None or not self._policy.is_allowed(str(peer[0])):
            raise _not_on_the_web("The address")

    async def _body(self, response: httpx2.Response) -> bytes:
        """Read the answer, giving up as soon as it is no picture or too large."""
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise ImageError("The address sends the picture packed; save it in the browser.")
        said = response.headers.get("content-length", "")
        total = int(said) if said.isdecimal() and len(said) < 16 else None
        self._check_length(total or 0)
        data = bytearray()
        is_known = False
        async for chunk in response.aiter_raw():
            data += chunk
            self._check_length(len(data))
            if not is_known and len(data) >= _HEAD_BYTES:
                _check_head(data)
                is_known = True
            self._on_progress(len(data), total)
        _check_head(data)
        return bytes(data)

    def _check_length(self, size_bytes: int) -> None:
        most = self._policy.most_bytes
        if size_bytes > most:
            raise ImageError(f"The picture has more than {most / _MEGA:,.0f} MB, the limit.")


def _parsed(address: str) -> httpx2.URL:
    """Return an address in parts.

    Raises:
        RequestError: It may not be fetched.
    """
    import httpx2

    check_address(address)
    try:
        url = httpx2.URL(address.strip())
    except (httpx2.InvalidURL, ValueError) as error:
        raise RequestError("This is not a whole address. Copy it again.") from error
    if not url.host:
        raise RequestError("This is not a whole address. Copy it again.")
    if url.userinfo:
        raise RequestError("The address holds a name and password. Fetch it in the browser.")
    return url


def _check_status(status: int) -> None:
    if status == 200:
        return
    if status in _SIGN_IN:
        raise RequestError(
            f"The site does not give the picture to others ({status}). Save it in the browser and "
            "drop the file."
        )
    if status in _GONE:
        raise RequestError(f"There is no picture at this address any more ({status}).")
    raise RequestError(f"The site answered with an error ({status}). Try again later.")


def _check_head(data: bytes | bytearray) -> None:
    """Check that an answer begins like a picture."""
    head = bytes(data[:_HEAD_BYTES])
    if sniff(head) is None:
        raise ImageError(
            f"The address gives no picture this program can read (it contains {describe(head)}). "
            f"Allowed: {ALLOWED_LABELS}."
        )


def _name_of(url: httpx2.URL) -> str:
    """Return a name for the picture: the last part of the path, or the host."""
    last = PurePosixPath(unquote(url.path)).name
    letters = "".join(letter if letter.isprintable() else " " for letter in last)
    return one_line(letters, 80) or url.host


def _not_on_the_web(host: str) -> RequestError:
    return RequestError(
        f"{one_line(host, 60)} leads to this computer or its own network, not to the web. Save "
        "the picture and drop the file."
    )


def _fault(error: Exception) -> str:
    """Return a sentence about a connection that failed."""
    text = str(error)
    if "CERTIFICATE" in text.upper():
        return "The site's certificate is not valid, so the picture was not fetched."
    return "The picture could not be fetched. Check the connection, or save it in the browser."
