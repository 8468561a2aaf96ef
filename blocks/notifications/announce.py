"""What a provider announces of notifications that it keeps: so counts and outside channels need not ask for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from blocks.notifications import announced, check, modes
from blocks.notifications.announced import Sound
from blocks.notifications.check import items
from blocks.notifications.model import Announcement, Arrival, Content, Key, Kind, Mode, NotificationType
from blocks.notifications.rows import types
from profile_core.contract import (
    Caller,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Platform,
    ProfileError,
    Recipient,
    SubjectRef,
    Texts,
    Tx,
    WrongModeError,
    clock,
    ids,
    recipients,
    said,
    sources,
)
from profile_core.contract.bulk import MOST, each
from profile_core.contract.said import Path

_BLOCK = "notifications"
_TELLS = (Announcement.NEW, Announcement.EXPIRING)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Draft:
    """What is announced, as a provider sends it, unchecked. ``created_at`` is that of the notification."""

    event: Announcement
    type: str
    external_id: str
    recipient: Recipient
    created_at: datetime
    deadline: datetime | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """The answer to what is announced: the same however often it comes. ``changed`` is False when it was no news."""

    id: UUID | None
    external_id: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Checked:
    """What is announced of which notification, to whom."""

    path: Path
    draft: Draft
    to: recipients.To


Outcome = Announced | ProfileError


async def announce(
    platform: Platform, caller: Caller, drafts: Sequence[Draft], *, dry_run: bool
) -> list[Outcome]:
    """Take up to 1,000 announcements in one transaction; one outcome each, in order. A dry run keeps nothing."""
    check.may(caller)
    if len(drafts) > MOST:
        message = f"Send at most {MOST} items in a call; these are {len(drafts)}. None was taken."
        return [InvalidError("items.too_many", message, path=("items",)) for _ in drafts]
    numbered = [(("items", str(at)), draft) for at, draft in enumerate(drafts)]
    checked = each(numbered, lambda one: _checked(one[1], one[0]))

    async def work(tx: Tx) -> list[Outcome]:
        sound = await _looked_up(tx, platform, caller, checked, creates=not dry_run)
        some = [one for one in sound if isinstance(one, Sound)]
        if dry_run:
            return [one if isinstance(one, ProfileError) else _outcome(one, {}) for one in sound]
        done = await announced.do(tx, caller, some)
        await _note(tx, caller, some)
        return [one if isinstance(one, ProfileError) else _outcome(one, done) for one in sound]

    if dry_run:
        async with platform.store.read() as tx:
            return await work(tx)
    return await platform.store.transact(work)


async def _note(tx: Tx, caller: Caller, some: Sequence[Sound]) -> None:
    """Note at the caller's sources that they announce what they have, so that it is in the counts."""
    of_types = await types.by_id(tx, {one.arrival.key.type for one in some})
    codes = {one.definition.source for one in of_types.values()} - {None}
    keys = [(caller.provider, caller.environment, code) for code in codes if code is not None]
    for one in (await sources.named(tx, keys)).values():
        if not one.announces:
            await sources.announced(tx, one.id)


def _outcome(one: Sound, done: Mapping[Path, announced.Done]) -> Announced:
    """Say what was done; of what a dry run would keep there is no id yet."""
    known = done.get(one.path)
    key = one.arrival.key.external_id
    return Announced(
        id=known.id if known else None, external_id=key, changed=known is not None and known.changed
    )


def _checked(draft: Draft, path: Path) -> _Checked:
    to = recipients.checked(draft.recipient, (*path, "recipient"))
    items.key(draft.external_id, path)
    said.not_theirs(draft.external_id, to, (*path, "externalId"))
    created_at = said.past(draft.created_at, "item.created_at", (*path, "createdAt"))
    deadline = draft.deadline and said.moment(draft.deadline, "item.deadline", (*path, "deadline"))
    fresh = Draft(
        event=draft.event,
        type=draft.type,
        external_id=draft.external_id,
        recipient=draft.recipient,
        created_at=created_at,
        deadline=deadline,
        version=items.version(draft.version, path),
    )
    return _Checked(path=path, draft=fresh, to=to)


async def _looked_up(
    tx: Tx, platform: Platform, caller: Caller, checked: Sequence[_Checked | ProfileError], *, creates: bool
) -> Sequence[Sound | ProfileError]:
    sound = [one for one in checked if isinstance(one, _Checked)]
    known = await types.by_code(tx, caller, {one.draft.type for one in sound})
    agreed = await recipients.agreed(tx, caller, _BLOCK, clock.today(platform.settings.timezone))
    found = await recipients.look_up(tx, platform.keyring, caller, [one.to for one in sound], creates=creates)
    moment = clock.now()

    def looked_up(one: _Checked) -> Sound:
        of_type = _typed(one, known, moment, agreed=agreed)
        ref = recipients.reachable(caller, one.to, found, (*one.path, "recipient"))
        return Sound(path=one.path, event=one.draft.event, arrival=_arrival(one.draft, of_type, ref))

    return each(checked, looked_up)


def _typed(
    one: _Checked, known: Mapping[str, NotificationType], moment: datetime, *, agreed: bool
) -> NotificationType:
    of_type, path = known.get(one.draft.type), (*one.path, "type")
    if not agreed and one.draft.event in _TELLS:
        message = (
            "No agreement lets you use notifications today. Ask the region for one, or use a test client."
        )
        raise ForbiddenError("notifications.agreement", message, path=one.path)
    if of_type is None or not of_type.in_force:
        raise NotFoundError("type.unknown", "You have no such type in force. Register it first.", path=path)
    if not modes.takes(of_type, Mode.PULL_LIVE, moment):
        message = "Only what a source of yours answers live is announced. Send what is pushed."
        raise WrongModeError("type.mode", message, path=path)
    if one.draft.deadline is not None and of_type.kind is not Kind.TASK:
        message = "Only a notification whose type is a TASK has a deadline."
        raise InvalidError("item.deadline", message, path=(*one.path, "deadline"))
    return of_type


def _arrival(draft: Draft, of_type: NotificationType, ref: SubjectRef | None) -> Arrival:
    """Return what is kept: nothing of what it says. Only a dry run has nobody yet."""
    subject = ref or SubjectRef(ids.new_id(0))
    content = Content(
        kind=of_type.kind,
        title=Texts(()),
        text=Texts(()),
        link=None,
        deadline=draft.deadline,
        created_at=draft.created_at,
        version=draft.version,
        delete_at=draft.created_at + timedelta(days=of_type.definition.retention),
    )
    key = Key(bucket=subject.bucket, subject=subject.id, type=of_type.id, external_id=draft.external_id)
    return Arrival(id=ids.new_id(subject.bucket), key=key, content=content, mac=b"")
