"""The browsers on which a citizen wants to be told."""

from datetime import datetime
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from blocks.notifications import browsers
from profile_core.contract import (
    Context,
    ProfileError,
    citizen_of,
    failure_of,
    failures,
    ids,
    platform_of,
)

_Info = Info[Context, None]


@strawberry.type
class PushSubscription:
    """A browser that shows notifications."""

    id: strawberry.ID
    endpoint: str
    created_at: datetime


@strawberry.input
class PushSubscriptionInput:
    """What `PushManager.subscribe` gave, with `pushKey` as `applicationServerKey`; keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


@strawberry.type
class AddedPushSubscription:
    """The browser is told from now on. The same again gives the same answer."""

    id: strawberry.ID


@strawberry.type
class RemovedPushSubscription:
    """The browser is told nothing any more."""

    id: strawberry.ID


AddPushSubscriptionResult = Annotated[
    AddedPushSubscription | failures.InvalidError | failures.ForbiddenError | failures.ConflictError,
    strawberry.union("AddPushSubscriptionResult"),
]
RemovePushSubscriptionResult = Annotated[
    RemovedPushSubscription | failures.NotFoundError | failures.ForbiddenError,
    strawberry.union("RemovePushSubscriptionResult"),
]


@strawberry.type
class Pushed:
    """In which browsers the citizen is told."""

    @strawberry.field(description="The key with which a browser subscribes.")
    async def push_key(self, info: _Info) -> str:
        citizen_of(info)
        return await browsers.public_key(platform_of(info))

    @strawberry.field(description="Your browsers, the newest first.")
    async def push_subscriptions(self, info: _Info) -> list[PushSubscription]:
        mine = await browsers.mine(platform_of(info), citizen_of(info))
        return [
            PushSubscription(id=strawberry.ID(str(one.id)), endpoint=one.endpoint, created_at=one.since)
            for one in mine
        ]


@strawberry.type
class Pushing:
    """What a citizen does with browsers."""

    @strawberry.mutation(description="Tell me in this browser too; from our own pages only, for yourself.")
    async def add_push_subscription(
        self, info: _Info, subscription: PushSubscriptionInput, language: str = "nl"
    ) -> AddPushSubscriptionResult:
        try:
            added = await browsers.add(
                platform_of(info),
                citizen_of(info),
                endpoint=subscription.endpoint,
                p256dh=subscription.p256dh,
                auth=subscription.auth,
                language=language,
            )
        except ProfileError as error:
            return cast("AddPushSubscriptionResult", failure_of(error))
        return AddedPushSubscription(id=strawberry.ID(str(added)))

    @strawberry.mutation(description="Tell me nothing in a browser any more.")
    async def remove_push_subscription(self, info: _Info, id: strawberry.ID) -> RemovePushSubscriptionResult:
        try:
            await browsers.remove(platform_of(info), citizen_of(info), ids.parse_id(id))
        except ProfileError as error:
            return cast("RemovePushSubscriptionResult", failure_of(error))
        return RemovedPushSubscription(id=id)
