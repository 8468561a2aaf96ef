"""Providers that keep their notifications: each source answers from a shelf of its own, as the source API says."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from blocks.notifications import merged, types
from blocks.notifications.merged import Listed
from blocks.notifications.model import TOP, InboxFilter, Kind, Mode, Place, TypeDraft
from blocks.notifications.searched import Wanted, words
from profile_core.contract import Acting, Caller, Text, clock, ids, sources
from profile_core.sources.rows import registered
from tests.notifications.played import Stage, service_of
from tests.sources.played import Answering, Provider, whole

LIVE = "tax.letter"
LIVE_TASK = "tax.declaration"
MORNING = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Shelf:
    """What one source has for everybody who is asked about, and how it behaves."""

    items: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    broken: bool = False
    page_size: int = 50
    ignores_before: bool = False
    changes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def put(self, external_id: str, minutes: float, **more: Any) -> None:
        """Put an item on the shelf that was created so many minutes after the morning."""
        created_at = clock.rfc3339(MORNING + timedelta(minutes=minutes))
        text = [{"language": "nl", "text": more.pop("text", f"Brief {external_id}"), "default": True}]
        said = {"type": LIVE, "externalId": external_id, "createdAt": created_at, "title": text, "text": text}
        self.items.append(said | more)
        self.changes.append(self.items[-1])

    def answer(self, question: dict[str, Any]) -> bytes | None:
        """Answer as docs/source-api says; None while it is broken."""
        self.asked.append(question)
        if self.broken:
            return None
        found = sorted(self.items, key=_order, reverse=True)
        if (before := question.get("before")) and not self.ignores_before:
            found = [one for one in found if _order(one) < _boundary(before)]
        if only := question.get("only"):
            found = [
                one for one in found if (one["type"], one["externalId"]) == (only["type"], only["externalId"])
            ]
        most = min(question["limit"], self.page_size)
        more = "more" if len(found) > most else None
        return msgspec.json.encode({"items": found[:most], "nextCursor": more, "asOf": clock.now()})

    def changed(self, question: dict[str, Any]) -> bytes | None:
        """Answer what changed since a cursor, which counts changes; None while it is broken."""
        if self.broken:
            return None
        since = int(question["cursor"] or 0)
        until = min(since + question["limit"], len(self.changes))
        return msgspec.json.encode({"items": self.changes[since:until], "nextCursor": str(until)})


def answering(provider: Provider, shelf: Shelf) -> Answering:
    """Answer the question that came last from a shelf."""

    async def answer(writer: Any) -> None:
        asked = provider.asked[-1]
        answer = shelf.changed if asked.path.endswith("/changes") else shelf.answer
        said = answer(msgspec.json.decode(asked.body))
        kind = "Content-Type: application/json"
        await (whole("503 Later") if said is None else whole("200 OK", said, kind))(writer)

    return answer


def live_type(caller: Caller, code: str = LIVE, kind: Kind = Kind.MESSAGE, **more: Any) -> TypeDraft:
    """Return a type that its provider keeps."""
    said = {"mode": Mode.PULL_LIVE, "source": "main"} | more
    name = [Text(language="nl", text="Belastingbrief", default=True)]
    return TypeDraft(code=code, service=service_of(caller), name=name, category="tax", kind=kind, **said)


async def shelf_of(stage: Stage, provider: Provider, caller: Caller, code: str = "main") -> Shelf:
    """Let a provider keep notifications at a source of its own."""
    shelf, path = Shelf(), f"{caller.provider.hex}-{code}"
    provider.answers[path] = answering(provider, shelf)
    await register_source(stage, caller, provider.address(path), code)
    return shelf


async def register_source(stage: Stage, caller: Caller, url: str, code: str = "main") -> None:
    """Write a source down, without asking it what it serves."""
    source = sources.Source(
        id=ids.plain_id(),
        provider=caller.provider,
        environment=caller.environment,
        code=code,
        url=url,
        blocks=("notifications",),
        page_size=50,
        languages=("nl",),
    )
    async with stage.platform.store.begin() as tx:
        await registered.put(tx, source)


async def keeps(stage: Stage, caller: Caller, *kinds: Kind) -> None:
    """Register the types of which a provider keeps the notifications."""
    for code, kind in ((LIVE, Kind.MESSAGE), (LIVE_TASK, Kind.TASK)):
        if not kinds or kind in kinds:
            await types.register(stage.platform, caller, live_type(caller, code, kind), dry_run=False)


async def page(
    stage: Stage,
    place: Place = TOP,
    *,
    most: int = 20,
    search: str = "",
    acting: Acting | None = None,
    **wanted: Any,
) -> Listed:
    """Read a page of the merged list."""
    asked = Wanted(filter=InboxFilter(**wanted), most=most, language="nl", words=words(search))
    return await merged.page(stage.platform, acting or stage.citizen(), asked, place)


def titles(listed: Listed) -> list[str]:
    """Return what the items of a page say."""
    return [one.title.in_language("nl") for one in listed.items]


def states(listed: Listed) -> list[str]:
    """Return how the sources answered."""
    return [one.state.value for one in listed.said]


def apart(stage: Stage) -> Stage:
    """Return the same stage as another process would have it: it remembers nothing of how sources were."""
    return replace(stage, platform=replace(stage.platform))


def _order(one: dict[str, Any]) -> tuple[datetime, str, str]:
    return datetime.fromisoformat(one["createdAt"]).replace(tzinfo=UTC), one["externalId"], one["type"]


def _boundary(before: dict[str, Any]) -> tuple[datetime, str, str]:
    return datetime.fromisoformat(before["createdAt"]), before.get("externalId", ""), before.get("type", "")
