"""One list of files that are stored here and files that lie with providers, by keyset (``sources.Place``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from msgspec import structs

from blocks.file_status import live, matrix, overlay, trail, twins
from blocks.file_status.live import Found, Heard, Sources
from blocks.file_status.model import Copy, FileFilter, Matrix, Place, Position
from blocks.file_status.rows import listed as rows, seen
from blocks.file_status.rows.seen import Key
from profile_core.contract import Acting, Platform, Provider, Quiet, Tx, directory, ids, sources


class Listed(Quiet, frozen=True, kw_only=True):
    """One page; ``resume`` is where the next begins, None after the last. ``said`` is what all sources said."""

    files: Sequence[Copy]
    resume: Place | None
    senders: Mapping[UUID, Provider]
    matrix: Matrix
    said: Sequence[sources.Said] = ()
    offered: frozenset[UUID] = frozenset()
    """Providers with whom files may lie, whatever was wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a page is asked for, and what is known before anybody is."""

    acting: Acting
    wanted: FileFilter
    place: Place
    most: int
    matrix: Matrix
    whom: Sources
    stored: Sequence[Copy]
    reaches: Position | None

    def ends(self, heard: Sequence[Heard]) -> Position | None:
        """Return down to where all is known that the page may show; None to the end of the list."""
        ends = [self.reaches, *(one.reaches for one in heard if one.answered)]
        return max((one for one in ends if one is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doors:
    """What sources say of files, and what is stored of them."""

    found: Mapping[Key, Found]
    stored: Mapping[Key, Copy]


async def page(
    platform: Platform, acting: Acting, wanted: FileFilter, place: Place, *, most: int, language: str
) -> Listed:
    """Return a page of what is wanted: what asks something of the citizen first, then the newest."""
    until = platform.sources.until()
    async with trail.looking(platform.store, acting) as tx:
        phases = await matrix.known(tx)
        whom = await live.asked_of(tx, acting, platform, wanted.provider)
        found = (
            []
            if place.only is not None
            else await _stored(tx, acting, wanted, place, most=most + 1, whom=whom)
        )
        asked = _Asked(
            acting=acting,
            wanted=wanted,
            place=place,
            most=most,
            matrix=phases,
            whom=whom,
            stored=found[: most + 1],
            reaches=found[most].position if len(found) > most else None,
        )
        if not whom.known:
            return await _listed(tx, asked, ())
    heard = await live.ask(
        platform, acting, whom, place, phases, limit=most + 1, language=language, until=until
    )
    unsure = twins.unsure(asked.stored, heard, whom, asked.ends(heard))
    also = await live.ask_for(
        platform,
        acting,
        whom,
        [twins.key_of(one) for one in unsure[: twins.MOST]],
        phases,
        language=language,
        until=until,
    )
    cut = unsure[twins.MOST - 1].position if len(unsure) > twins.MOST else None
    return await platform.store.transact(lambda tx: _listed(tx, asked, heard, also, cut))


async def _stored(
    tx: Tx, acting: Acting, wanted: FileFilter, place: Place, *, most: int, whom: Sources
) -> list[Copy]:
    return await rows.page(tx, acting, wanted, after=place.after, most=most, without=whom.alone)


async def _listed(
    tx: Tx, asked: _Asked, heard: Sequence[Heard], also: Sequence[Heard] = (), cut: Position | None = None
) -> Listed:
    """Make a page, in the transaction that keeps under which ids it was shown and writes who looked."""
    reaches = max((one for one in (asked.ends(heard), cut) if one is not None), default=None)
    doors = await _doors(tx, asked, [*heard, *also])
    known = await seen.known(tx, asked.acting, doors.found.keys())
    fresh = {key: ids.new_id(asked.acting.subject.bucket) for key in doors.found.keys() - known.keys()}
    files = dict(doors.stored)
    for key, one in doors.found.items():
        files[key], _ = overlay.overlaid(
            doors.stored.get(key), one, {**known, **fresh}[key], asked.matrix.over
        )
    at = _within(asked, doors, reaches)
    order = sorted(
        (key for key in at if _is_wanted(files[key], asked.wanted)), key=lambda key: at[key], reverse=True
    )
    place = sources.without_silent(asked.place, heard)
    after = at[order[asked.most - 1]] if len(order) > asked.most else reaches
    shown = await _kept(tx, asked.acting, [files[key] for key in order[: asked.most]], fresh)
    of_sources = {one.provider for one in asked.whom.known.values()}
    senders = await directory.providers(tx, {one.provider for one in shown} | of_sources)
    await trail.note(tx, asked.acting, "file_status.listed", [one.id for one in shown])
    return Listed(
        files=[one.as_read for one in shown],
        resume=sources.resumed(asked.place, place, heard, after),
        senders=senders,
        matrix=asked.matrix,
        said=sources.all_said(asked.whom.known, asked.place, heard),
        offered=asked.whom.offered,
    )


async def _doors(tx: Tx, asked: _Asked, heard: Sequence[Heard]) -> _Doors:
    """Return what is known of the files of a page, by both doors: what is stored of one, wherever that stands."""
    found = {twins.key_found(one): one for answer in heard for one in answer.found}
    stored = {twins.key_of(one): one for one in asked.stored}
    others = await rows.named(tx, asked.acting, found.keys() - stored.keys(), without=asked.whom.alone)
    stored |= {twins.key_of(one): one for one in others}
    if asked.place.only is None:
        return _Doors(found=found, stored=stored)
    left = {key: one for key, one in found.items() if key not in stored}
    return _Doors(found=left, stored={})  # what is stored was shown when the rest was


def _within(asked: _Asked, doors: _Doors, reaches: Position | None) -> dict[Key, Position]:
    """Return which files stand on a page, and where."""
    after = asked.place.after
    return {
        key: position
        for key, position in twins.placed(doors.found, doors.stored).items()
        if (reaches is None or position >= reaches)
        and (key not in doors.stored or after is None or position < after)
    }


async def _kept(tx: Tx, acting: Acting, shown: Sequence[Copy], fresh: Mapping[Key, UUID]) -> Sequence[Copy]:
    """Keep under which ids files are shown for the first time; what somebody kept at the same time has theirs."""
    keeping = {key: fresh[key] for one in shown if (key := twins.key_of(one)) in fresh}
    if not keeping:
        return shown
    await seen.keep(tx, acting, keeping)
    kept = await seen.known(tx, acting, keeping.keys())
    return [structs.replace(one, id=kept.get(twins.key_of(one), one.id)) for one in shown]


def _is_wanted(one: Copy, wanted: FileFilter) -> bool:
    asked = (
        (wanted.provider, one.provider),
        (wanted.phase, one.status.phase),
        (wanted.over, one.over),
        (wanted.must_act, one.must_act),
    )
    return all(value in (None, of) for value, of in asked)
