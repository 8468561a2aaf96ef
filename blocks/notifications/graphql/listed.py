"""The inbox as a citizen's program sees it: types, and how they are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import strawberry

from blocks.notifications.merged import Listed
from blocks.notifications.model import PLACES, InboxFilter, InboxItem, Kind, Place, TaskState
from profile_core.contract import Acting, Keyring, PageInfo, Provider, clock, paging, said, sources


@strawberry.type
class Appointment:
    """When and where the citizen is expected."""

    starts_at: datetime
    ends_at: datetime | None
    place: str | None
    address: str | None


@strawberry.type
class Notification:
    """A notification in the citizen's inbox."""

    id: strawberry.ID
    type_name: str
    kind: Kind
    sender: str
    sender_code: str = strawberry.field(description="By this code a list is narrowed down to one sender.")
    brand: str | None = strawberry.field(description="The name of the sender's service, where it gave one.")
    title: str
    text: str
    link: str | None
    group_id: str | None = strawberry.field(description="The sender's key of the file that it belongs to.")
    created_at: datetime
    deadline: datetime | None
    appointment: Appointment | None
    read_at: datetime | None
    archived_at: datetime | None
    done_at: datetime | None
    task_state: TaskState | None = strawberry.field(description="Null for what is no task.")
    withheld: bool = strawberry.field(
        description="True where the sender keeps what it says, and does not answer just now: the title is that of its kind."
    )


@strawberry.type
class NotificationSource:
    """A sender that keeps its notifications itself, and how it answered.

    OK and STALE show what it has, at the moment `asOf`. With any other state the list is without it: what is missing
    comes at the end of the list, or when you ask anew. `since` is from when on it does not answer.
    """

    sender: str
    sender_code: str
    state: sources.SourceState
    as_of: datetime | None
    since: datetime | None
    announces: bool = strawberry.field(
        description="False for one that never announced anything: what it has is not in your counts."
    )


@strawberry.type
class NotificationEdge:
    """A notification and where it stands in the list."""

    node: Notification
    cursor: str


@strawberry.type
class NotificationConnection:
    """One page of a list."""

    edges: list[NotificationEdge]
    nodes: list[Notification]
    page_info: PageInfo
    sources: list[NotificationSource] = strawberry.field(
        description="All that were to be asked for this page."
    )


@strawberry.type
class NotificationCounts:
    """How many there are. Counting stops at 100: show that as 99+."""

    unread: int
    to_do: int = strawberry.field(description="Tasks that are not done, while they can be.")
    archived: int


@strawberry.input
class InboxFilterInput:
    """Narrow a list down; what is left out does not narrow."""

    unread: bool = False
    archived: bool = strawberry.field(default=False, description="The archive instead of the inbox.")
    kind: Kind | None = None
    task_state: TaskState | None = None
    sender_code: str | None = None
    group_id: str | None = None
    since: datetime | None = strawberry.field(default=None, description="Created at this moment or later.")
    until: datetime | None = strawberry.field(default=None, description="Created before this moment.")
    search: str = strawberry.field(
        default="",
        description="Words that title, text or kind hold in the language of the answer, without regard to case and "
        "accents. A search looks at 1,000 at a time: a page may hold few, and still have a next one.",
    )

    def value(self, provider: UUID | None) -> InboxFilter:
        """Return the filter as a plain value; the provider is looked up by whoever asks."""
        return InboxFilter(
            unread=self.unread,
            archived=self.archived,
            kind=self.kind,
            task=self.task_state,
            provider=provider,
            group_id=self.group_id,
            since=said.bound(self.since, ("filter", "since")),
            until=said.bound(self.until, ("filter", "until")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """For whom a page is written, and in which language."""

    keyring: Keyring
    acting: Acting
    language: str

    def cursor(self, place: Place) -> str:
        """Write a place."""
        return paging.sealed(self.keyring, self.acting, PLACES, place)


def connection(listed: Listed, written: Written, *, resumed: bool) -> NotificationConnection:
    """Convert a page; where a search goes on after its last item, so does the cursor at its end."""
    edges = [
        NotificationEdge(
            node=notification(item, listed.senders, written.language),
            cursor=written.cursor(listed.after(item)),
        )
        for item in listed.items
    ]
    info = paging.info([edge.cursor for edge in edges], more=listed.resume is not None, resumed=resumed)
    if listed.resume is not None:
        info.end_cursor = written.cursor(listed.resume)
    return NotificationConnection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        page_info=info,
        sources=[_source(one, listed.senders, written.language) for one in listed.said],
    )


def empty() -> NotificationConnection:
    """Return a page of nothing."""
    info = paging.info([], more=False, resumed=False)
    return NotificationConnection(edges=[], nodes=[], page_info=info, sources=[])


def notification(item: InboxItem, senders: Mapping[UUID, Provider], language: str) -> Notification:
    """Convert one."""
    sender = senders[item.provider]
    return Notification(
        id=strawberry.ID(str(item.id)),
        type_name=item.type_name.in_language(language),
        kind=item.kind,
        sender=sender.name.in_language(language),
        sender_code=sender.code,
        brand=item.brand,
        title=item.title.in_language(language),
        text=item.text.in_language(language),
        link=item.link,
        group_id=item.group_id,
        created_at=item.created_at,
        deadline=item.deadline,
        appointment=_appointment(item),
        read_at=item.read_at,
        archived_at=item.archived_at,
        done_at=item.done_at,
        task_state=item.task(clock.now()),
        withheld=item.withheld,
    )


def public(ids: Sequence[UUID]) -> list[strawberry.ID]:
    """Write ids."""
    return [strawberry.ID(str(one)) for one in ids]


def _source(said: sources.Said, senders: Mapping[UUID, Provider], language: str) -> NotificationSource:
    sender = senders[said.source.provider]
    return NotificationSource(
        sender=sender.name.in_language(language),
        sender_code=sender.code,
        state=said.state,
        as_of=said.as_of,
        since=said.since,
        announces=said.source.announces,
    )


def _appointment(item: InboxItem) -> Appointment | None:
    value = item.appointment
    if value is None:
        return None
    return Appointment(
        starts_at=value.starts_at, ends_at=value.ends_at, place=value.place, address=value.address
    )
