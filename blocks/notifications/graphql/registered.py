"""What a provider's program asks of its notifications, test and live apart."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from blocks.notifications import check, model
from blocks.notifications.graphql.items import Appointment
from blocks.notifications.operate import looking
from blocks.notifications.operate.orders import NaturalKey
from blocks.notifications.rows import registered
from profile_core.contract import (
    BigInt,
    Caller,
    Context,
    PageInfo,
    RecipientInput,
    caller_of,
    paging,
    platform_of,
    said,
)

_Info = Info[Context, None]


@strawberry.input
class NotificationKeyInput:
    """What you call a notification: its type, your own id of it, and to whom it is."""

    type: str
    external_id: str
    recipient: RecipientInput

    def value(self) -> NaturalKey:
        """Return what was sent as a plain value."""
        return NaturalKey(type=self.type, external_id=self.external_id, recipient=self.recipient.value())


@strawberry.type
class RegisteredNotification:
    """A notification that you registered.

    It is ACCEPTED until it is in the citizen's inbox, then ANNOUNCED. `revision` counts what you did with it.
    """

    id: strawberry.ID
    type: str
    kind: model.Kind
    external_id: str
    group_id: str | None
    brand: str | None
    state: registered.NotificationState
    task_state: model.TaskState | None = strawberry.field(description="Null for what is no task.")
    created_at: datetime
    announced_at: datetime | None
    valid_from: datetime | None
    expires_at: datetime | None
    deadline: datetime | None
    appointment: Appointment | None
    done_at: datetime | None
    done_by: registered.DoneBy | None
    retracted_at: datetime | None
    deleted_at: datetime | None
    delete_at: datetime | None
    version: BigInt | None
    revision: int


@strawberry.type
class RegisteredNotificationConnection:
    """One page of what you registered."""

    nodes: list[RegisteredNotification]
    page_info: PageInfo


@strawberry.input
class NotificationFilter:
    """Narrow a list down; what is left out does not narrow. `...From` is included, `...Until` is not."""

    type: str | None = None
    external_id: str | None = None
    group_id: str | None = None
    kind: model.Kind | None = None
    state: registered.NotificationState | None = None
    task_state: model.TaskState | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None
    deadline_from: datetime | None = None
    deadline_until: datetime | None = None

    def value(self) -> registered.Filter:
        """Return the filter as a plain value."""
        return registered.Filter(
            type=self.type,
            external_id=self.external_id,
            group_id=self.group_id,
            kind=self.kind,
            state=self.state,
            task=self.task_state,
            created=(_bound(self.created_from, "createdFrom"), _bound(self.created_until, "createdUntil")),
            deadline=(
                _bound(self.deadline_from, "deadlineFrom"),
                _bound(self.deadline_until, "deadlineUntil"),
            ),
        )


@strawberry.type
class Registered:
    """What you registered."""

    @strawberry.field(
        description="One of your notifications, by its id or by its key; null when you have no such one."
    )
    async def notification(
        self, info: _Info, id: strawberry.ID | None = None, key: NotificationKeyInput | None = None
    ) -> RegisteredNotification | None:
        found = await looking.one(platform_of(info), _caller(info), id, key.value() if key else None)
        return None if found is None else _notification(found)

    @strawberry.field(description="Your notifications, newest first.")
    async def notifications(
        self,
        info: _Info,
        filter: NotificationFilter | None = None,
        first: int = 50,
        after: str | None = None,
    ) -> RegisteredNotificationConnection:
        most, boundary = paging.size(first), paging.boundary(after)
        wanted = (filter or NotificationFilter()).value()
        async with platform_of(info).store.read() as tx:
            found = await registered.notifications(tx, _caller(info), wanted, after=boundary, most=most + 1)
        keys = [paging.cursor(one.created_at, one.id) for one in found[:most]]
        return RegisteredNotificationConnection(
            nodes=[_notification(one) for one in found[:most]],
            page_info=paging.info(keys, more=len(found) > most, resumed=after is not None),
        )


def _bound(value: datetime | None, field: str) -> datetime | None:
    return said.bound(value, ("filter", field))


def _caller(info: _Info) -> Caller:
    caller = caller_of(info)
    check.may(caller)
    return caller


def _notification(value: registered.Registered) -> RegisteredNotification:
    return RegisteredNotification(
        id=strawberry.ID(str(value.id)),
        type=value.type,
        kind=value.kind,
        external_id=value.external_id,
        group_id=value.group_id,
        brand=value.brand,
        state=value.state,
        task_state=value.task,
        created_at=value.created_at,
        announced_at=value.announced_at,
        valid_from=value.valid_from,
        expires_at=value.expires_at,
        deadline=value.deadline,
        appointment=Appointment.of(value.appointment) if value.appointment else None,
        done_at=value.done_at,
        done_by=value.done_by,
        retracted_at=value.retracted_at,
        deleted_at=value.deleted_at,
        delete_at=value.delete_at,
        version=None if value.version is None else BigInt(value.version),
        revision=value.revision,
    )
