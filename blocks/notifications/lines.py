"""What is stored and what a source shows, as lines of one list: the same key is the same notification."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from blocks.notifications import live
from blocks.notifications.live import Found, Heard, Sources
from blocks.notifications.model import (
    Content,
    InboxItem,
    Kind,
    NotificationType,
    Place,
    Position,
)
from blocks.notifications.rows.live import State, TypeKey
from profile_core.contract import Acting, Platform, clock, ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place in the list: what is stored, what a source shows, or both."""

    position: Position
    stored: InboxItem | None = None
    found: Found | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the notifications behind some lines of a page: how they stand, their types, who was asked."""

    place: Place
    whom: Sources
    states: Mapping[TypeKey, State]
    types: Mapping[UUID, NotificationType]


def merged(
    stored: Sequence[InboxItem], heard: Sequence[Heard], whom: Sources, reaches: Position | None
) -> list[Line]:
    """Return lines, the newest first, as far down as all that answered reach."""
    shown = {_key(one): one for answer in heard for one in answer.found if _within(one.position, reaches)}
    by_key = {(one.type, one.external_id): one for one in stored if _within(one.position, reaches)}
    lines = [Line(position=one.position, found=one, stored=by_key.get(key)) for key, one in shown.items()]
    lines += [
        Line(position=one.position, stored=one)
        for key, one in by_key.items()
        if key not in shown and not (one.live and _denied(one, heard, whom))
    ]
    return sorted(lines, key=lambda line: line.position, reverse=True)


def key_of(line: Line) -> TypeKey | None:
    """Return by what is known what a line's source shows."""
    return None if line.found is None else _key(line.found)


def item(platform: Platform, acting: Acting, line: Line, known: Known) -> InboxItem | None:
    """Return what a citizen sees of a line; None of what is not to be shown, or was shown above."""
    if line.found is None:
        return line.stored
    state = known.states.get(_key(line.found))
    if state is not None and (state.gone or _shown_above(line, state, known.place)):
        return None
    if (
        line.stored is not None
        and not line.stored.live
        and not _newer(line.found.item.version, line.stored.version)
    ):
        return replace(line.stored, created_at=line.position.created_at)
    of_type = known.types.get(line.found.type.id)
    if of_type is None or known.whom.to is None:
        return None
    content = live.content(platform, line.found, of_type, known.whom.to, clock.now())
    return None if content is None else _item(acting, line.found, of_type, content, state)


def moved(lines: Sequence[Line], known: Known) -> list[tuple[UUID, datetime]]:
    """Return what is kept at another place than its source shows it at."""
    pairs = ((line, known.states.get(key)) for line in lines if (key := key_of(line)) is not None)
    return [
        (state.id, line.position.created_at)
        for line, state in pairs
        if state is not None and state.created_at != line.position.created_at
    ]


def _key(found: Found) -> TypeKey:
    return found.type.id, found.item.external_id


def _within(position: Position, reaches: Position | None) -> bool:
    return reaches is None or position >= reaches


def _denied(one: InboxItem, heard: Sequence[Heard], whom: Sources) -> bool:
    """Tell whether its source answered as far as there, and did not show it: then it is there no longer."""
    return any(
        answer.answered and _within(one.position, answer.reaches)
        for answer in heard
        if any(of.id == one.type for of in whom.types[answer.said.source.id].values())
    )


def _shown_above(line: Line, state: State, place: Place) -> bool:
    """Tell whether it was shown on a page before, at another place; one without its words does not count as shown."""
    if state.live:
        return False
    if place.only is not None:
        return True
    kept = line.position._replace(created_at=state.created_at)
    return kept != line.position and place.after is not None and kept >= place.after


def _newer(shown: int | None, stored: int | None) -> bool:
    return shown is not None and (stored is None or shown > stored)


def _item(
    acting: Acting, found: Found, of_type: NotificationType, content: Content, state: State | None
) -> InboxItem:
    done_at = found.item.done_at if content.kind is Kind.TASK else None
    return InboxItem(
        id=state.id if state else ids.new_id(acting.subject.bucket),
        provider=of_type.provider,
        type=of_type.id,
        type_code=of_type.code,
        external_id=found.item.external_id,
        type_name=of_type.name,
        kind=content.kind,
        title=content.title,
        text=content.text,
        link=content.link,
        created_at=found.position.created_at,
        deadline=content.deadline,
        read_at=state and state.read_at,
        archived_at=state and state.archived_at,
        done_at=(state and state.done_at) or done_at,
        appointment=content.appointment,
        group_id=content.group_id,
        brand=content.brand,
        revision=state.revision if state else 1,
        version=content.version,
        delete_at=content.delete_at,
        live=True,
    )
