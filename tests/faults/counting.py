"""What became of all that was accepted: counted from the rows and from what came in outside."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from tests.databases import Database
from tests.faults.outside import Receipt
from tests.worker.seen import rows

FIRST = "FIRST"
OUTSIDE = ("SENT", "DELIVERED")
_DELIVERIES = """SELECT n.external_id, n.id, n.announced_at, d.channel, d.occasion, d.state, d.reason, d.call_id
FROM notification n LEFT JOIN delivery d ON d.bucket = n.bucket AND d.notification_id = n.id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What one notification that was sent to us must bring: on each of ``channels``, to whom outside.

    On ``fails`` it cannot be brought, and is not owed.
    """

    channels: frozenset[str]
    to: Mapping[str, str]
    fails: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One delivery as it stands in the database."""

    key: str
    notification: UUID
    channel: str
    state: str
    reason: str | None
    call: UUID | None
    announced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time in which a worker, by its address, or any (``None``), could not write down what it had done."""

    by: str | None
    begins: float
    ends: float

    def holds(self, receipt: Receipt) -> bool:
        """Tell whether somebody's writing down of this may have been lost."""
        return self.by in (None, receipt.by) and self.begins <= receipt.at <= self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The figures of a run, and by name what must not be."""

    accepted: int
    owed: int
    delivered: int
    duplicates: int
    lost: Sequence[str]
    ghosts: Sequence[str]
    unexcused: Sequence[str]

    def assert_whole(self) -> None:
        """Fail when anything was lost, came from nowhere, or came twice without a reason (I1 to I4)."""
        said = {name: some for name, some in asdict(self).items() if name in ("lost", "ghosts", "unexcused")}
        wrong = {name: (len(some), some[:5]) for name, some in said.items() if some}
        assert not wrong, wrong
        assert self.delivered == self.owed


async def lines(database: Database) -> list[Line]:
    """Return all deliveries, those of notifications without any too."""
    return [
        Line(
            key=key,
            notification=_uuid(notification),
            channel=channel or "none",
            state=state if occasion in (None, FIRST) else f"{occasion} {state}",
            reason=reason,
            call=None if call is None else _uuid(call),
            announced=announced is not None,
        )
        for key, notification, announced, channel, occasion, state, reason, call in await rows(
            database, _DELIVERIES
        )
    ]


def counted(
    owed: Mapping[str, Owed],
    answered: Mapping[str, set[UUID]],
    there: Sequence[Line],
    receipts: Sequence[Receipt],
    windows: Sequence[Window],
) -> Count:
    """Compare what was answered with what stands there, and that with what came."""
    came: dict[str, list[Receipt]] = defaultdict(list)
    for one in sorted(receipts, key=lambda one: one.at):
        came[one.id].append(one)
    by_key = {(one.key, one.channel): one for one in there}
    lost = [
        f"{key} {channel}: {why}"
        for key, ids in answered.items()
        for channel in owed[key].channels
        if (why := _lacks(by_key.get((key, channel)), ids, came))
    ]
    every = sum(len(owed[key].channels) for key in answered)
    return Count(
        accepted=len(answered),
        owed=every,
        delivered=every - len(lost),
        duplicates=sum(len(some) - 1 for some in came.values()),
        lost=lost,
        ghosts=_ghosts(owed, there, came),
        unexcused=_unexcused(came, windows),
    )


def _lacks(line: Line | None, ids: set[UUID], came: Mapping[str, Sequence[Receipt]]) -> str | None:
    """Say what is wrong with a delivery that is owed."""
    if line is None:
        return "no row"
    if ids != {line.notification}:
        return "answered under other ids"
    if line.channel == "inbox":
        return None if line.state == "DELIVERED" and line.announced else f"{line.state}, not in the inbox"
    if line.state not in OUTSIDE:
        return f"{line.state} {line.reason}"
    return None if str(line.call) in came else f"{line.state}, and nobody got it"


def _ghosts(
    owed: Mapping[str, Owed], there: Sequence[Line], came: Mapping[str, Sequence[Receipt]]
) -> list[str]:
    """Name what came in without a row that says so, or to whom it was not for; and rows that nobody sent."""
    calls = {str(one.call): one for one in there if one.call is not None}
    keys = Counter((one.key, one.channel) for one in there)
    wanted = {(key, channel) for key, of in owed.items() for channel in of.channels | of.fails}
    ghosts = [f"row {key} {channel}" for key, channel in keys.keys() - wanted]
    ghosts += [f"row {key} {channel}: {many} times" for (key, channel), many in keys.items() if many > 1]
    for some in came.values():
        for one in some:
            line = calls.get(one.id)
            if line is None:
                ghosts.append(f"{one.channel} {one.id}: no row")
            elif line.key not in owed or not _is(one, line, owed[line.key]):
                ghosts.append(f"{one.channel} {one.id}: for somebody else")
    return ghosts


def _is(receipt: Receipt, line: Line, owed: Owed) -> bool:
    said = (receipt.channel, receipt.notification, receipt.to)
    return said == (line.channel, str(line.notification), owed.to.get(line.channel))


def _unexcused(came: Mapping[str, Sequence[Receipt]], windows: Sequence[Window]) -> list[str]:
    """Name what came again although whoever brought it before could write that down."""
    return [
        f"{one.channel} {one.id} by {one.by}, then by {after.by} {after.at - one.at:.1f} s later"
        for some in came.values()
        for one, after in pairwise(some)
        if not any(window.holds(one) for window in windows)
    ]


def _uuid(stored: Any) -> UUID:
    return UUID(str(stored))
