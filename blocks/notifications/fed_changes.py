"""Reading the changes of a source's feed: each by itself, and checked as one that is pushed."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from blocks.notifications import modes
from blocks.notifications.check import fitting, items, sourced
from blocks.notifications.check.items import Checked
from blocks.notifications.model import Content, Item, Mode, NotificationType
from blocks.notifications.providers import SourceItem
from profile_core.contract import (
    ForbiddenError,
    InvalidError,
    NotFoundError,
    ProfileError,
    Quiet,
    WrongModeError,
    clock,
    contains_number,
    recipients,
    said,
    sources,
)

NOTHING = Item(title=None, text=None)
_LONGEST = 200


class Change(Quiet, frozen=True, kw_only=True):
    """A change in which nothing is wrong by itself; of what is gone only the key is looked at."""

    checked: Checked
    created_at: datetime
    version: int
    done_at: datetime | None
    gone: bool


class Typed(Quiet, frozen=True, kw_only=True):
    """A change that fits its type; what is gone has no content."""

    change: Change
    type: NotificationType
    content: Content | None


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    type: str = ""
    external_id: str = ""


def read(raw: msgspec.Raw, *, secure_links: bool) -> Change:
    """Read a change strictly; what is wrong with it raises ``InvalidError``."""
    item = sourced.read(raw)
    if item.version is None:
        raise InvalidError("item.version", "Give the version of each change.", path=("version",))
    gone = item.deleted_at is not None
    return Change(
        checked=_key(item) if gone else items.item(item.draft(), path=(), secure_links=secure_links),
        created_at=clock.as_utc(item.created_at),
        version=item.version,
        done_at=None if item.done_at is None else clock.as_utc(item.done_at),
        gone=gone,
    )


def typed(
    change: Change, known: Mapping[str, NotificationType], source: sources.Source, moment: datetime
) -> Typed:
    """Fit a change to its type, which must be read from this feed."""
    one, path = known.get(change.checked.type), ("type",)
    if one is None:
        raise NotFoundError("type.unknown", "You have no such type. Register it first.", path=path)
    if not one.in_force:
        raise ForbiddenError("type.not_approved", "The region has not approved this type yet.", path=path)
    if (Mode.PULL_FEED, source.code) not in {(door.mode, door.source) for door in modes.doors(one, moment)}:
        message = "This type is not read from this feed. Change its mode and source, or leave it out."
        raise WrongModeError("type.mode", message, path=path)
    return Typed(change=change, type=one, content=None if change.gone else _content(change, one))


def refused(raw: msgspec.Raw, error: ProfileError) -> sources.Refused:
    """Say what was refused, and nothing of whom it is about."""
    try:
        named = msgspec.json.decode(raw, type=_Named)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        named = _Named()
    where = f" ({'.'.join(error.path)})" if error.path else ""
    return sources.Refused(
        type=_harmless(named.type),
        external_id=_harmless(named.external_id),
        code=error.code,
        message=f"{error.message}{where}",
    )


def _key(item: SourceItem) -> Checked:
    """Check the key of what is gone; whatever else stands beside it is not looked at."""
    draft = item.draft()
    to = recipients.checked(draft.recipient, ("recipient",))
    said.not_theirs(draft.external_id, to, ("externalId",))
    return Checked(path=(), type=draft.type, external_id=draft.external_id, to=to, item=NOTHING)


def _content(change: Change, one: NotificationType) -> Content:
    if not one.published:
        message = "You paused this type. Publish it again with publishNotificationType."
        raise ForbiddenError("type.paused", message, path=("type",))
    items.may_be_done(change.done_at, one.kind, ())
    return fitting.fitted(change.checked.item, one.definition, path=(), moment=change.created_at)


def _harmless(text: str) -> str:
    return text[:_LONGEST] if text.isprintable() and not contains_number(text) else ""
