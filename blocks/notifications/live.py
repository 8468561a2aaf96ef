"""Asking the sources of live types, and reading what they say at the door: one bad item harms no neighbour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from blocks.notifications.check import fitting, items, sourced
from blocks.notifications.model import Content, InboxFilter, InboxItem, NotificationType, Place, Position
from blocks.notifications.providers import SourceItem
from blocks.notifications.rows import live as rows
from blocks.notifications.rows.live import Asking
from profile_core.contract import (
    Acting,
    Environment,
    InvalidError,
    Platform,
    Recipient,
    Tx,
    log,
    recipients,
    said,
    sources,
    subjects,
)

_BLOCK = "notifications"
_LEAST = timedelta(microseconds=1)
logger = log.get_logger("notifications")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Who is to be asked about a subject: sources by id, with their types by code, and the subject's own number."""

    known: Mapping[UUID, sources.Source]
    types: Mapping[UUID, Mapping[str, Asking]]
    to: recipients.Number | None


NOBODY = Sources(known={}, types={}, to=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item as it stands at its source, in the order of the list; what it says is not looked at yet."""

    position: Position
    source: UUID
    type: Asking
    item: SourceItem = field(repr=False)


Heard = sources.Heard[Found, Position]


async def asked_of(tx: Tx, platform: Platform, acting: Acting, wanted: InboxFilter) -> Sources:
    """Return whom a question goes to: sources of live types, of one provider or kind where only these are wanted.

    Test sources are asked about published synthetic subjects only.
    """
    types = [one for one in await rows.asking(tx) if _wanted(one, wanted)]
    if not types:
        return NOBODY
    subject = await subjects.find(tx, acting.subject.id)
    if subject is None:
        return NOBODY
    if not subject.synthetic:
        types = [one for one in types if one.environment is Environment.LIVE]
    keys = {(one.provider, one.environment, code) for one in types for code in one.sources}
    named = await sources.named(tx, keys)
    by_code: dict[UUID, dict[str, Asking]] = {}
    for one in types:
        for code in one.sources:
            source = named.get((one.provider, one.environment, code))
            if source is not None and not source.paused:
                by_code.setdefault(source.id, {})[one.code] = one
    number = await subjects.number_of(tx, platform.keyring, acting.subject)
    return Sources(
        known={one.id: one for one in named.values() if one.id in by_code}, types=by_code, to=number
    )


async def ask(
    platform: Platform,
    acting: Acting,
    whom: Sources,
    place: Place,
    *,
    limit: int,
    language: str,
    until: float,
) -> list[Heard]:
    """Ask all sources that are to be asked now, each from where the list has come to."""
    chosen = [one for one in whom.known.values() if sources.to_ask(one.id, place)]
    questions = [
        sources.Question(
            source=one,
            block=_BLOCK,
            role=acting.role.code,
            language=language,
            limit=min(limit, one.page_size),
            before=boundary(one.provider, sources.begins(one.id, place)),
        )
        for one in chosen
    ]
    answers = await platform.sources.ask(acting, questions, until, patient=place.only is not None)
    return [_heard(whom, one, sources.begins(one.source.id, place)) for one in answers]


async def ask_one(
    platform: Platform, acting: Acting, whom: Sources, source: UUID, item: InboxItem, *, language: str
) -> Heard:
    """Ask a source for one item, by its type and external id."""
    question = sources.Question(
        source=whom.known[source],
        block=_BLOCK,
        role=acting.role.code,
        language=language,
        limit=1,
        only=sources.Only(type=item.type_code, external_id=item.external_id),
    )
    [answer] = await platform.sources.ask(acting, [question])
    return _heard(whom, answer, None)


def boundary(provider: UUID, after: Position | None) -> sources.Boundary | None:
    """Return what a source of a provider is to answer from, so that it gives all that sorts below a position."""
    if after is None:
        return None
    if provider == after.provider:
        return sources.Boundary(created_at=after.created_at, external_id=after.external_id, type=after.type)
    below = provider < after.provider
    return sources.Boundary(created_at=after.created_at + _LEAST if below else after.created_at)


def content(
    platform: Platform, one: Found, of_type: NotificationType, to: recipients.To, moment: datetime
) -> Content | None:
    """Return what an item says, checked as one that is pushed; None for one that is not to be shown."""
    draft = one.item.draft(Recipient())
    path = ("items", one.item.external_id)
    try:
        items.may_be_done(one.item.done_at, of_type.kind, path)
        said.not_theirs(draft.external_id, to, path)
        said.not_theirs(draft.group_id, to, path)
        item = items.content(draft, path=(), secure_links=platform.settings.production)
        content = fitting.fitted(item, of_type.definition, path=(), moment=one.position.created_at)
        fitting.coming(content, path=(), moment=moment)
    except InvalidError as error:
        logger.warning("item left out", source=str(one.source), type=one.type.code, why=error.code)
        return None
    shown = content.valid_from is None or content.valid_from <= moment
    return content if shown else None


def _wanted(one: Asking, wanted: InboxFilter) -> bool:
    return wanted.provider in (None, one.provider) and wanted.kind in (None, one.kind)


def _heard(whom: Sources, answer: sources.Said, after: Position | None) -> Heard:
    found: list[Found] = []
    for raw in answer.items:
        try:
            found.append(_found(whom, answer.source, sourced.read(raw)))
        except InvalidError as error:
            logger.warning("item left out", source=answer.source.code, why=error.code)
    below = [one for one in found if after is None or one.position < after]
    if answer.more and not below:
        return Heard(said=answer.failed("more follows, and nothing of it was there"))
    reaches = min(one.position for one in below) if answer.more else None
    return Heard(said=answer, found=below, reaches=reaches)


def _found(whom: Sources, source: sources.Source, item: SourceItem) -> Found:
    of_type = whom.types[source.id].get(item.type)
    if of_type is None:
        raise InvalidError("type.unknown", "The source has no live type with this code.")
    if item.recipient is not None and recipients.checked(item.draft().recipient, ()) != whom.to:
        raise InvalidError("item.recipient", "It is somebody else's.")
    position = Position(item.created_at, source.provider, item.external_id, item.type)
    return Found(position=position, source=source.id, type=of_type, item=item)
