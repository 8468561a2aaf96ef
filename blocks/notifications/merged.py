"""One list of what is stored here and what lies with providers, by keyset: nothing is shown twice, nothing skipped.

The cursor is how far the list was read. What sorts above it and comes late appears when the list is begun anew, never in
the midst of it. A source that did not answer is left out from there on, and comes when all the rest is through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

import msgspec

from blocks.notifications import lines, live, trail
from blocks.notifications.lines import Known, Line
from blocks.notifications.live import Heard, Sources
from blocks.notifications.model import InboxItem, Place, Position
from blocks.notifications.rows import inbox, live as rows, types
from blocks.notifications.searched import Wanted, holds
from profile_core.contract import Acting, Platform, Provider, Tx, directory, sources

LOOKED_AT = 1_000
"""How many stored ones a search looks at; what is older is looked at from the page after."""
_SIFTED = 100
"""How many a source is asked for where only some of it is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page. ``resume`` is where the next begins, None after the last; ``said`` is what all sources said that were to be asked."""

    items: Sequence[InboxItem]
    resume: Place | None
    senders: Mapping[UUID, Provider]
    place: Place
    said: Sequence[sources.Said] = ()

    def after(self, item: InboxItem) -> Place:
        """Return the place below an item of the page."""
        return msgspec.structs.replace(self.place, after=item.position)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merge:
    """What a page is made of: lines down to where all that answered reach."""

    place: Place
    lines: Sequence[Line]
    reaches: Position | None
    heard: Sequence[Heard]
    whom: Sources


async def page(platform: Platform, acting: Acting, wanted: Wanted, place: Place) -> Listed:
    """Return a page of what is wanted, newest first.

    Where only some is wanted it looks at so many at a time: it may hold few, and still have a next one.
    """
    until = platform.sources.until()
    async with trail.looking(platform.store, acting) as tx:
        whom = await live.asked_of(tx, platform, acting, wanted.filter)
        stored, reaches = await _stored(tx, acting, wanted, place)
        if not whom.known:
            found = [Line(position=one.position, stored=one) for one in stored]
            merge = _Merge(place=place, lines=found, reaches=reaches, heard=(), whom=whom)
            return await _listed(tx, platform, acting, wanted, merge)
    limit = _SIFTED if wanted.sifts else wanted.most + 1
    heard = await live.ask(platform, acting, whom, place, limit=limit, language=wanted.language, until=until)
    merge = _merged(stored, [reaches, *(one.reaches for one in heard if one.answered)], heard, whom, place)
    return await platform.store.transact(lambda tx: _listed(tx, platform, acting, wanted, merge))


async def _stored(
    tx: Tx, acting: Acting, wanted: Wanted, place: Place
) -> tuple[Sequence[InboxItem], Position | None]:
    """Return what is stored, and how far down that goes; nothing where only sources are still to come."""
    if place.only is not None:
        return (), None
    most = LOOKED_AT if wanted.words else wanted.most + 1
    found = await inbox.page(tx, acting, wanted.filter, after=place.after, most=most + 1)
    return (found[:most], found[most - 1].position) if len(found) > most else (found, None)


def _merged(
    stored: Sequence[InboxItem],
    ends: Sequence[Position | None],
    heard: Sequence[Heard],
    whom: Sources,
    place: Place,
) -> _Merge:
    reaches = max((one for one in ends if one is not None), default=None)
    found = lines.merged(stored, heard, whom, reaches)
    return _Merge(place=place, lines=found, reaches=reaches, heard=heard, whom=whom)


async def _listed(tx: Tx, platform: Platform, acting: Acting, wanted: Wanted, merge: _Merge) -> Listed:
    """Make a page of lines, in the transaction that keeps what was shown first and writes who looked."""
    items: list[InboxItem] = []
    held: set[UUID] = set()
    left = iter(merge.lines)
    while len(items) <= wanted.most and (some := list(islice(left, wanted.most + 1))):
        known = await _known(tx, acting, merge, some)
        held.update(state.id for state in known.states.values())
        held.update(line.stored.id for line in some if line.stored is not None)
        await rows.align(tx, acting, lines.moved(some, known))
        read = (lines.item(platform, acting, one, known) for one in some)
        items += [one for one in read if one is not None and holds(one, wanted)]
    shown = items[: wanted.most]
    place = sources.without_silent(merge.place, merge.heard)
    after = items[wanted.most - 1].position if len(items) > wanted.most else merge.reaches
    resume = sources.resumed(merge.place, place, merge.heard, after)
    fresh = [one for one in shown if one.live and one.id not in held]
    shown = await _kept(tx, acting, shown, fresh, merge.whom)
    of_sources = {one.provider for one in merge.whom.known.values()}
    senders = await directory.providers(tx, {one.provider for one in shown} | of_sources)
    await trail.note(tx, acting, "notifications.listed", [one.id for one in shown])
    said = sources.all_said(merge.whom.known, merge.place, merge.heard)
    return Listed(items=shown, resume=resume, senders=senders, place=place, said=said)


async def _known(tx: Tx, acting: Acting, merge: _Merge, some: Sequence[Line]) -> Known:
    keys = [key for key in map(lines.key_of, some) if key is not None]
    states = await rows.states(tx, acting, keys)
    of_types = await types.by_id(tx, {of_type for of_type, _ in keys})
    return Known(place=merge.place, whom=merge.whom, states=states, types=of_types)


async def _kept(
    tx: Tx, acting: Acting, shown: Sequence[InboxItem], fresh: Sequence[InboxItem], whom: Sources
) -> Sequence[InboxItem]:
    """Keep what is shown for the first time under its id; what somebody kept at the same time has theirs."""
    environments = {of.id: of.environment for by_code in whom.types.values() for of in by_code.values()}
    keeping = [(one, environments[one.type]) for one in fresh if one.type in environments]
    if not keeping:
        return shown
    await rows.keep(tx, acting, keeping)
    kept = await rows.states(tx, acting, [(one.type, one.external_id) for one, _ in keeping])
    own = {key: state.id for key, state in kept.items()}
    return [replace(one, id=own.get((one.type, one.external_id), one.id)) for one in shown]
