"""What a source's feed says: taken in as if it were pushed, whichever way round and however often it comes.

Of each notification the highest version counts. What was deleted stays deleted and a task that is done stays done,
whatever version says so: so the order in which changes come makes no difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from msgspec import structs

from blocks.notifications import fed_changes, ingest
from blocks.notifications.check import fitting, items
from blocks.notifications.fed_changes import NOTHING, Change, Typed
from blocks.notifications.model import Key
from blocks.notifications.operate import carrying, deciding
from blocks.notifications.operate.orders import Operation
from blocks.notifications.rows import arrivals, fed as rows, operated, types
from blocks.notifications.rows.operated import Standing
from profile_core.contract import (
    Caller,
    ForbiddenError,
    NotFoundError,
    Platform,
    ProfileError,
    Quiet,
    Tx,
    clock,
    recipients,
    sources,
)
from profile_core.contract.bulk import each

_BLOCK = "notifications"


class _Sound(Quiet, frozen=True, kw_only=True):
    """A change whose recipient is known, too."""

    key: Key
    typed: Typed


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Said:
    """All that a page says of one notification: its newest change, and what any of them says for good."""

    newest: Typed
    gone: bool
    done_at: datetime | None


class Fed:
    """Takes the changes of the sources from which types are fed."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def take(
        self, tx: Tx, source: sources.Source, changes: Sequence[msgspec.Raw]
    ) -> list[sources.Refused]:
        """Store what is news; return what was refused. Without an agreement the whole page waits."""
        caller = _caller(source)
        if not await recipients.agreed(tx, caller, _BLOCK, clock.today(self._platform.settings.timezone)):
            message = "No agreement lets the provider use notifications today."
            raise ForbiddenError("notifications.agreement", message)
        secure = self._platform.settings.production
        read = each(list(changes), lambda raw: fed_changes.read(raw, secure_links=secure))
        sound = await self._looked_up(tx, source, caller, read)
        not_done = await self._taken(tx, caller, sound)
        ended = [one if isinstance(one, ProfileError) else not_done.get(one.key) for one in sound]
        pairs = zip(changes, ended, strict=True)
        return [fed_changes.refused(raw, error) for raw, error in pairs if error is not None]

    async def _looked_up(
        self, tx: Tx, source: sources.Source, caller: Caller, read: Sequence[Change | ProfileError]
    ) -> list[_Sound | ProfileError]:
        """Look up what changes name; a recipient whom nobody had before is created for a sound one only."""
        codes = {one.checked.type for one in read if isinstance(one, Change)}
        known, moment = await types.by_code(tx, caller, codes), clock.now()
        typed = each(read, lambda one: fed_changes.typed(one, known, source, moment))
        wanted = [one.change.checked.to for one in typed if isinstance(one, Typed)]
        keyring = self._platform.keyring
        found = await recipients.look_up(tx, keyring, caller, wanted, creates=False)
        missing = [one for one in wanted if one not in found]
        if missing:
            found = {**found, **await recipients.look_up(tx, keyring, caller, missing, creates=True)}

        def addressed(one: Typed) -> _Sound:
            subject = recipients.reachable(caller, one.change.checked.to, found, ("recipient",))
            if subject is None:
                raise NotFoundError("recipient.unknown", "Nobody has this number.", path=("recipient",))
            external_id = one.change.checked.external_id
            key = Key(bucket=subject.bucket, subject=subject.id, type=one.type.id, external_id=external_id)
            return _Sound(key=key, typed=one)

        return each(typed, addressed)

    async def _taken(
        self, tx: Tx, caller: Caller, sound: Sequence[_Sound | ProfileError]
    ) -> dict[Key, ProfileError]:
        """Store what is new, bury what is gone, and change the rest; return what could not be, by key."""
        heard = _by_key([one for one in sound if isinstance(one, _Sound)])
        moment = clock.now()
        await ingest.take(tx, self._platform, caller, _news(heard), moment)
        gone = [
            (key, one.newest.type.kind, one.newest.change.created_at)
            for key, one in heard.items()
            if one.gone
        ]
        await rows.bury(tx, caller, gone, moment)
        return await _changed(tx, caller, heard, moment)


async def _changed(
    tx: Tx, caller: Caller, heard: Mapping[Key, _Said], moment: datetime
) -> dict[Key, ProfileError]:
    """Change what is there by what was heard of it; what became of it before makes no difference to the rest."""
    known = await arrivals.known(tx, caller, list(heard))
    held = await operated.standing(tx, caller, {one.id for one in known.values()}, hold=True)
    there = [(key, held[one.id]) for key, one in known.items()]
    after = each(there, lambda pair: _after(pair[1], heard[pair[0]], moment))
    changed = [
        (before, replace(one, revision=before.revision + 1))
        for (_, before), one in zip(there, after, strict=True)
        if isinstance(one, Standing) and one is not before
    ]
    changed.sort(key=lambda pair: pair[0].id)
    await operated.write(tx, caller, [one for _, one in changed])
    await carrying.follow(tx, changed)
    return {key: one for (key, _), one in zip(there, after, strict=True) if isinstance(one, ProfileError)}


def _caller(source: sources.Source) -> Caller:
    """Return as whom a feed is taken in: none of the provider's programs asked for it."""
    scopes = frozenset({_BLOCK})
    return Caller(client_id="feed", provider=source.provider, environment=source.environment, scopes=scopes)


def _by_key(sound: Sequence[_Sound]) -> dict[Key, _Said]:
    """Gather what is said of each notification."""
    by_key: dict[Key, list[Typed]] = {}
    for one in sound:
        by_key.setdefault(one.key, []).append(one.typed)
    return {
        key: _Said(
            newest=max(some, key=lambda one: one.change.version),
            gone=any(one.change.gone for one in some),
            done_at=min((one.change.done_at for one in some if one.change.done_at), default=None),
        )
        for key, some in by_key.items()
    }


def _news(heard: Mapping[Key, _Said]) -> list[ingest.News]:
    return [
        ingest.News(key=key, item=one.newest.change.checked.item, content=content, path=(str(at),))
        for at, (key, one) in enumerate(heard.items())
        if not one.gone and (content := one.newest.content) is not None
    ]


def _after(held: Standing, heard: _Said, moment: datetime) -> Standing:
    """Return how a notification stands by what was heard; the same when that is no news."""
    if held.deleted_at is not None:
        return held
    newest = heard.newest
    if heard.gone:
        wanted = deciding.Wanted(
            operation=Operation.DELETE,
            item=NOTHING,
            definition=newest.type.definition,
            path=(),
            moment=moment,
        )
        return deciding.after(held, wanted)
    known = held.content.version
    after = held if known is not None and newest.change.version <= known else _updated(held, newest)
    if heard.done_at is None or after.done_at is not None:
        return after
    return replace(after, done_at=heard.done_at)


def _updated(held: Standing, newest: Typed) -> Standing:
    """Return it with all that a newer version says, but for what is said once: from when on it is shown."""
    item = structs.replace(newest.change.checked.item, valid_from=held.content.valid_from)
    items.in_order(item, ())
    content = fitting.fitted(item, newest.type.definition, path=(), moment=held.created_at)
    return replace(held, content=content)
