"""What a provider's program announces of notifications that it keeps itself."""

from datetime import datetime
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from blocks.notifications import announce, model
from profile_core.contract import (
    BigInt,
    Context,
    ProfileError,
    RecipientInput,
    caller_of,
    failure_of,
    failures,
    platform_of,
)

_Info = Info[Context, None]


@strawberry.input
class NotificationAnnouncementInput:
    """What you announce of a notification that your source answers live: nothing of what it says.

    NEW counts it, shows it in headers, and tells the citizen by outside channels. READ says that it was read with you,
    EXPIRING reminds the citizen once, DELETED takes it away for good.
    `createdAt` is that of the item, and so is `deadline`.
    """

    event: model.Announcement
    type: str
    external_id: str
    recipient: RecipientInput
    created_at: datetime
    deadline: datetime | None = None
    version: BigInt | None = None

    def value(self) -> announce.Draft:
        """Return what was sent as a plain value."""
        return announce.Draft(
            event=self.event,
            type=self.type,
            external_id=self.external_id,
            recipient=self.recipient.value(),
            created_at=self.created_at,
            deadline=self.deadline,
            version=self.version,
        )


@strawberry.type
class AnnouncedNotification:
    """What you announced is taken; said again it gets this same id. A dry run has none.

    `changed` is false when it was no news.
    """

    id: strawberry.ID | None
    external_id: str
    changed: bool


AnnounceNotificationResult = Annotated[
    AnnouncedNotification
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.WrongModeError,
    strawberry.union("AnnounceNotificationResult"),
]


@strawberry.type
class Announcing:
    """What a provider announces."""

    @strawberry.mutation(
        description="Announce up to 1,000 notifications that your source answers live; one result each, in order."
    )
    async def announce_notifications(
        self, info: _Info, items: list[NotificationAnnouncementInput], dry_run: bool = False
    ) -> list[AnnounceNotificationResult]:
        drafts = [item.value() for item in items]
        try:
            outcomes = await announce.announce(platform_of(info), caller_of(info), drafts, dry_run=dry_run)
        except ProfileError as error:
            return [_result(error) for _ in drafts]
        return [_result(outcome) for outcome in outcomes]


def _result(outcome: announce.Outcome) -> AnnounceNotificationResult:
    if isinstance(outcome, ProfileError):
        return cast("AnnounceNotificationResult", failure_of(outcome))
    id_ = None if outcome.id is None else strawberry.ID(str(outcome.id))
    return AnnouncedNotification(id=id_, external_id=outcome.external_id, changed=outcome.changed)
