"""Reporting back: a provider says how its own channel fared. The first report of a delivery stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from blocks.notifications import check, progress
from blocks.notifications.model import FIRST, Channel, DeliveryKey, DeliveryState, Reason, kind_of
from blocks.notifications.rows import reported
from blocks.notifications.rows.deliveries import To, keyed
from blocks.notifications.rows.reported import Standing
from profile_core.contract import (
    Caller,
    ConflictError,
    InvalidError,
    NotFoundError,
    Platform,
    ProfileError,
    SubjectRef,
    Tx,
    ids,
)

MOST = 1_000
_REPORTED = (DeliveryState.DELIVERED, DeliveryState.FAILED)
_UNHEARD = (Reason.NO_REPORT, Reason.OUT_OF_TIME)
"""Failures that say only that we did not hear; a report that comes late takes their place."""
_WAITING = (DeliveryState.SCHEDULED, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.EXPIRED)
"""Where a report is awaited. It may come before we noted that the call was taken, and after we gave the call up:
the provider had it, and only its answer was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a provider says of one delivery, by its id or by notification and channel; unchecked."""

    delivery: str | None
    notification: str | None
    channel: str | None
    occasion: str | None
    state: DeliveryState
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How a delivery stands by a report."""

    key: DeliveryKey
    state: DeliveryState
    reason: Reason | None


Outcome = Heard | ProfileError


async def report(
    platform: Platform, caller: Caller, reports: Sequence[Report], *, dry_run: bool
) -> list[Outcome]:
    """Take up to 1,000 reports; one outcome each, in order. The same again is the same answer.

    One that says otherwise than the first is a ``ConflictError``, but for what we had given up without hearing
    (NO_REPORT, EXPIRED): what the provider knows is nearer to the truth.
    """
    check.may(caller)
    if len(reports) > MOST:
        raise InvalidError("report.too_many", f"Send {MOST} items at most.", path=("items",))

    async def work(tx: Tx) -> list[Outcome]:
        return await _take(tx, caller, reports, dry_run=dry_run)

    if dry_run:
        async with platform.store.read() as tx:
            return await work(tx)
    return await platform.store.transact(work, "bulk" if len(reports) > 10 else "single")


async def _take(tx: Tx, caller: Caller, reports: Sequence[Report], *, dry_run: bool) -> list[Outcome]:
    keys = [_key(number, one) for number, one in enumerate(reports)]
    asked = {key for key in keys if isinstance(key, DeliveryKey)}
    known = await reported.standing(tx, caller, asked, held=not dry_run)
    outcomes: list[Outcome] = []
    for number, (key, one) in enumerate(zip(keys, reports, strict=True)):
        outcome = key if isinstance(key, ProfileError) else _heard(number, one, key, known.get(key))
        outcomes.append(outcome)
        if isinstance(outcome, ProfileError):
            continue
        subject = known[outcome.key].subject
        if not dry_run and _is_news(known[outcome.key], outcome):
            await _move(tx, subject, outcome)
        known[outcome.key] = Standing(subject=subject, state=outcome.state, reason=outcome.reason)
    return outcomes


def _heard(number: int, one: Report, key: DeliveryKey, standing: Standing | None) -> Outcome:
    path = ("items", str(number))
    if standing is None:
        message = "You have no such delivery. Send the deliveryId of our call to your webhook."
        return NotFoundError("report.unknown", message, path=path)
    if one.state is DeliveryState.FAILED and one.reason is None:
        return InvalidError("report.reason", "Say why it failed.", path=(*path, "reason"))
    said = Heard(key=key, state=one.state, reason=one.reason if one.state is DeliveryState.FAILED else None)
    if _is_news(standing, said) and not _may_change(standing):
        because = f" ({standing.reason})" if standing.reason else ""
        return ConflictError(
            "report.ended", f"This delivery is {standing.state}{because} and stays so.", path=path
        )
    return said


def _is_news(standing: Standing, said: Heard) -> bool:
    return (standing.state, standing.reason) != (said.state, said.reason)


def _may_change(standing: Standing) -> bool:
    return standing.state in _WAITING or standing.reason in _UNHEARD


async def _move(tx: Tx, subject: SubjectRef, said: Heard) -> None:
    which = keyed(said.key, *_WAITING, DeliveryState.FAILED)
    await progress.move(tx, subject, which, To(state=said.state, reason=said.reason))


def _key(number: int, one: Report) -> DeliveryKey | ProfileError:
    """Return the delivery that is meant, of a provider's own channel."""
    path = ("items", str(number))
    if one.delivery is not None:
        notification, _, rest = one.delivery.partition(":")
        channel, _, occasion = rest.rpartition(":")
    else:
        notification, channel, occasion = one.notification or "", one.channel or "", one.occasion or FIRST
    known: UUID | None = ids.parse_id(notification)
    if known is None or kind_of(channel) is not Channel.OWN:
        message = "Name a deliveryId, or a notificationId and the channelCode own:... of yours."
        return InvalidError("report.delivery", message, path=path)
    return DeliveryKey(notification=known, channel=channel, occasion=occasion)
