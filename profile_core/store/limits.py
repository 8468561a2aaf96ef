"""How often somebody may do something: counted in the database, by all processes together.

Windows are fixed: they begin at multiples of their length, so around a boundary twice as much passes. A process
adds up by itself and writes the first count of a window at once, then every second or every tenth of the limit:
with ``n`` processes at most ``n`` tenths more than the limit pass. Keys are stored as a keyed hash, for an address
is personal data.
"""

import asyncio
import hmac
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.kit import clock
from profile_core.kit.keyring import Keyring
from profile_core.store.facts import metadata
from profile_core.store.store import Store
from profile_core.store.tables import UtcDateTime, now
from profile_core.store.tx import Tx

_PURPOSE = "limits"
_WRITE_EVERY = 1.0
_REMEMBERED = 10_000
"""Counts that a process holds; beyond that the oldest go, with what they had not written."""

count_table = sa.Table(
    "limit_count",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False, index=True),
)

_new = insert(count_table)
_ADD = _new.on_conflict_do_update(
    index_elements=[count_table.c.digest], set_={"count": count_table.c.count + _new.excluded.count}
).returning(count_table.c.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most ``most`` times in ``per`` seconds. ``name`` sets it apart and is shown to whoever is limited."""

    name: str
    most: int
    per: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much of a limit is used, and in how many seconds its window ends."""

    limit: Limit
    count: int
    ends_in: int

    @property
    def is_exceeded(self) -> bool:
        """Tell whether it is too much."""
        return self.count > self.limit.most

    def headers(self) -> dict[str, str]:
        """Say it in header fields (draft-ietf-httpapi-ratelimit-headers-10)."""
        name, left = self.limit.name, max(0, self.limit.most - self.count)
        said = {
            "RateLimit-Policy": f'"{name}";q={self.limit.most};w={self.limit.per}',
            "RateLimit": f'"{name}";r={left};t={self.ends_in}',
        }
        return said | ({"Retry-After": str(self.ends_in)} if self.is_exceeded else {})


@dataclass(slots=True, kw_only=True)
class _Count:
    """What a process knows of one window: its own hits, how many it wrote, and the sum when it did."""

    own: int = 0
    written: int = 0
    total: int = 0
    wrote_at: float | None = None
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Limits:
    """Counts for one process; all processes with the same keyring count together."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._secret = keyring.secret(_PURPOSE)
        self._counts: OrderedDict[bytes, _Count] = OrderedDict()

    async def hit(self, limit: Limit, key: str) -> Usage:
        """Count once more. A database that cannot be asked raises ``UnavailableError``: nothing is let through."""
        window, digest = self._window(limit, key)
        count = self._remembered(digest)
        count.own += 1
        place = count.own
        if _is_due(count, limit):
            async with count.writing:
                if _is_due(count, limit):
                    await self._write(count, digest, ends_at=(window + 1) * limit.per)
        return _usage(limit, window, place + count.total - count.written)

    def seen(self, limit: Limit, key: str) -> Usage:
        """Return what this process knows without asking: what it refused once, it goes on to refuse."""
        window, digest = self._window(limit, key)
        count = self._counts.get(digest, _Count())
        return _usage(limit, window, count.own + count.total - count.written)

    def _window(self, limit: Limit, key: str) -> tuple[int, bytes]:
        window = int(clock.now().timestamp()) // limit.per
        text = f"{limit.name}\0{limit.per}\0{window}\0{key}"
        return window, hmac.digest(self._secret, text.encode(), sha256)

    def _remembered(self, digest: bytes) -> _Count:
        count = self._counts.setdefault(digest, _Count())
        self._counts.move_to_end(digest)
        while len(self._counts) > _REMEMBERED:
            self._counts.popitem(last=False)
        return count

    async def _write(self, count: _Count, digest: bytes, *, ends_at: int) -> None:
        own, end = count.own, datetime.fromtimestamp(ends_at, UTC)
        async with self._store.begin() as tx:
            total = await tx.value(_ADD, digest=digest, count=own - count.written, ends_at=end)
        count.written, count.total = own, total
        count.wrote_at = asyncio.get_running_loop().time()


async def forget(tx: Tx) -> int:
    """Delete counts whose window is over; return how many."""
    return await tx.run(sa.delete(count_table).where(count_table.c.ends_at < now()))


def address_key(host: str) -> str:
    """Return what an address is counted as: of IPv6 the network of one customer (/64)."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))


def _is_due(count: _Count, limit: Limit) -> bool:
    adds = count.own - count.written
    waited = count.wrote_at is None or asyncio.get_running_loop().time() - count.wrote_at >= _WRITE_EVERY
    return adds > 0 and count.total <= limit.most and (waited or adds * 10 >= limit.most)


def _usage(limit: Limit, window: int, count: int) -> Usage:
    ends_in = (window + 1) * limit.per - int(clock.now().timestamp())
    return Usage(limit=limit, count=count, ends_in=max(1, ends_in))
