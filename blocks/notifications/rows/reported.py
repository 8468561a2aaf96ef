"""Deliveries by a provider's own channels, as its reports find them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from blocks.notifications.model import DeliveryKey, DeliveryState, Reason
from blocks.notifications.rows.tables import delivery_table as d
from profile_core.contract import Caller, SubjectRef, Tx, ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whose a delivery is, and where it stands."""

    subject: SubjectRef
    state: DeliveryState
    reason: Reason | None


async def standing(
    tx: Tx, caller: Caller, wanted: Collection[DeliveryKey], *, held: bool
) -> dict[DeliveryKey, Standing]:
    """Return those of the caller's deliveries that are there; ``held`` keeps them until this transaction ends."""
    found: dict[DeliveryKey, Standing] = {}
    for row in await tx.rows(_asked(caller, wanted, held=held)) if wanted else ():
        key = DeliveryKey(notification=row.notification_id, channel=row.channel, occasion=row.occasion)
        if key in wanted:
            reason = None if row.reason is None else Reason(row.reason)
            subject = SubjectRef(row.subject_id)
            found[key] = Standing(subject=subject, state=DeliveryState(row.state), reason=reason)
    return found


def _asked(caller: Caller, wanted: Collection[DeliveryKey], *, held: bool) -> sa.Select[*tuple[Any, ...]]:
    key = (d.c.notification_id, d.c.channel, d.c.occasion)
    notifications = sorted({one.notification for one in wanted})
    asked = (
        sa.select(*key, d.c.subject_id, d.c.state, d.c.reason)
        .where(d.c.bucket.in_(sorted({ids.bucket_of(one) for one in notifications})))
        .where(d.c.notification_id.in_(notifications), d.c.channel.in_({one.channel for one in wanted}))
        .where(d.c.provider_id == caller.provider, d.c.environment == caller.environment)
        .order_by(d.c.bucket, *key)
    )
    return asked.with_for_update() if held else asked
