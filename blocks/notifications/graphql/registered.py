"""What a provider's program asks: its own types, notifications and deliveries, test and live apart."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from blocks.notifications import check, model, paging
from blocks.notifications.rows import registered, types
from profile_core.contract import (
    Caller,
    Context,
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


@strawberry.input
class NotificationFilter:
    """Narrow a list down; what is left out does not narrow."""

    type: str | None = None
    external_id: str | None = None

    def value(self) -> registered.Filter:
        """Return the filter as a plain value."""
        return registered.Filter(type=self.type, external_id=self.external_id)


@strawberry.type
class Registered:
    """What you registered."""

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
