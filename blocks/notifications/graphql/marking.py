"""What a citizen does with notifications. Each of these may be sent twice, and gives the same answer."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.types import Info

from blocks.notifications import read
from blocks.notifications.graphql import listed
from profile_core.contract import (
    Acting,
    Context,
    ProfileError,
    Store,
    citizen_of,
    failure_of,
    failures,
    platform_of,
    said,
)

_Info = Info[Context, None]
_Mark = Callable[[Store, Acting, Sequence[str]], Awaitable[read.Marked]]


@strawberry.type
class NotificationsRead:
    """Which notifications are read by now, and how many are not (at most 100)."""

    ids: list[strawberry.ID]
    unread_count: int


@strawberry.type
class NotificationsMarked:
    """Which of the notifications that were named are there and marked by now, and how many are unread."""

    ids: list[strawberry.ID]
    unread_count: int


@strawberry.type
class AllNotificationsRead:
    """How many are unread now: those that came after the list was shown (at most 100)."""

    unread_count: int


@strawberry.type
class CitizenTaskDone:
    """A task that is done, since when."""

    id: strawberry.ID
    done_at: datetime
    unread_count: int


MarkNotificationsReadResult = Annotated[
    NotificationsRead | failures.InvalidError, strawberry.union("MarkNotificationsReadResult")
]
MarkNotificationsResult = Annotated[
    NotificationsMarked | failures.InvalidError, strawberry.union("MarkNotificationsResult")
]
MarkAllNotificationsReadResult = Annotated[
    AllNotificationsRead | failures.InvalidError, strawberry.union("MarkAllNotificationsReadResult")
]
CompleteTaskResult = Annotated[
    CitizenTaskDone | failures.InvalidError | failures.NotFoundError | failures.ConflictError,
    strawberry.union("CompleteTaskResult"),
]


@strawberry.type
class Mutation:
    """What a citizen does with notifications."""

    @strawberry.mutation(description="Mark up to 100 as read. The same again gives the same answer.")
    async def mark_notifications_read(
        self, info: _Info, ids: list[strawberry.ID]
    ) -> MarkNotificationsReadResult:
        try:
            marked = await read.mark_read(platform_of(info).store, citizen_of(info), ids)
        except ProfileError as error:
            return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)
        return NotificationsRead(ids=listed.public(marked.notifications), unread_count=marked.unread)

    @strawberry.mutation(description="Mark up to 100 as unread again.")
    async def mark_notifications_unread(
        self, info: _Info, ids: list[strawberry.ID]
    ) -> MarkNotificationsResult:
        return await _marked(info, ids, read.mark_unread)

    @strawberry.mutation(description="Put up to 100 into the archive; by that they are read.")
    async def archive_notifications(self, info: _Info, ids: list[strawberry.ID]) -> MarkNotificationsResult:
        return await _marked(info, ids, read.archive)

    @strawberry.mutation(description="Take up to 100 out of the archive.")
    async def unarchive_notifications(self, info: _Info, ids: list[strawberry.ID]) -> MarkNotificationsResult:
        return await _marked(info, ids, read.unarchive)

    @strawberry.mutation(
        description="Mark everything as read that was there when your list was shown: what came later stays unread. "
        "Of what came in the five seconds before, only that which `shownIds` names is marked (up to 100)."
    )
    async def mark_all_notifications_read(
        self, info: _Info, shown_at: datetime, shown_ids: list[strawberry.ID] | None = None
    ) -> MarkAllNotificationsReadResult:
        acting = citizen_of(info)
        try:
            moment = said.moment(shown_at, "read.shown_at", ("shownAt",))
            unread = await read.mark_all_read(platform_of(info).store, acting, moment, shown_ids or [])
        except ProfileError as error:
            return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)
        return AllNotificationsRead(unread_count=unread)

    @strawberry.mutation(description="Say that a task is done; its reminders end. Done stays done.")
    async def complete_task(self, info: _Info, id: strawberry.ID) -> CompleteTaskResult:
        try:
            done = await read.complete(platform_of(info).store, citizen_of(info), id)
        except ProfileError as error:
            return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)
        return CitizenTaskDone(id=strawberry.ID(str(done.task)), done_at=done.since, unread_count=done.unread)


async def _marked(info: _Info, ids: Sequence[str], mark: _Mark) -> MarkNotificationsResult:
    try:
        marked = await mark(platform_of(info).store, citizen_of(info), ids)
    except ProfileError as error:
        return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)
    return NotificationsMarked(ids=listed.public(marked.notifications), unread_count=marked.unread)
