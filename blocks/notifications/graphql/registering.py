"""What a provider's program sends: notifications, in bulk."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from blocks.notifications import model, register
from blocks.notifications.graphql.items import (
    AcceptedNotification,
    NotificationInput,
    NotificationPreview,
)
from profile_core.contract import (
    Context,
    ProfileError,
    caller_of,
    failure_of,
    failures,
    platform_of,
)

_Info = Info[Context, None]


RegisterNotificationResult = Annotated[
    AcceptedNotification
    | NotificationPreview
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.DuplicateError
    | failures.ConflictError
    | failures.WrongModeError,
    strawberry.union("RegisterNotificationResult"),
]


@strawberry.type
class Mutation:
    """What a provider does with notifications."""

    @strawberry.mutation(
        description="Register up to 1,000 notifications; one result each, in order. Send items as a variable."
    )
    async def register_notifications(
        self, info: _Info, items: list[NotificationInput], dry_run: bool = False
    ) -> list[RegisterNotificationResult]:
        drafts = [item.value() for item in items]
        try:
            outcomes = await register.register(platform_of(info), caller_of(info), drafts, dry_run=dry_run)
        except ProfileError as error:
            return [_result(error) for _ in drafts]
        return [_result(outcome) for outcome in outcomes]


def _result(outcome: register.Outcome) -> RegisterNotificationResult:
    if isinstance(outcome, ProfileError):
        return cast("RegisterNotificationResult", failure_of(outcome))
    if isinstance(outcome, model.Accepted):
        return AcceptedNotification(id=strawberry.ID(str(outcome.id)), external_id=outcome.external_id)
    return NotificationPreview.of(outcome)
