"""What a provider's program does with its types, and how it sees them."""

from collections.abc import Awaitable
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from blocks.notifications import check, model, types
from blocks.notifications.graphql.type_input import NotificationTypeInput
from blocks.notifications.graphql.type_output import NotificationType
from blocks.notifications.rows import types as rows
from profile_core.contract import (
    Caller,
    Context,
    ProfileError,
    caller_of,
    failure_of,
    failures,
    platform_of,
)

_Info = Info[Context, None]

RegisterNotificationTypeResult = Annotated[
    NotificationType
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.DuplicateError,
    strawberry.union("RegisterNotificationTypeResult"),
]
ChangeNotificationTypeResult = Annotated[
    NotificationType
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.ConflictError
    | failures.DuplicateError,
    strawberry.union("ChangeNotificationTypeResult"),
]


@strawberry.type
class Types:
    """Your types."""

    @strawberry.field(description="Your types, by code.")
    async def types(self, info: _Info) -> list[NotificationType]:
        async with platform_of(info).store.read() as tx:
            return [NotificationType.of(one) for one in await rows.every(tx, _caller(info))]

    @strawberry.field(description="One of your types; null when you have none with this code.")
    async def type(self, info: _Info, code: str) -> NotificationType | None:
        async with platform_of(info).store.read() as tx:
            found = await rows.by_code(tx, _caller(info), [code])
        return NotificationType.of(found[code]) if code in found else None


@strawberry.type
class TypesMutation:
    """What you do with your types. Each of these done again gives the same answer."""

    @strawberry.mutation(
        description="Register a type. The same again gives the same answer. `submit: false` keeps it a draft."
    )
    async def register_notification_type(
        self, info: _Info, type: NotificationTypeInput, submit: bool = True, dry_run: bool = False
    ) -> RegisterNotificationTypeResult:
        try:
            registered = await types.register(
                platform_of(info), caller_of(info), type.value(), submit=submit, dry_run=dry_run
            )
        except ProfileError as error:
            return cast("RegisterNotificationTypeResult", failure_of(error))
        return NotificationType.of(registered, stored=not dry_run)

    @strawberry.mutation(
        description="Write a type of yours anew, whole. What is in force stays so until the region approves it."
    )
    async def update_notification_type(
        self,
        info: _Info,
        type: NotificationTypeInput,
        if_revision: int | None = None,
        submit: bool = True,
        dry_run: bool = False,
    ) -> ChangeNotificationTypeResult:
        return await _changed(
            types.update(
                platform_of(info),
                caller_of(info),
                type.value(),
                if_revision=if_revision,
                submit=submit,
                dry_run=dry_run,
            )
        )

    @strawberry.mutation(description="Ask the region to approve what you wrote last of a type.")
    async def submit_notification_type(
        self, info: _Info, code: str, if_revision: int | None = None, dry_run: bool = False
    ) -> ChangeNotificationTypeResult:
        order = types.Order(code=code, if_revision=if_revision, dry_run=dry_run)
        return await _changed(types.submit(platform_of(info), caller_of(info), order))

    @strawberry.mutation(description="Send notifications of a paused type again.")
    async def publish_notification_type(
        self, info: _Info, code: str, if_revision: int | None = None, dry_run: bool = False
    ) -> ChangeNotificationTypeResult:
        order = types.Order(code=code, if_revision=if_revision, dry_run=dry_run)
        return await _changed(types.publish(platform_of(info), caller_of(info), order, published=True))

    @strawberry.mutation(description="Take in no more notifications of a type, until it is published again.")
    async def pause_notification_type(
        self, info: _Info, code: str, if_revision: int | None = None, dry_run: bool = False
    ) -> ChangeNotificationTypeResult:
        order = types.Order(code=code, if_revision=if_revision, dry_run=dry_run)
        return await _changed(types.publish(platform_of(info), caller_of(info), order, published=False))


async def _changed(change: Awaitable[model.NotificationType]) -> ChangeNotificationTypeResult:
    try:
        return NotificationType.of(await change)
    except ProfileError as error:
        return cast("ChangeNotificationTypeResult", failure_of(error))


def _caller(info: _Info) -> Caller:
    caller = caller_of(info)
    check.may(caller)
    return caller
