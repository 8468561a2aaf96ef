"""One call to the endpoint, within limits of time and size: whatever it does, a reply comes of it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import httpx2
import msgspec

from profile_core.conformance.shown import shown

LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``patience`` is how long a call may take, ``prompt`` how long it should, in seconds.

    After ``most_late`` calls that were not prompt the endpoint is left in peace; ``waits`` is for how long all in
    all we heed its Retry-After.
    """

    patience: float = 5.0
    prompt: float = 2.0
    most_late: int = 4
    waits: float = 30.0


class Failure(StrEnum):
    NONE = ""
    AWAY = "could not be connected to"
    SILENT = "no whole answer came in time"
    BROKEN = "the answer broke off or is no HTTP"
    LARGE = "the answer is larger than 1 MiB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of a call to ``path``; with a failure there is no status and no body."""

    path: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    seconds: float = 0.0
    failure: Failure = Failure.NONE
    why: str = ""

    @property
    def said(self) -> str:
        """Return in a few words how it ended."""
        return f"{self.failure}{self.why}" if self.failure else f"it answered {self.status}"

    @property
    def media_type(self) -> str:
        """Return the media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def document(self) -> dict[str, object] | None:
        """Return the body as a JSON object; None where it is none."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, object])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None


class Caller:
    """Calls one endpoint; follows nothing, believes no proxy settings."""

    def __init__(self, base: str, limits: Limits) -> None:
        self._base = base
        self._patience = limits.patience
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(limits.patience, connect=0.8 * limits.patience),
            follow_redirects=False,
            trust_env=False,
            headers={"accept-encoding": "identity", "user-agent": "citizen-profile-conformance"},
        )

    async def call(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """Call a path below the base address."""
        began = time.perf_counter()
        try:
            async with (
                asyncio.timeout(self._patience),
                self._client.stream(
                    method, f"{self._base}{path}", headers=dict(headers), content=body
                ) as response,
            ):
                read = await _read(response)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            return Reply(path=path, failure=Failure.AWAY, why=f" ({shown(str(error))})")
        except (TimeoutError, httpx2.TimeoutException):
            return Reply(path=path, failure=Failure.SILENT, seconds=time.perf_counter() - began)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError):
            return Reply(path=path, failure=Failure.BROKEN, seconds=time.perf_counter() - began)
        seconds = time.perf_counter() - began
        if read is None:
            return Reply(path=path, failure=Failure.LARGE, seconds=seconds)
        return Reply(
            path=path, status=response.status_code, headers=response.headers, body=read, seconds=seconds
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()


async def _read(response: httpx2.Response) -> bytes | None:
    """Return the body; None as soon as it is too large."""
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)
