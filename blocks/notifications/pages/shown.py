"""What the templates show of a notification."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from blocks.notifications.model import Appointment, InboxItem, TaskState
from profile_core.contract import Platform, Provider, Texts, clock

INBOX = "/me/inbox"
ITEM = "/me/item"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One notification. ``task`` is new, done, expired, or empty for what is no task.

    ``place`` is where an appointment is, on one line each; ``past`` says that it has been.
    """

    id: str
    path: str
    sender: Texts
    brand: str
    title: Texts
    text: Texts
    link: str
    date: datetime
    unread: bool
    archived: bool
    task: str
    deadline: datetime | None
    done_at: datetime | None
    appointment: Appointment | None
    place: Sequence[str]
    past: bool
    withheld: bool


def items(found: Sequence[InboxItem], senders: Mapping[UUID, Provider]) -> list[Item]:
    """Convert some."""
    return [item(one, senders) for one in found]


def item(one: InboxItem, senders: Mapping[UUID, Provider]) -> Item:
    """Convert one."""
    moment = clock.now()
    task = one.task(moment)
    appointment = one.appointment
    return Item(
        id=str(one.id),
        path=f"{ITEM}/{one.id}",
        sender=senders[one.provider].name,
        brand=one.brand or "",
        title=one.title,
        text=one.text,
        link=one.link or "",
        date=one.created_at,
        unread=one.read_at is None,
        archived=one.archived_at is not None,
        task="" if task is None else TaskState(task).value.lower(),
        deadline=one.deadline,
        done_at=one.done_at,
        appointment=appointment,
        place=[line for line in (appointment.place, appointment.address) if line] if appointment else [],
        past=appointment is not None and (appointment.ends_at or appointment.starts_at) < moment,
        withheld=one.withheld,
    )


def onward(platform: Platform, request: Request, path: str) -> Response:
    """Lead on after a form, in the language that was chosen."""
    return RedirectResponse(platform.pages.carried(request, path), status_code=303)
