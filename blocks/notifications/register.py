"""Registering notifications: up to 1,000 a call, one outcome each, and a bad one harms no neighbour."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import structs

from blocks.notifications import again, check, ingest, modes
from blocks.notifications.check import fitting, items
from blocks.notifications.check.items import Checked
from blocks.notifications.model import (
    Accepted,
    Content,
    Draft,
    Key,
    Mode,
    NotificationType,
    Preview,
)
from blocks.notifications.rows import types
from profile_core.contract import (
    Caller,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Platform,
    ProfileError,
    Quiet,
    SubjectRef,
    Tx,
    WrongModeError,
    clock,
    meanwhile,
    recipients,
)
from profile_core.contract.bulk import MOST, each, lane_of

_BLOCK = "notifications"
Outcome = Accepted | Preview | ProfileError


class _Sound(Quiet, frozen=True, kw_only=True):
    """An item in which nothing is wrong so far. Only a dry run ends with a recipient we do not know yet."""

    checked: Checked
    type: NotificationType
    content: Content
    subject: SubjectRef | None = None


_Sounds = Sequence[_Sound | ProfileError]


async def register(
    platform: Platform, caller: Caller, drafts: Sequence[Draft], *, dry_run: bool
) -> list[Outcome]:
    """Take up drafts in one transaction; return one outcome each, in their order.

    A dry run checks everything just so, but stores nothing: what would be accepted comes back as a preview.
    """
    check.may(caller)
    if len(drafts) > MOST:
        message = f"Send at most {MOST} items in a call; these are {len(drafts)}. None was taken."
        return [InvalidError("items.too_many", message, path=("items",)) for _ in drafts]
    secure = platform.settings.production
    numbered = [(("items", str(at)), draft) for at, draft in enumerate(drafts)]
    checked = each(numbered, lambda one: items.item(one[1], path=one[0], secure_links=secure))
    if dry_run:
        async with platform.store.read() as tx:
            return await _preview(tx, platform, caller, checked)
    lane = lane_of(drafts)
    return await platform.store.transact(lambda tx: _take(tx, platform, caller, checked), lane)


async def _take(
    tx: Tx, platform: Platform, caller: Caller, checked: Sequence[Checked | ProfileError]
) -> list[Outcome]:
    moment = clock.now()
    sound = await _looked_up(tx, platform, caller, checked, moment, creates=True)
    taken = iter(await ingest.take(tx, platform, caller, _news(sound), moment))
    before = await again.accepted_before(tx, platform, caller, _refused(checked, sound))
    return [
        next(taken) if isinstance(after, _Sound) else before.get(one.path) or after
        for one, after in zip(checked, sound, strict=True)
    ]


async def _preview(
    tx: Tx, platform: Platform, caller: Caller, checked: Sequence[Checked | ProfileError]
) -> list[Outcome]:
    sound = await _looked_up(tx, platform, caller, checked, clock.now(), creates=False)
    held = await ingest.held(tx, platform, caller, _news(sound))
    before = await again.accepted_before(tx, platform, caller, _refused(checked, sound))
    return [
        _shown(after, held.get(after.checked.path))
        if isinstance(after, _Sound)
        else before.get(one.path) or after
        for one, after in zip(checked, sound, strict=True)
    ]


async def _looked_up(
    tx: Tx,
    platform: Platform,
    caller: Caller,
    checked: Sequence[Checked | ProfileError],
    moment: datetime,
    *,
    creates: bool,
) -> _Sounds:
    """Look up what the items name; a recipient whom nobody had before is created for a sound item only."""
    known = await types.by_code(tx, caller, {one.type for one in checked if isinstance(one, Checked)})
    agreed = await recipients.agreed(tx, caller, _BLOCK, clock.today(platform.settings.timezone))
    wanted = [one.to for one in checked if isinstance(one, Checked)]
    looking = recipients.look_up(tx, platform.keyring, caller, wanted, creates=False)
    found, typed = await meanwhile(
        looking, lambda: each(checked, lambda one: _typed(one, known, moment, agreed=agreed))
    )
    missing = [one.checked.to for one in typed if isinstance(one, _Sound) and one.checked.to not in found]
    if creates and missing:
        new = await recipients.look_up(tx, platform.keyring, caller, missing, creates=True)
        found = {**found, **new}

    def addressed(one: _Sound) -> _Sound:
        path = (*one.checked.path, "recipient")
        return structs.replace(one, subject=recipients.reachable(caller, one.checked.to, found, path))

    return each(typed, addressed)


def _typed(
    checked: Checked, known: Mapping[str, NotificationType], moment: datetime, *, agreed: bool
) -> _Sound:
    path = (*checked.path, "type")
    if not agreed:
        message = (
            "No agreement lets you use notifications today. Ask the region for one, or use a test client."
        )
        raise ForbiddenError("notifications.agreement", message, path=checked.path)
    if checked.type not in known:
        raise NotFoundError("type.unknown", "You have no such type. Register it first.", path=path)
    one = known[checked.type]
    if not one.in_force:
        raise ForbiddenError("type.not_approved", "The region has not approved this type yet.", path=path)
    if not one.published:
        message = "You paused this type. Publish it again with publishNotificationType."
        raise ForbiddenError("type.paused", message, path=path)
    if not modes.takes(one, Mode.PUSH, moment):
        message = "You chose another mode for this type. Answer by your source, or change its mode back."
        raise WrongModeError("type.mode", message, path=path)
    content = fitting.fitted(checked.item, one.definition, path=checked.path, moment=moment)
    fitting.coming(content, path=checked.path, moment=moment)
    return _Sound(checked=checked, type=one, content=content)


def _refused(checked: Sequence[Checked | ProfileError], sound: _Sounds) -> list[Checked]:
    """Return the items in which nothing is wrong by itself, that are refused all the same."""
    return [
        one
        for one, after in zip(checked, sound, strict=True)
        if isinstance(one, Checked) and isinstance(after, InvalidError | ForbiddenError | WrongModeError)
    ]


def _news(sound: _Sounds) -> list[ingest.News]:
    return [
        ingest.News(
            key=Key(
                bucket=one.subject.bucket,
                subject=one.subject.id,
                type=one.type.id,
                external_id=one.checked.external_id,
            ),
            item=one.checked.item,
            content=one.content,
            path=one.checked.path,
        )
        for one in sound
        if isinstance(one, _Sound) and one.subject is not None
    ]


def _shown(one: _Sound, held: ingest.Outcome | None) -> Outcome:
    if isinstance(held, ProfileError):
        return held
    return Preview(external_id=one.checked.external_id, type=one.type, content=one.content)
