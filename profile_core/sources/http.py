"""The guarded HTTP client: every call has one deadline for all of it, and an answer has a largest size."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Self

import httpcore2
import httpx2
import msgspec

from profile_core.kit import clock
from profile_core.sources.guard import GuardedBackend
from profile_core.sources.hosts import Hosts

DEADLINE = 4.0
LARGEST = 256 * 1024
CONNECTIONS = 200
EACH_HOST = 20


class NoAnswerError(Exception):
    """The call brought no usable answer: refused, late, too long, cut off or not what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whole; a redirect is an answer like any other and is not followed.

    ``headers`` are found whatever their case.
    """

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def retry_after(self) -> float:
        """Return the seconds for which it asks to be left alone (RFC 9110 section 10.2.3), 0 when it does not."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdigit():
            return float(said)
        try:
            return max(0.0, (clock.as_utc(parsedate_to_datetime(said)) - clock.now()).total_seconds())
        except (ValueError, OverflowError):
            return 0.0

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object, else raise ``NoAnswerError``."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NoAnswerError("the answer is not a JSON object") from error


class GuardedClient:
    """Calls others. ``deadline`` is in seconds, ``largest`` in bytes of an answer.

    ``connections`` are the most, ``each_host`` the most to one host; a call that waits for its place waits within
    its deadline. ``guard`` opens them, by the rules of ``production`` where none is given.
    """

    def __init__(
        self,
        *,
        production: bool,
        deadline: float = DEADLINE,
        largest: int = LARGEST,
        connections: int = CONNECTIONS,
        each_host: int = EACH_HOST,
        guard: GuardedBackend | None = None,
    ) -> None:
        self._hosts = Hosts(each_host)
        self._client = httpx2.AsyncClient(
            transport=_Transport(guard or GuardedBackend(production=production), connections=connections),
            timeout=deadline,
            follow_redirects=False,
            trust_env=False,
            headers={"accept-encoding": "identity", "user-agent": "citizen-profile"},
        )
        self._production = production
        self._deadline = deadline
        self._largest = largest

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch an address."""
        return await self._call("GET", url, headers=headers)

    async def post_form(
        self, url: str, fields: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a form."""
        return await self._call("POST", url, headers=headers, data=dict(fields))

    async def post_json(
        self, url: str, document: bytes, *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a JSON document. It comes encoded, so that who signs it signs what is sent."""
        typed = {"content-type": "application/json", **(headers or {})}
        return await self._call("POST", url, headers=typed, content=document)

    async def hand_over(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Answer:
        """Send bytes to somebody who only needs to take them: the body of the answer is not read."""
        return await self._call("POST", url, headers=headers, content=body, whole=False)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        """Open nothing: connections are made by the calls."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self.close()

    async def _call(self, method: str, url: str, *, whole: bool = True, **what: Any) -> Answer:
        if self._production and not url.startswith("https://"):
            raise NoAnswerError("in production only https addresses are called")
        try:
            async with (
                asyncio.timeout(self._deadline),
                self._hosts.place(url),
                self._client.stream(method, url, **what) as response,
            ):
                body = await self._read(response) if whole else b""
                return Answer(status=response.status_code, body=body, headers=response.headers)
        except TimeoutError as error:
            raise NoAnswerError(f"no whole answer within {self._deadline} s") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise NoAnswerError(f"the call failed: {type(error.__cause__ or error).__name__}") from error

    async def _read(self, response: httpx2.Response) -> bytes:
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) > self._largest:
                raise NoAnswerError(f"the answer is longer than {self._largest} bytes")
        return bytes(body)


class _Transport(httpx2.AsyncHTTPTransport):
    """httpx's own transport over connections that ``GuardedBackend`` opens; proxies of the environment are not used."""

    def __init__(self, guard: GuardedBackend, *, connections: int) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_tls(),
            max_connections=connections,
            keepalive_expiry=30,
            network_backend=guard,
        )


@cache
def _tls() -> ssl.SSLContext:
    """Read the system's certificate authorities once: it takes longer than most calls."""
    return ssl.create_default_context()
