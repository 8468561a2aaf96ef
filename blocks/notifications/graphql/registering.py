"""What a provider's program does: register types and, in bulk, notifications."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from blocks.notifications import model, register, types
from blocks.notifications.graphql.items import (
    AcceptedNotification,
    NotificationInput,
    NotificationPreview,
)
from blocks.notifications.graphql.registered import NotificationType
from profile_core.contract import (
    Context,
    ProfileError,
    TextInput,
    caller_of,
    failure_of,
    failures,
    platform_of,
)

_Info = Info[Context, None]


@strawberry.input
class NotificationTypeInput:
    """A kind of notification. `service` is the code of your service; citizens see `name` in the header."""

    code: str
    service: str
    name: list[TextInput]
    category: str
    kind: model.Kind

    def value(self) -> model.TypeDraft:
        """Return what was sent as a plain value."""
        return model.TypeDraft(
            code=self.code,
            service=self.service,
            name=[text.value() for text in self.name],
            category=self.category,
            kind=self.kind,
        )


RegisterNotificationTypeResult = Annotated[
    NotificationType
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.DuplicateError,
    strawberry.union("RegisterNotificationTypeResult"),
]
RegisterNotificationResult = Annotated[
    AcceptedNotification
    | NotificationPreview
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.DuplicateError
    | failures.ConflictError,
    strawberry.union("RegisterNotificationResult"),
]


@strawberry.type
class Mutation:
    """What a provider does with notifications."""

    @strawberry.mutation(description="Register a type. The same again gives the same answer.")
    async def register_notification_type(
        self, info: _Info, type: NotificationTypeInput, dry_run: bool = False
    ) -> RegisterNotificationTypeResult:
        try:
            registered = await types.register(
                platform_of(info), caller_of(info), type.value(), dry_run=dry_run
            )
        except ProfileError as error:
            return cast("RegisterNotificationTypeResult", failure_of(error))
        return NotificationType.of(registered, stored=not dry_run)

    @strawberry.mutation(
        description="Register up to 1,000 notifications; one result each, in order. Send items as a variable."
    )
    async def register_notifications(
        self, info: _Info, items: list[NotificationInput], dry_run: bool = False
    ) -> list[RegisterNotificationResult]:
        drafts = [item.value() for item in items]
        outcomes = await register.register(platform_of(info), caller_of(info), drafts, dry_run=dry_run)
        return [_result(outcome) for outcome in outcomes]


def _result(outcome: register.Outcome) -> RegisterNotificationResult:
    if isinstance(outcome, ProfileError):
        return cast("RegisterNotificationResult", failure_of(outcome))
    if isinstance(outcome, model.Accepted):
        return AcceptedNotification(id=strawberry.ID(str(outcome.id)), external_id=outcome.external_id)
    return NotificationPreview.of(outcome)
