"""What a provider's program asks of deliveries: how far each is, what happened since, how much it used."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from blocks.notifications import check, follow, model, replay
from blocks.notifications.rows import followed, usage
from profile_core.contract import (
    Caller,
    Context,
    InvalidError,
    PageInfo,
    ProfileError,
    caller_of,
    failure_of,
    failures,
    ids,
    paging,
    platform_of,
    said,
)

_Info = Info[Context, None]


@strawberry.type
class Delivery:
    """How far one notification is on one channel, and since when.

    `occasion` is FIRST, UNREAD or a reminder (REMINDER_DEADLINE_48); `dueAt` is when what is SCHEDULED goes out.
    `lastError` says how the last attempt of what waits or failed went wrong: a status, or a word of ours.
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
    last_error: str | None


@strawberry.type
class DeliveryConnection:
    """One page of deliveries."""

    nodes: list[Delivery]
    page_info: PageInfo


@strawberry.input
class DeliveryFilter:
    """Narrow a list down; what is left out does not narrow. `since` is when a delivery changed at the earliest."""

    notification_id: strawberry.ID | None = None
    type: str | None = None
    external_id: str | None = None
    channel_code: str | None = None
    state: model.DeliveryState | None = None
    reason: model.Reason | None = None
    since: datetime | None = None

    def value(self) -> followed.Filter:
        """Return the filter as a plain value."""
        wanted = None if self.notification_id is None else ids.parse_id(self.notification_id)
        if self.notification_id is not None and wanted is None:
            message = "This is no id of a notification."
            raise InvalidError("filter.notification_id", message, path=("filter", "notificationId"))
        return followed.Filter(
            notification=wanted,
            type=self.type,
            external_id=self.external_id,
            channel=self.channel_code,
            states=() if self.state is None else (self.state,),
            reason=self.reason,
            since=said.bound(self.since, ("filter", "since")),
        )


@strawberry.type
class DeliveryEvent:
    """Something that happened to one of your notifications. `event` is delivery.changed or paper.needed."""

    position: str
    event: str
    at: datetime
    notification_id: strawberry.ID
    type: str | None
    external_id: str | None
    channel: model.Channel | None
    channel_code: str | None
    occasion: str | None
    state: model.DeliveryState | None
    reason: model.Reason | None


@strawberry.type
class DeliveryEvents:
    """A piece of your feed, in order and without gaps. Ask again with `after: lastPosition` for what comes next."""

    nodes: list[DeliveryEvent]
    last_position: str
    more: bool


@strawberry.type
class NotificationUsage:
    """How many deliveries of one type by one channel came to one state on one day (UTC)."""

    day: date
    type: str
    channel: model.Channel
    channel_code: str
    state: model.DeliveryState
    count: int


@strawberry.type
class Followed:
    """How far it is."""

    @strawberry.field(description="How far your notifications are on each channel, newest first.")
    async def deliveries(
        self,
        info: _Info,
        filter: DeliveryFilter | None = None,
        first: int = 50,
        after: str | None = None,
    ) -> DeliveryConnection:
        most, boundary = paging.size(first), follow.boundary(after)
        wanted = (filter or DeliveryFilter()).value()
        async with platform_of(info).store.read() as tx:
            found = await follow.deliveries(tx, _caller(info), wanted, after=boundary, most=most + 1)
        return _deliveries(found, most, resumed=after is not None)

    @strawberry.field(
        description="What happened since a position of your feed, oldest first. Lines are kept for 90 days."
    )
    async def delivery_events(self, info: _Info, after: str = "0", first: int = 100) -> DeliveryEvents:
        most, position = paging.size(first), follow.position(after)
        async with platform_of(info).store.read() as tx:
            found = await follow.events(tx, _caller(info), position, most=most)
        nodes = [_event(one) for one in found.events]
        return DeliveryEvents(nodes=nodes, last_position=str(found.last), more=found.more)

    @strawberry.field(description="How much you sent, the newest day first; at most a year back.")
    async def usage(self, info: _Info, since: date) -> list[NotificationUsage]:
        async with platform_of(info).store.read() as tx:
            found = await usage.of(tx, _caller(info), follow.day(since))
        return [
            NotificationUsage(
                day=one.day,
                type=one.type,
                channel=model.kind_of(one.channel),
                channel_code=one.channel,
                state=one.state,
                count=one.count,
            )
            for one in found
        ]


@strawberry.type
class DeliveriesReplayed:
    """How many deliveries are tried again, and how many cannot be.

    Those never went out (no verified address) or failed more than 90 days ago.
    """

    replayed: int
    not_replayable: int
    more: bool


ReplayDeliveriesResult = Annotated[
    DeliveriesReplayed | failures.InvalidError | failures.ForbiddenError,
    strawberry.union("ReplayDeliveriesResult"),
]


@strawberry.type
class Replaying:
    """What a provider does about deliveries that failed."""

    @strawberry.mutation(
        description="Try failed deliveries again, up to 1,000 at a time; of the filter, `state` has no say."
    )
    async def replay_deliveries(
        self, info: _Info, filter: DeliveryFilter, dry_run: bool = False
    ) -> ReplayDeliveriesResult:
        try:
            done = await replay.replay(platform_of(info), caller_of(info), filter.value(), dry_run=dry_run)
        except ProfileError as error:
            return cast("ReplayDeliveriesResult", failure_of(error))
        return DeliveriesReplayed(replayed=done.replayed, not_replayable=done.left, more=done.more)


def _caller(info: _Info) -> Caller:
    caller = caller_of(info)
    check.may(caller)
    return caller


def _deliveries(found: Sequence[model.Delivery], most: int, *, resumed: bool) -> DeliveryConnection:
    page = found[:most]
    keys = [follow.cursor(one) for one in page]
    return DeliveryConnection(
        nodes=[_delivery(one) for one in page],
        page_info=paging.info(keys, more=len(found) > most, resumed=resumed),
    )


def _delivery(one: model.Delivery) -> Delivery:
    return Delivery(
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
        last_error=one.last_error,
    )


def _event(one: follow.Event) -> DeliveryEvent:
    told = one.told
    return DeliveryEvent(
        position=str(one.position),
        event=told.event.value,
        at=told.at,
        notification_id=strawberry.ID(str(told.notification)),
        type=one.named.type if one.named else None,
        external_id=one.named.external_id if one.named else None,
        channel=None if told.channel is None else model.kind_of(told.channel),
        channel_code=told.channel,
        occasion=told.occasion,
        state=told.state,
        reason=told.reason,
    )
