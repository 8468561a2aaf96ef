"""What a provider does with what it registered, and things of each kind to do it with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from blocks.notifications import types
from blocks.notifications.model import Accepted, Appointment, Kind, Wording
from blocks.notifications.operate.carrying import operate
from blocks.notifications.operate.orders import NaturalKey, Operation, Order, Outcome
from blocks.notifications.rows import registered
from blocks.notifications.rows.registered import Registered
from profile_core.contract import Caller, Recipient, Text, clock
from tests.notifications.played import CITIZENS, TASK, Stage, draft, type_draft

VISIT = "parking.visit"
PAST = datetime(2026, 1, 5, 12, tzinfo=UTC)
FUTURE = clock.ahead(100 * 86_400).replace(microsecond=0)
LATER = FUTURE + timedelta(days=31)
UPDATE, COMPLETE, RESCHEDULE, RETRACT, DELETE = Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A notification that is registered, by both of its names."""

    id: UUID
    key: NaturalKey


async def thing(stage: Stage, external_id: str = "1", *, caller: Caller | None = None, **more: Any) -> Thing:
    """Register one, a task to the first citizen unless said otherwise."""
    sent = draft(external_id, **{"type": TASK, **more})
    [outcome] = await stage.register(sent, caller=caller)
    assert isinstance(outcome, Accepted), outcome
    key = NaturalKey(type=sent.type, external_id=external_id, recipient=sent.recipient)
    return Thing(id=outcome.id, key=key)


async def with_visits(stage: Stage) -> None:
    """Let Ghent register appointments too."""
    wanted = type_draft(stage.gent, VISIT, Kind.APPOINTMENT)
    await types.register(stage.platform, stage.gent, wanted, dry_run=False)


def order(
    operation: Operation,
    of: Thing,
    *,
    by_key: bool = False,
    if_revision: int | None = None,
    idempotency_key: str | None = None,
    **said: Any,
) -> Order:
    """Return what is asked of a thing; an update says something unless a test has it say something else."""
    if operation is Operation.UPDATE:
        said = {"title": "Uw kaart is verlengd", "text": "Tot en met maart.", **said}
    texts = {name: [Text(language="nl", text=said.pop(name))] for name in ("title", "text") if name in said}
    return Order(
        operation=operation,
        id=None if by_key else str(of.id),
        key=of.key if by_key else None,
        wording=Wording(**texts, **said),
        if_revision=if_revision,
        idempotency_key=idempotency_key,
    )


async def do(
    stage: Stage, *orders: Order, caller: Caller | None = None, dry_run: bool = False
) -> list[Outcome]:
    """Operate as Ghent, or as another."""
    return await operate(stage.platform, caller or stage.gent, orders, dry_run=dry_run)


async def seen(stage: Stage, of: Thing, caller: Caller | None = None) -> Registered:
    """Return a thing as its provider sees it."""
    async with stage.platform.store.read() as tx:
        found = await registered.one(tx, caller or stage.gent, of.id)
    assert found is not None
    return found


def answers(outcomes: list[Outcome]) -> list[object]:
    """Return (revision, changed) of what was done, the code of what was refused."""
    return [
        getattr(one, "code", None) or (getattr(one, "revision", None), getattr(one, "changed", None))
        for one in outcomes
    ]


def visit(starts_at: datetime = FUTURE) -> Appointment:
    return Appointment(starts_at=starts_at, place="Stadskantoor")


def somebody() -> Recipient:
    return Recipient(national_number=CITIZENS[1])
