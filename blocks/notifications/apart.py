"""What goes by a call of its own, apart from those that it was to go with, or failed with."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from blocks.notifications import occasions, plan, progress
from blocks.notifications.model import DeliveryKey, DeliveryState
from blocks.notifications.rows import deliveries
from blocks.notifications.rows.deliveries import To, Which
from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import SubjectRef, Tx, clock, outbound

_AGAIN = To(state=DeliveryState.SCHEDULED)


async def alone(tx: Tx, of: Dispatch, key: DeliveryKey, *, former: UUID, at: datetime | None = None) -> None:
    """Let a delivery that was to go with others go by itself, from a moment on or from now on."""
    call = await outbound.tell(
        tx,
        use=plan.use_of(key.channel),
        subject=of.subject,
        key=f"{of.id.hex}:{key.channel}:{key.occasion}",
        address=plan.address_of(of, key.channel),
        payload={"notification": of.id.hex, "channel": key.channel, "occasion": key.occasion},
        until=(at or clock.now()) + occasions.WITHIN,
        at=at,
    )
    await deliveries.recall(tx, of.subject, key, former=former, call=call)


async def again(tx: Tx, subject: SubjectRef, keys: Sequence[DeliveryKey], *, former: UUID) -> int:
    """Let some of those that failed together be tried again, together; return how many.

    The others stay where they are: they may be another provider's.
    """
    which = Which(
        states=(DeliveryState.FAILED,), calls=[former], notifications=[key.notification for key in keys]
    )
    moved = [one.key for one in await progress.move(tx, subject, which, _AGAIN)]
    if not moved:
        return 0
    channel = moved[0].channel
    call = await outbound.tell(
        tx,
        use=plan.use_of(channel),
        subject=subject,
        key=f"{former.hex}:{moved[0].notification.hex}",
        address=plan.shared(channel),
        payload={"channel": channel},
        until=clock.now() + occasions.WITHIN,
    )
    for key in moved:
        await deliveries.recall(tx, subject, key, former=former, call=call)
    return len(moved)
