"""The header's fixed document, without authentication, against its bare statements by raw asyncpg."""

from benchmarks.figure import Figure, turned
from benchmarks.stage import Bench
from embed_header.document import DOCUMENT
from tests.notifications.played import CITIZENS

_TURNS = 300
_UNREAD = """SELECT count(*) FROM (SELECT 1 FROM notification WHERE bucket = $1 AND subject_id = $2
  AND announced_at IS NOT NULL AND read_at IS NULL LIMIT 100) AS capped"""
_LATEST = """SELECT n.id, n.created_at, t.name FROM notification n JOIN notification_type t ON t.id = n.type_id
  WHERE n.bucket = $1 AND n.subject_id = $2 AND n.announced_at IS NOT NULL
  ORDER BY n.created_at DESC, n.id DESC LIMIT 5"""


async def measure(bench: Bench) -> list[Figure]:
    """Ask as somebody who has notifications; the read lane that meets the bar comes later."""
    await bench.stage.deliver()
    acting = bench.stage.citizen(CITIZENS[0])
    where = (acting.subject.bucket, acting.subject.id)

    async def ours(_: int) -> None:
        await bench.ask(acting, "/graphql", DOCUMENT, language="nl")

    async def raw(_: int) -> None:
        await bench.raw.fetchval(_UNREAD, *where)
        await bench.raw.fetch(_LATEST, *where)

    await turned(30, ours)
    asked, bare = await turned(_TURNS, ours), await turned(_TURNS, raw)
    return [
        Figure(
            what="header question, CPU of the gateway and its client",
            value=f"{asked.cpu * 1000:.2f} ms",
            bar="printed only",
            met=None,
        ),
        Figure(
            what="header question, one after another, against its bare statements",
            value=f"{1 / asked.wall:,.0f} a second, {bare.wall / asked.wall:.2f}x",
            bar="printed only",
            met=None,
        ),
    ]
