"""A provider whose types are read from a feed, and the changes that it has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import delete, select

from blocks.notifications import fed, types
from blocks.notifications.model import Kind, Mode
from blocks.notifications.rows.tables import delivery_table, notification_table as n
from profile_core.contract import clock, ids, sources
from profile_core.sources.rows import registered
from tests.notifications.played import CITIZENS, Stage, type_draft

LETTER, TODO = "fed.letter", "fed.todo"
BEGAN = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
SEEN = (
    *("subject_id", "type_id", "external_id", "title", "text", "link", "deadline", "group_id"),
    *("expires_at", "version", "done_at", "created_at", "kind"),
)
"""What is the same in whichever order changes came; of what is gone, its key and that it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """A stage with a source of Ghent's that is read as a feed."""

    stage: Stage
    source: sources.Source

    async def take(self, *changes: dict[str, Any] | bytes) -> list[tuple[str, str]]:
        """Take a page; return (externalId, code) of what was refused."""
        return [(one.external_id, one.code) for one in await self.refuse(*changes)]

    async def refuse(self, *changes: dict[str, Any] | bytes) -> list[sources.Refused]:
        """Take a page; return what was refused."""
        raw = [msgspec.Raw(one if isinstance(one, bytes) else msgspec.json.encode(one)) for one in changes]
        taking = fed.Fed(self.stage.platform)
        return await self.stage.platform.store.transact(lambda tx: taking.take(tx, self.source, raw))

    async def rows(self) -> list[dict[str, Any]]:
        """Return what stands, by key."""
        of_bucket = n.c.bucket.in_(range(1024))
        statement = select(n).where(of_bucket).order_by(n.c.subject_id, n.c.type_id, n.c.external_id)
        async with self.stage.platform.store.read() as tx:
            return [dict(row._mapping) for row in await tx.rows(statement)]

    async def forget(self) -> None:
        """Begin anew, as if nothing had come."""
        async with self.stage.platform.store.begin() as tx:
            for table in (n, delivery_table):
                await tx.run(delete(table).where(table.c.bucket.in_(range(1024))))

    async def row(self, external_id: str) -> dict[str, Any]:
        """Return the one with an external id."""
        [one] = [row for row in await self.rows() if row["external_id"] == external_id]
        return one

    async def state(self) -> list[tuple[Any, ...]]:
        """Return all that must not depend on the order of changes."""
        return [
            tuple(row[name] for name in ("subject_id", "type_id", "external_id"))
            if row["deleted_at"]
            else tuple(row[name] for name in SEEN)
            for row in await self.rows()
        ]


def change(
    external_id: str, version: int | None = 1, *, to: str = CITIZENS[0], of: str = LETTER, **more: Any
) -> dict[str, Any]:
    """Return a change, as a source says it; its texts name the version."""
    texts = [{"language": "nl", "text": f"{external_id} in versie {version}", "default": True}]
    said: dict[str, Any] = {
        "type": of,
        "externalId": external_id,
        "recipient": {"nationalNumber": to},
        "createdAt": BEGAN,
        "version": version,
        "title": texts,
        "text": texts,
    }
    if of == TODO:
        said["deadline"] = clock.ahead(86_400 * 30).replace(microsecond=0)
    return said | more


def gone(external_id: str, version: int, *, to: str = CITIZENS[0], of: str = LETTER) -> dict[str, Any]:
    """Return the key of one that was deleted."""
    return {
        "type": of,
        "externalId": external_id,
        "recipient": {"nationalNumber": to},
        "createdAt": BEGAN,
        "version": version,
        "deletedAt": BEGAN + timedelta(days=1),
    }


async def fed_stage(stage: Stage, url: str = "http://provider.localhost:9/main") -> Fed:
    """Register a source of Ghent's, and two types that are read from its feed."""
    source = sources.Source(
        id=ids.plain_id(),
        provider=stage.gent.provider,
        environment=stage.gent.environment,
        code="main",
        url=url,
        blocks=("notifications",),
        page_size=50,
        languages=("nl",),
    )
    async with stage.platform.store.begin() as tx:
        await registered.put(tx, source)
    for code, kind in ((LETTER, Kind.MESSAGE), (TODO, Kind.TASK)):
        wanted = replace(type_draft(stage.gent, code, kind), mode=Mode.PULL_FEED, source="main")
        await types.register(stage.platform, stage.gent, wanted, dry_run=False)
    return Fed(stage=stage, source=source)


def texts(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["title"][0]["text"] for row in rows]
