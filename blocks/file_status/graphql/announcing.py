"""What a provider's program announces of files that its source answers live."""

from datetime import datetime
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from blocks.file_status import announce
from profile_core.contract import (
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
class FileAnnouncementInput:
    """A file that your source answers live moved on: in which status it is since `changedAt`, for one participant.

    With `mustAct` something is asked of this participant, until the `deadline`. It says nothing else of the file.
    """

    external_id: str
    recipient: RecipientInput
    phase: str
    code: str
    changed_at: datetime
    must_act: bool = False
    deadline: datetime | None = None

    def value(self) -> announce.Draft:
        """Return what was sent as a plain value."""
        return announce.Draft(
            external_id=self.external_id,
            recipient=self.recipient.value(),
            phase=self.phase,
            code=self.code,
            changed_at=self.changed_at,
            must_act=self.must_act,
            deadline=self.deadline,
        )


@strawberry.type
class AnnouncedFile:
    """What you announced is taken. `changed` is false when it was no news, and in a dry run."""

    external_id: str
    changed: bool


AnnounceFileResult = Annotated[
    AnnouncedFile
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.WrongModeError,
    strawberry.union("AnnounceFileResult"),
]


@strawberry.type
class Announcing:
    """What a provider announces."""

    @strawberry.mutation(
        description="Announce that up to 1,000 files which your source answers live moved on; one result each, in order."
    )
    async def announce_files(
        self, info: _Info, items: list[FileAnnouncementInput], dry_run: bool = False
    ) -> list[AnnounceFileResult]:
        drafts = [one.value() for one in items]
        try:
            outcomes = await announce.announce(platform_of(info), caller_of(info), drafts, dry_run=dry_run)
        except ProfileError as error:
            return [cast("AnnounceFileResult", failure_of(error)) for _ in drafts]
        return [
            cast("AnnounceFileResult", failure_of(one))
            if isinstance(one, ProfileError)
            else AnnouncedFile(external_id=one.external_id, changed=one.changed)
            for one in outcomes
        ]
