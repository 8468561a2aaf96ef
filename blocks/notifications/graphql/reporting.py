"""What a provider reports of its own channels."""

from enum import Enum
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from blocks.notifications import model, report
from profile_core.contract import Context, ProfileError, caller_of, failure_of, failures, platform_of


@strawberry.enum
class ReportedState(Enum):
    """How your own channel fared with a delivery."""

    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


@strawberry.enum
class ReportedReason(Enum):
    """Why your own channel did not deliver."""

    INVALID_ADDRESS = "INVALID_ADDRESS"
    BOUNCED = "BOUNCED"
    RECIPIENT_NOT_REACHABLE = "RECIPIENT_NOT_REACHABLE"
    PROVIDER_REFUSED = "PROVIDER_REFUSED"


@strawberry.input
class DeliveryReport:
    """How a delivery of yours fared: by the `deliveryId` of our call, or by notification and channel.

    `occasion` is FIRST when it is left out. What FAILED has a `reason`.
    """

    delivery_id: str | None = None
    notification_id: strawberry.ID | None = None
    channel_code: str | None = None
    occasion: str | None = None
    state: ReportedState
    reason: ReportedReason | None = None

    def value(self) -> report.Report:
        """Return what was sent as a plain value."""
        return report.Report(
            delivery=self.delivery_id,
            notification=self.notification_id,
            channel=self.channel_code,
            occasion=self.occasion,
            state=model.DeliveryState(self.state.value),
            reason=None if self.reason is None else model.Reason(self.reason.value),
        )


@strawberry.type
class ReportedDelivery:
    """How it stands now. The same report sent again gets this same answer."""

    delivery_id: str
    notification_id: strawberry.ID
    channel_code: str
    occasion: str
    state: model.DeliveryState
    reason: model.Reason | None


ReportDeliveryResult = Annotated[
    ReportedDelivery
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.ConflictError,
    strawberry.union("ReportDeliveryResult"),
]


@strawberry.type
class Reporting:
    """What a provider says of deliveries that it makes itself."""

    @strawberry.mutation(
        description="Say how your own channels fared, up to 1,000 at a time; one result each, in order. The first "
        "report stands; one that comes after NO_REPORT takes its place."
    )
    async def report_deliveries(
        self, info: Info[Context, None], items: list[DeliveryReport], dry_run: bool = False
    ) -> list[ReportDeliveryResult]:
        reports = [item.value() for item in items]
        try:
            outcomes = await report.report(platform_of(info), caller_of(info), reports, dry_run=dry_run)
        except ProfileError as error:
            return [_result(error) for _ in items]
        return [_result(outcome) for outcome in outcomes]


def _result(outcome: report.Outcome) -> ReportDeliveryResult:
    if isinstance(outcome, ProfileError):
        return cast("ReportDeliveryResult", failure_of(outcome))
    return ReportedDelivery(
        delivery_id=outcome.key.id,
        notification_id=strawberry.ID(str(outcome.key.notification)),
        channel_code=outcome.key.channel,
        occasion=outcome.key.occasion,
        state=outcome.state,
        reason=outcome.reason,
    )
