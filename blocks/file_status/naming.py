"""Looking up what items name: the agreement, the service, the participants."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from blocks.file_status.check.items import Checked
from blocks.file_status.model import Participant, Party, Relation, Report, Right, Said, stamp
from profile_core.contract import (
    Caller,
    ForbiddenError,
    NotFoundError,
    Platform,
    ProfileError,
    SubjectRef,
    Tx,
    clock,
    directory,
    ids,
    recipients,
)
from profile_core.contract.bulk import each, portions

_BLOCK = "file_status"
_Found = Mapping[recipients.To, recipients.Subject]


async def named(
    tx: Tx,
    platform: Platform,
    caller: Caller,
    checked: Sequence[Checked | ProfileError],
    *,
    creates: bool,
) -> list[Report | ProfileError]:
    """Return what items say, with all that they name looked up, each by itself.

    A participant whom nobody had before is created for a sound item only, and for none in a dry run.
    """
    agreed = await recipients.agreed(tx, caller, _BLOCK, clock.today(platform.settings.timezone))
    services = {one.code for one in await directory.services(tx, caller)}
    allowed = each(checked, lambda one: _allowed(one, services, agreed=agreed))
    wanted = [two.to for one in allowed if isinstance(one, Checked) for two in one.participants or ()]
    found: dict[recipients.To, recipients.Subject] = {}
    for some in portions(dict.fromkeys(wanted)):
        found |= await recipients.look_up(tx, platform.keyring, caller, some, creates=False)
    missing = [one for one in dict.fromkeys(wanted) if one not in found]
    for some in portions(missing if creates else ()):
        found |= await recipients.look_up(tx, platform.keyring, caller, some, creates=True)

    def addressed(one: Checked) -> Report:
        return report(one, None if one.participants is None else _parties(one, caller, found))

    return each(allowed, addressed)


def report(one: Checked, parties: tuple[Party, ...] | None) -> Report:
    """Return what a checked item says, with whom it concerns; each thing with its stamp."""
    sequence, changed_at = one.moment
    return Report(
        path=one.path,
        file=None if one.id is None else (ids.parse_id(one.id) or ids.plain_id()),
        external_id=one.external_id,
        ordering=one.ordering,
        statuses=one.statuses,
        about=None
        if one.about is None
        else Said(stamp=stamp(sequence, changed_at, one.about), value=one.about),
        next_step=None
        if one.next_step is None
        else Said(stamp=stamp(sequence, changed_at, one.next_step[0]), value=one.next_step[0]),
        evidence=None
        if one.evidence is None
        else Said(stamp=stamp(sequence, changed_at, one.evidence), value=one.evidence),
        participants=None
        if parties is None
        else Said(stamp=stamp(sequence, changed_at, parties), value=parties),
        if_revision=one.if_revision,
    )


def party(subject: SubjectRef, some: Sequence[Participant]) -> Party:
    """Return whom a file concerns; who is named twice has both relations, and the greater right."""
    return Party(subject=subject.id, relations=_relations(some), right=_right(some))


def _allowed(one: Checked, services: Collection[str], *, agreed: bool) -> Checked:
    if not agreed:
        message = "No agreement lets you use file status today. Ask the region for one, or use a test client."
        raise ForbiddenError("file.agreement", message, path=one.path)
    if one.about is not None and one.about.service not in services:
        message = "You have no service with this code. Use the code under which the directory knows it."
        raise NotFoundError("file.service", message, path=(*one.path, "service"))
    return one


def _parties(one: Checked, caller: Caller, found: _Found) -> tuple[Party, ...]:
    by_subject: dict[SubjectRef, list[Participant]] = defaultdict(list)
    for at, participant in enumerate(one.participants or ()):
        path = (*one.path, "participants", str(at), "recipient")
        subject = recipients.reachable(caller, participant.to, found, path)
        by_subject[subject or SubjectRef(ids.new_id(0))].append(participant)
    return tuple(
        party(subject, some) for subject, some in sorted(by_subject.items(), key=lambda pair: pair[0].id)
    )


def _relations(some: Sequence[Participant]) -> tuple[Relation, ...]:
    held = {one.relation for one in some}
    return tuple(one for one in Relation if one in held)


def _right(some: Sequence[Participant]) -> Right:
    return Right.ACT if any(one.right is Right.ACT for one in some) else Right.READ
