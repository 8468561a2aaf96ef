"""Providers that keep their files: each source answers from a shelf of its own, as the source API says."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from blocks.file_status import choosing
from blocks.file_status.model import FileDraft, Relation, Right
from profile_core.contract import Caller, clock
from profile_core.sources import Mode
from profile_core.sources.rows import registered
from tests.file_status.played import Stage, source
from tests.sources.played import Answering, Provider, whole

Place = tuple[bool, datetime, str]


@dataclass(slots=True, kw_only=True)
class Shelf:
    """What one source has, and how it behaves."""

    files: dict[str, FileDraft] = field(default_factory=dict[str, FileDraft])
    broken: bool = False
    page_size: int = 50
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def put(self, *drafts: FileDraft) -> None:
        """Put files on the shelf, or others in the place of those that it has."""
        self.files |= {one.external_id: one for one in drafts}

    def answer(self, question: dict[str, Any]) -> bytes | None:
        """Answer as docs/source-api says; None while it is broken."""
        self.asked.append(question)
        if self.broken:
            return None
        number = next(iter(question["subject"].values()))
        theirs = [one for one in self.files.values() if _right(one, number) is not None]
        found = sorted(theirs, key=lambda one: _place(one, number), reverse=True)
        if before := question.get("before"):
            found = [one for one in found if _place(one, number) < _boundary(before)]
        if only := question.get("only"):
            found = [one for one in found if one.external_id == only["externalId"]]
        most = min(question["limit"], self.page_size)
        more = "more" if len(found) > most else None
        return msgspec.json.encode({"items": found[:most], "nextCursor": more, "asOf": clock.now()})


async def shelf_of(
    stage: Stage, provider: Provider, caller: Caller, code: str = "main", mode: Mode = Mode.PULL_LIVE
) -> Shelf:
    """Let a provider keep its files at a source of its own, and answer when a citizen looks."""
    shelf, path = Shelf(), f"{caller.provider.hex}-{code}"
    provider.answers[path] = _answering(provider, shelf)
    made = await source(stage, code, caller)
    async with stage.platform.store.begin() as tx:
        await registered.put(tx, replace(made, url=provider.address(path)))
    await choosing.choose(stage.platform, caller, mode, code, dry_run=False)
    return shelf


def apart(stage: Stage) -> Stage:
    """Return the same stage as another process would have it: it remembers nothing of how sources were."""
    return replace(stage, platform=replace(stage.platform))


def _answering(provider: Provider, shelf: Shelf) -> Answering:
    async def answer(writer: Any) -> None:
        said = shelf.answer(msgspec.json.decode(provider.asked[-1].body))
        kind = "Content-Type: application/json"
        await (whole("500 Oops") if said is None else whole("200 OK", said, kind))(writer)

    return answer


def _right(one: FileDraft, number: str) -> Right | None:
    rights = [
        part.right or (Right.READ if part.relation in (Relation.CONCERNED, Relation.VIEWER) else Right.ACT)
        for part in one.participants
        if number in (part.recipient.national_number, part.recipient.enterprise_number)
    ]
    return max(rights, key=lambda right: right is Right.ACT, default=None)


def _place(one: FileDraft, number: str) -> Place:
    """Return where a file stands in the list: what asks something of whoever it is asked about comes first."""
    last = _last(one.statuses)
    asks = last.action_needed and last.phase != "completed" and _right(one, number) is Right.ACT
    return asks, one.created_at, one.external_id


def _last(statuses: Sequence[Any]) -> Any:
    return max(statuses, key=lambda one: (one.sequence or 0, one.changed_at))


def _boundary(before: dict[str, Any]) -> Place:
    created_at = datetime.fromisoformat(before["createdAt"])
    return before["actionNeeded"], created_at, before.get("externalId", "")
