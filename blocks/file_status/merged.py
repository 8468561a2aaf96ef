"""One list of files that are stored here and files that lie with providers, by keyset (``sources.Place``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from msgspec import structs

from blocks.file_status import live, matrix, overlay, trail
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
    return await platform.store.transact(lambda tx: _listed(tx, asked, heard))


async def _stored(
    tx: Tx, acting: Acting, wanted: FileFilter, place: Place, *, most: int, whom: Sources
) -> list[Copy]:
    return await rows.page(tx, acting, wanted, after=place.after, most=most, without=whom.alone)


async def _listed(tx: Tx, asked: _Asked, heard: Sequence[Heard]) -> Listed:
    """Make a page, in the transaction that keeps under which ids it was shown and writes who looked."""
    ends = [asked.reaches, *(one.reaches for one in heard if one.answered)]
    reaches = max((one for one in ends if one is not None), default=None)
    found = {_key(one): one for answer in heard for one in answer.found}
    stored = {key_of(one): one for one in asked.stored}
    known = await seen.known(tx, asked.acting, found.keys())
    fresh = {key: ids.new_id(asked.acting.subject.bucket) for key in found.keys() - known.keys()}
    files = [_file(one, stored.get(key), {**known, **fresh}[key], asked.matrix) for key, one in found.items()]
    files += [one for key, one in stored.items() if key not in found]
    within = [one for one in files if reaches is None or one.position >= reaches]
    shown = sorted(
        (one for one in within if _is_wanted(one, asked.wanted)), key=lambda one: one.position, reverse=True
    )
    place = sources.without_silent(asked.place, heard)
    after = shown[asked.most - 1].position if len(shown) > asked.most else reaches
    shown = shown[: asked.most]
    shown = await _kept(tx, asked.acting, shown, fresh)
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


async def _kept(tx: Tx, acting: Acting, shown: Sequence[Copy], fresh: Mapping[Key, UUID]) -> Sequence[Copy]:
    """Keep under which ids files are shown for the first time; what somebody kept at the same time has theirs."""
    keeping = {key: fresh[key] for one in shown if (key := key_of(one)) in fresh}
    if not keeping:
        return shown
    await seen.keep(tx, acting, keeping)
    kept = await seen.known(tx, acting, keeping.keys())
    return [structs.replace(one, id=kept.get(key_of(one), one.id)) for one in shown]


def _file(found: Found, stored: Copy | None, shown_as: UUID, phases: Matrix) -> Copy:
    copy, _ = overlay.overlaid(stored, found, shown_as, phases.over)
    return copy


def _is_wanted(one: Copy, wanted: FileFilter) -> bool:
    asked = (
        (wanted.provider, one.provider),
        (wanted.phase, one.status.phase),
        (wanted.over, one.over),
        (wanted.must_act, one.must_act),
    )
    return all(value in (None, of) for value, of in asked)


def _key(found: Found) -> Key:
    return Key(found.source.provider, found.source.environment, found.report.external_id)


def key_of(one: Copy) -> Key:
    """Return what the provider calls a file."""
    return Key(one.provider, one.environment, one.external_id)
