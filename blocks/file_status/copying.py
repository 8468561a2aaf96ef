"""Bringing what counts of a file into what each participant has of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from blocks.file_status.merge import Held
from blocks.file_status.model import About, Copy, File, Moment, Part, Party, Status
from blocks.file_status.rows import copies as rows
from profile_core.contract import Caller, SubjectRef, Tx

Copies = Mapping[UUID, Copy]


async def write(tx: Tx, caller: Caller, changed: Sequence[Held], over: Collection[str]) -> Copies:
    """Write copies and histories of files that are held; return the copies as they are now, by their ids.

    Who takes part from now on gets what all others have, with the history. Who does so no longer loses it.
    ``over`` are the phases in which a file has come to its end.
    """
    wanted = {one.before.copies[party.subject] for one in changed for party in one.before.parties}
    there = await rows.known(tx, caller, wanted)
    now = {copy.id: copy for one in changed for copy in _copies(one, there, over)}
    gone = wanted - now.keys()
    joined = {one.file.id for one in changed if one.before.parties and _joins(one, there)}
    templates = {
        one.file.id: copy for one in changed if (copy := _template(one, there)) and one.file.id in joined
    }
    past = await rows.histories(tx, {copy.id for copy in templates.values()})
    await rows.put(tx, [copy for copy in now.values() if there.get(copy.id) != copy])
    moments: dict[UUID, Sequence[Moment]] = {}
    for one in changed:
        known = past[templates[one.file.id].id] if one.file.id in templates else []
        for party in one.file.parties:
            copy = one.file.copies[party.subject]
            if copy in now:
                moments[copy] = _once([*(known if copy not in there else []), *one.moments])
    await rows.add_moments(tx, moments, {copy.id: copy.subject.id for copy in now.values()})
    await rows.remove(tx, gone)
    return now


def _copies(held: Held, there: Copies, over: Collection[str]) -> list[Copy]:
    """Return what each participant has of a file; nothing where nobody has what it says any more."""
    template = _template(held, there)
    about: About | None = held.parts.get(Part.ABOUT) or (template and template.about)
    status: Status | None = held.status or (template.status if template else _said_again(held))
    if about is None or status is None:
        return []
    common: dict[str, Any] = {
        "stamps": held.file.stamps,
        "stamp": held.file.status,
        "about": about,
        "status": status,
        "over": status.phase in over,
        "next_step": _part(held, Part.NEXT_STEP, template and template.next_step),
        "evidence": _part(held, Part.EVIDENCE, template.evidence if template else ()),
    }
    return [_copy(held.file, one, common) for one in held.file.parties]


def _said_again(held: Held) -> Status | None:
    """Return the status that counts, of a file of which nobody has anything any more, where it was said once more."""
    said = (one.status for one in held.moments if one.stamp == held.file.status)
    return next(said, None)


def _copy(file: File, party: Party, common: Mapping[str, Any]) -> Copy:
    return Copy(
        id=file.copies[party.subject],
        file=file.id,
        subject=SubjectRef(party.subject),
        provider=file.provider,
        environment=file.environment,
        external_id=file.external_id,
        relations=party.relations,
        right=party.right,
        **common,
    )


def _part(held: Held, part: Part, former: Any) -> Any:
    return held.parts.get(part, former)


def _template(held: Held, there: Copies) -> Copy | None:
    """Return any copy of a file: all say the same of it."""
    before = held.before
    found = (there.get(before.copies[party.subject]) for party in before.parties)
    return next((one for one in found if one is not None), None)


def _joins(held: Held, there: Copies) -> bool:
    return any(held.file.copies[party.subject] not in there for party in held.file.parties)


def _once(moments: Sequence[Moment]) -> list[Moment]:
    return list({one.stamp: one for one in moments}.values())
