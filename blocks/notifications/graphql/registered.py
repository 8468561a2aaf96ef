"""What a provider's program asks: its own types, notifications and deliveries, test and live apart."""

from collections.abc import Sequence
from datetime import datetime

import strawberry
from strawberry.types import Info

from blocks.notifications import check, model, paging
from blocks.notifications.rows import registered, types
from profile_core.contract import (
    Caller,
    Context,
    InvalidError,
    PageInfo,
    TextOutput,
    caller_of,
    ids,
    platform_of,
)

_Info = Info[Context, None]


@strawberry.type
class NotificationType:
    """A registered kind of notification. `id` is null in a dry run of one that is new."""

    id: strawberry.ID | None
    code: str
    service: str
    name: list[TextOutput]
    category: str
    kind: model.Kind
    state: model.TypeState

    @classmethod
    def of(cls, value: model.NotificationType, *, stored: bool = True) -> "NotificationType":
        """Convert a type."""
        return cls(
            id=strawberry.ID(str(value.id)) if stored else None,
            code=value.code,
            service=value.definition.service,
            name=TextOutput.of(value.name),
            category=value.definition.category,
            kind=value.kind,
            state=value.state,
        )


@strawberry.type
class RegisteredNotification:
    """A notification that you registered."""

    id: strawberry.ID
    type: str
    external_id: str
    created_at: datetime
    deadline: datetime | None


@strawberry.type
class RegisteredNotificationConnection:
    """One page of what you registered."""

    nodes: list[RegisteredNotification]
    page_info: PageInfo


@strawberry.type
class Delivery:
    """How far one notification is on one channel, and since when.

    `occasion` is FIRST, REMINDER_1, REMINDER_2 ... or UNREAD; `dueAt` is when what is SCHEDULED goes out.
    """

    notification_id: strawberry.ID
    type: str
    external_id: str
    channel: model.Channel
    channel_code: str
    occasion: str
    state: model.DeliveryState
    reason: model.Reason | None
    attempts: int
    created_at: datetime
    changed_at: datetime
    due_at: datetime | None


@strawberry.type
class DeliveryConnection:
    """One page of deliveries."""

    nodes: list[Delivery]
    page_info: PageInfo


@strawberry.input
class NotificationFilter:
    """Narrow a list down; what is left out does not narrow."""

    type: str | None = None
    external_id: str | None = None

    def value(self) -> registered.Filter:
        """Return the filter as a plain value."""
        return registered.Filter(type=self.type, external_id=self.external_id)


@strawberry.input
class DeliveryFilter:
    """Narrow a list down; what is left out does not narrow."""

    notification_id: strawberry.ID | None = None
    type: str | None = None
    external_id: str | None = None
    state: model.DeliveryState | None = None

    def value(self) -> registered.Filter:
        """Return the filter as a plain value."""
        wanted = None if self.notification_id is None else ids.parse_id(self.notification_id)
        if self.notification_id is not None and wanted is None:
            message = "This is no id of a notification."
            raise InvalidError("filter.notification_id", message, path=("filter", "notificationId"))
        return registered.Filter(
            notification=wanted, type=self.type, external_id=self.external_id, state=self.state
        )


@strawberry.type
class Notifications:
    """What you registered, and how far it is."""

    @strawberry.field(description="Your types, by code.")
    async def types(self, info: _Info) -> list[NotificationType]:
        async with platform_of(info).store.read() as tx:
            return [NotificationType.of(one) for one in await types.every(tx, _caller(info))]

    @strawberry.field(description="One of your notifications; null when you have none with this id.")
    async def notification(self, info: _Info, id: strawberry.ID) -> RegisteredNotification | None:
        wanted = ids.parse_id(id)
        if wanted is None:
            return None
        async with platform_of(info).store.read() as tx:
            found = await registered.notifications(
                tx, _caller(info), registered.Filter(notification=wanted), after=None, most=1
            )
        return _notification(found[0]) if found else None

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

    @strawberry.field(description="How far your notifications are on each channel, newest first.")
    async def deliveries(
        self,
        info: _Info,
        filter: DeliveryFilter | None = None,
        first: int = 50,
        after: str | None = None,
    ) -> DeliveryConnection:
        most, boundary = paging.size(first), paging.boundary(after)
        wanted = (filter or DeliveryFilter()).value()
        async with platform_of(info).store.read() as tx:
            found = await registered.deliveries(tx, _caller(info), wanted, after=boundary, most=most + 1)
        return _deliveries(found, most, resumed=after is not None)


def _caller(info: _Info) -> Caller:
    caller = caller_of(info)
    check.may(caller)
    return caller


def _notification(value: model.Registered) -> RegisteredNotification:
    return RegisteredNotification(
        id=strawberry.ID(str(value.id)),
        type=value.type,
        external_id=value.external_id,
        created_at=value.created_at,
        deadline=value.deadline,
    )


def _deliveries(found: Sequence[model.Delivery], most: int, *, resumed: bool) -> DeliveryConnection:
    keys = [paging.cursor(one.created_at, one.notification) for one in found[:most]]
    return DeliveryConnection(
        nodes=[
            Delivery(
                notification_id=strawberry.ID(str(one.notification)),
                type=one.type,
                external_id=one.external_id,
                channel=model.kind_of(one.channel),
                channel_code=one.channel,
                occasion=one.occasion,
                state=one.state,
                reason=one.reason,
                attempts=one.attempts,
                created_at=one.created_at,
                changed_at=one.changed_at,
                due_at=one.due_at,
            )
            for one in found[:most]
        ],
        page_info=paging.info(keys, more=len(found) > most, resumed=resumed),
    )
