"""Doing what a provider asks: up to 1,000 a call, one outcome each, and a bad one harms no neighbour."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from blocks.notifications import check, modes, occasions, progress
from blocks.notifications.model import Mode, NotificationType, Reason
from blocks.notifications.operate import finding, orders
from blocks.notifications.operate.ledger import Claim, Ledger, claim
from blocks.notifications.operate.orders import Checked, Operation, Order, Outcome
from blocks.notifications.rows import operated, types
from blocks.notifications.rows.operated import Standing
from profile_core.contract import (
    Caller,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Platform,
    ProfileError,
    Tx,
    WrongModeError,
    clock,
    recipients,
)
from profile_core.contract.bulk import MOST, each, lane_of

_BLOCK = "notifications"
_SAYS = frozenset({Operation.UPDATE, Operation.RESCHEDULE})
"""What tells citizens something new, and so needs an agreement; to take something back needs none."""


async def operate(
    platform: Platform, caller: Caller, asked: Sequence[Order], *, dry_run: bool
) -> list[Outcome]:
    """Do what is asked in one transaction; return one outcome each, in order.

    The same again gets the same answer. A dry run checks everything just so and changes nothing.
    """
    check.may(caller)
    if len(asked) > MOST:
        message = f"Send at most {MOST} items in a call; these are {len(asked)}. Nothing was done."
        return [InvalidError("items.too_many", message, path=("items",)) for _ in asked]
    secure = platform.settings.production
    numbered = [(("items", str(at)), order) for at, order in enumerate(asked)]
    checked = each(numbered, lambda one: orders.checked(one[1], path=one[0], secure_links=secure))
    if dry_run:
        async with platform.store.read() as tx:
            return (await _outcomes(tx, platform, caller, checked, dry_run=True))[0]
    lane = lane_of(asked)
    return await platform.store.transact(lambda tx: _carry_out(tx, platform, caller, checked), lane)


async def _carry_out(
    tx: Tx, platform: Platform, caller: Caller, checked: Sequence[Checked | ProfileError]
) -> list[Outcome]:
    outcomes, ledger = await _outcomes(tx, platform, caller, checked, dry_run=False)
    await operated.write(tx, caller, [after for _, after in ledger.changed])
    await operated.record(tx, ledger.done)
    await follow(tx, ledger.changed)
    return outcomes


async def _outcomes(
    tx: Tx, platform: Platform, caller: Caller, checked: Sequence[Checked | ProfileError], *, dry_run: bool
) -> tuple[list[Outcome], Ledger]:
    """Decide about each; only what is not a dry run holds what it names until the transaction ends."""
    agreed = await recipients.agreed(tx, caller, _BLOCK, clock.today(platform.settings.timezone))
    sound = [one for one in checked if isinstance(one, Checked)]
    found = await finding.found(tx, platform, caller, sound)
    held = await operated.standing(tx, caller, set(found.values()), hold=not dry_run)

    of_types = await types.by_id(tx, {one.type for one in held.values()})
    moment = clock.now()

    def claimed(order: Checked) -> Claim:
        _agreed(order, agreed=agreed)
        if found.get(order.path) not in held:
            message = "You have no such notification. Register it first."
            raise NotFoundError("notifications.unknown", message, path=order.path)
        _by_push(order, of_types[held[found[order.path]].type], moment)
        return claim(platform, order, found[order.path])

    claims = each(checked, claimed)
    keys = {key for one in claims if isinstance(one, Claim) for key in one.keys}
    ledger = Ledger(held, of_types, await operated.earlier(tx, keys), moment)
    return each(claims, lambda one: ledger.carry_out(one, dry_run=dry_run)), ledger


def _agreed(order: Checked, *, agreed: bool) -> None:
    if order.operation in _SAYS and not agreed:
        message = (
            "No agreement lets you use notifications today. Ask the region for one, or use a test client."
        )
        raise ForbiddenError("notifications.agreement", message, path=order.path)


def _by_push(order: Checked, of_type: NotificationType, moment: datetime) -> None:
    if order.operation in _SAYS and not modes.takes(of_type, Mode.PUSH, moment):
        message = "You chose another mode for its type: what it says comes from your source."
        raise WrongModeError("type.mode", message, path=order.path)


async def follow(tx: Tx, changed: Sequence[tuple[Standing, Standing]]) -> None:
    """Cancel what need not go out any more, and tell when what moved is due."""
    over: dict[Reason, list[Standing]] = defaultdict(list)
    moved: list[Standing] = []
    for before, after in changed:
        if after.retracted_at or after.deleted_at:
            over[Reason.RETRACTED].append(after)
        elif after.done_at and not before.done_at:
            over[Reason.DONE].append(after)
        elif _moments(before) != _moments(after):
            moved.append(after)
    await occasions.rescheduled(tx, [(one.subject, one.id) for one in moved])
    for reason, some in over.items():
        await progress.cancel(tx, {one.subject for one in some}, [one.id for one in some], reason)


def _moments(one: Standing) -> tuple[object, ...]:
    return (one.content.deadline, one.content.appointment)
