"""What a provider's program does later with its notifications, up to 1,000 a call."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from blocks.notifications import model
from blocks.notifications.graphql.items import AppointmentInput, NotificationPreview, NotificationValueInput
from blocks.notifications.graphql.registered import NotificationKeyInput
from blocks.notifications.operate import carrying, orders
from blocks.notifications.operate.orders import Operation, Order
from profile_core.contract import (
    BigInt,
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
class NotificationUpdateInput:
    """All that a notification is to say from now on; what you leave out, it says no longer.

    Name it by `id` or by `key`. Its moments (`deadline`, `appointment`) stay: see `rescheduleNotifications`.
    With a `version` that is not higher than the one you sent last, it is no news. `idempotencyKey` tells apart what
    has the same content; without it, the same item is the same update.
    """

    id: strawberry.ID | None = None
    key: NotificationKeyInput | None = None
    title: list[TextInput] | None = None
    text: list[TextInput] | None = None
    values: list[NotificationValueInput] | None = None
    link: str | None = None
    group_id: str | None = None
    brand: str | None = None
    expires_at: datetime | None = None
    delete_at: datetime | None = None
    delete_after_days: int | None = None
    version: BigInt | None = None
    if_revision: int | None = None
    idempotency_key: str | None = None

    def order(self) -> Order:
        """Return what was sent as a plain value."""
        wording = model.Wording(
            title=[text.value() for text in self.title or ()],
            text=[text.value() for text in self.text or ()],
            values=[one.plain() for one in self.values or ()],
            link=self.link,
            group_id=self.group_id,
            brand=self.brand,
            expires_at=self.expires_at,
            delete_at=self.delete_at,
            delete_after_days=self.delete_after_days,
            version=self.version,
        )
        return Order(
            operation=Operation.UPDATE,
            id=self.id,
            key=self.key.value() if self.key else None,
            wording=wording,
            if_revision=self.if_revision,
            idempotency_key=self.idempotency_key,
        )


@strawberry.input
class NotificationRescheduleInput:
    """The new `deadline` of a TASK, or the new `appointment` of an APPOINTMENT; its reminders move along."""

    id: strawberry.ID | None = None
    key: NotificationKeyInput | None = None
    deadline: datetime | None = None
    appointment: AppointmentInput | None = None
    version: BigInt | None = None
    if_revision: int | None = None
    idempotency_key: str | None = None

    def order(self) -> Order:
        """Return what was sent as a plain value."""
        wording = model.Wording(
            deadline=self.deadline,
            appointment=self.appointment.plain() if self.appointment else None,
            version=self.version,
        )
        return Order(
            operation=Operation.RESCHEDULE,
            id=self.id,
            key=self.key.value() if self.key else None,
            wording=wording,
            if_revision=self.if_revision,
            idempotency_key=self.idempotency_key,
        )


@strawberry.input
class NotificationReferenceInput:
    """Which notification: by `id` or by `key`. With `ifRevision` only when it still is at that revision."""

    id: strawberry.ID | None = None
    key: NotificationKeyInput | None = None
    if_revision: int | None = None

    def order(self, operation: Operation) -> Order:
        """Return what was sent as a plain value."""
        key = self.key.value() if self.key else None
        return Order(operation=operation, id=self.id, key=key, if_revision=self.if_revision)


@strawberry.type
class NotificationRevision:
    """Where a notification stands by what you did. `changed` is false when that was no news.

    The same item sent again gets this same answer.
    """

    id: strawberry.ID
    external_id: str
    revision: int
    changed: bool


NotificationOperationResult = Annotated[
    NotificationRevision
    | NotificationPreview
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.ConflictError
    | failures.WrongModeError
    | failures.DuplicateError,
    strawberry.union("NotificationOperationResult"),
]
_Results = list[NotificationOperationResult]


@strawberry.type
class Operating:
    """What a provider does with what it registered."""

    @strawberry.mutation(
        description="Change what up to 1,000 notifications say; one result each, in order. Nothing goes out again."
    )
    async def update_notifications(
        self, info: _Info, items: list[NotificationUpdateInput], dry_run: bool = False
    ) -> list[NotificationOperationResult]:
        return await _operate(info, [item.order() for item in items], dry_run=dry_run)

    @strawberry.mutation(description="Say of up to 1,000 tasks that they are done. Done stays done.")
    async def complete_tasks(
        self, info: _Info, items: list[NotificationReferenceInput], dry_run: bool = False
    ) -> list[NotificationOperationResult]:
        return await _operate(info, [item.order(Operation.COMPLETE) for item in items], dry_run=dry_run)

    @strawberry.mutation(description="Move the deadlines and appointments of up to 1,000 notifications.")
    async def reschedule_notifications(
        self, info: _Info, items: list[NotificationRescheduleInput], dry_run: bool = False
    ) -> list[NotificationOperationResult]:
        return await _operate(info, [item.order() for item in items], dry_run=dry_run)

    @strawberry.mutation(
        description="Take up to 1,000 notifications back: citizens see them no longer, and nothing more goes out."
    )
    async def retract_notifications(
        self, info: _Info, items: list[NotificationReferenceInput], dry_run: bool = False
    ) -> list[NotificationOperationResult]:
        return await _operate(info, [item.order(Operation.RETRACT) for item in items], dry_run=dry_run)

    @strawberry.mutation(
        description="Delete what up to 1,000 notifications say. Their keys stay taken, so that none comes back."
    )
    async def delete_notifications(
        self, info: _Info, items: list[NotificationReferenceInput], dry_run: bool = False
    ) -> list[NotificationOperationResult]:
        return await _operate(info, [item.order(Operation.DELETE) for item in items], dry_run=dry_run)


async def _operate(info: _Info, asked: Sequence[Order], *, dry_run: bool) -> _Results:
    try:
        outcomes = await carrying.operate(platform_of(info), caller_of(info), asked, dry_run=dry_run)
    except ProfileError as error:
        return [_result(error) for _ in asked]
    return [_result(outcome) for outcome in outcomes]


def _result(outcome: orders.Outcome) -> NotificationOperationResult:
    if isinstance(outcome, ProfileError):
        return cast("NotificationOperationResult", failure_of(outcome))
    if isinstance(outcome, model.Preview):
        return NotificationPreview.of(outcome)
    return NotificationRevision(
        id=strawberry.ID(str(outcome.id)),
        external_id=outcome.external_id,
        revision=outcome.revision,
        changed=outcome.changed,
    )
