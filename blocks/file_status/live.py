"""Asking the live sources of files, and reading what they say at the door: one bad item harms no neighbour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from blocks.file_status import naming, providers
from blocks.file_status.check import items
from blocks.file_status.model import Chosen, Matrix, Party, Place, Position, Report, Right
from blocks.file_status.rows import modes
from blocks.file_status.rows.listed import Of
from blocks.file_status.rows.seen import Key
from profile_core.contract import (
    Acting,
    Environment,
    InvalidError,
    Platform,
    ProfileError,
    Tx,
    clock,
    log,
    recipients,
    sources,
    subjects,
)

_BLOCK = "file_status"
_LEAST = timedelta(microseconds=1)
logger = log.get_logger("file_status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Who is to be asked about a subject, by id, and the subject's own number."""

    known: Mapping[UUID, sources.Source]
    to: recipients.Number | None
    offered: frozenset[UUID] = frozenset()
    """Whose files may lie with them, also of those that are not to be asked this time."""
    alone: frozenset[Of] = frozenset()
    """Whose files lie with the provider only: what was stored of them before is not so any more."""


NOBODY = Sources(known={}, to=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file as it stands at its source, in the order of the list."""

    position: Position
    source: sources.Source
    report: Report = field(repr=False)
    party: Party


Heard = sources.Heard[Found, Position]


async def asked_of(tx: Tx, acting: Acting, platform: Platform, provider: UUID | None = None) -> Sources:
    """Return whom a question goes to: the live sources of files, of one provider where only that is wanted.

    Test sources are asked about published synthetic subjects only.
    """
    moment = clock.now()
    pulling = await modes.pulling(tx)
    names = {
        (one.provider, one.environment, door.source)
        for one in pulling
        for door in one.doors(moment)
        if door.mode is sources.Mode.PULL_LIVE and door.source is not None
    }
    subject = await subjects.find(tx, acting.subject.id) if names else None
    if subject is None:
        return NOBODY
    found = (await sources.named(tx, names)).values()
    number = await subjects.number_of(tx, platform.keyring, acting.subject)
    fit = [one for one in found if subject.synthetic or one.environment is Environment.LIVE]
    return Sources(
        known={one.id: one for one in fit if provider in (None, one.provider)},
        to=number,
        offered=frozenset(one.provider for one in fit),
        alone=_alone(pulling, moment),
    )


async def alone(tx: Tx) -> frozenset[Of]:
    """Return whose files lie with the provider only: what is stored of them from before is not so any more."""
    return _alone(await modes.pulling(tx), clock.now())


def _alone(pulling: Sequence[Chosen], moment: datetime) -> frozenset[Of]:
    return frozenset(
        (one.provider, one.environment)
        for one in pulling
        if all(door.mode is sources.Mode.PULL_LIVE for door in one.doors(moment))
    )


async def ask(
    platform: Platform,
    acting: Acting,
    whom: Sources,
    place: Place,
    matrix: Matrix,
    *,
    limit: int,
    language: str,
    until: float,
) -> list[Heard]:
    """Ask all sources that are to be asked now, each from where the list has come to."""
    questions = [
        sources.Question(
            source=one,
            block=_BLOCK,
            role=acting.role.code,
            language=language,
            limit=min(limit, one.page_size),
            before=boundary(one.provider, sources.begins(one.id, place)),
        )
        for one in whom.known.values()
        if sources.to_ask(one.id, place)
    ]
    answers = await platform.sources.ask(acting, questions, until, patient=place.only is not None)
    reading = _Reading(platform=platform, whom=whom, acting=acting, matrix=matrix)
    return [reading.heard(one, sources.begins(one.source.id, place)) for one in answers]


async def ask_for(
    platform: Platform,
    acting: Acting,
    whom: Sources,
    keys: Sequence[Key],
    matrix: Matrix,
    *,
    language: str,
    until: float | None = None,
) -> list[Heard]:
    """Ask the sources of providers for some files by their names."""
    questions = [
        sources.Question(
            source=one,
            block=_BLOCK,
            role=acting.role.code,
            language=language,
            limit=1,
            only=sources.Only(external_id=key.external_id),
        )
        for key in keys
        for one in whom.known.values()
        if (one.provider, one.environment) == (key.provider, key.environment)
    ]
    answers = await platform.sources.ask(acting, questions, until)
    reading = _Reading(platform=platform, whom=whom, acting=acting, matrix=matrix)
    return [reading.heard(one, None) for one in answers]


def boundary(provider: UUID, after: Position | None) -> sources.Boundary | None:
    """Return what a source of a provider is to answer from, so that it gives all that sorts below a position."""
    if after is None:
        return None
    asks, created_at = after.must_act, after.created_at
    if provider == after.provider:
        return sources.Boundary(created_at=created_at, external_id=after.external_id, action_needed=asks)
    below = provider < after.provider
    return sources.Boundary(created_at=created_at + _LEAST if below else created_at, action_needed=asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Reads answers about a subject."""

    platform: Platform
    whom: Sources
    acting: Acting
    matrix: Matrix

    def heard(self, answer: sources.Said, after: Position | None) -> Heard:
        """Return what an answer says, as far as it can be read."""
        found: list[Found] = []
        passed: list[Position] = []
        for raw in answer.items:
            try:
                one = self._found(answer.source, raw)
            except ProfileError as error:
                logger.warning("item left out", source=answer.source.code, why=error.code)
                passed += self._passed(answer.source, raw)
                continue
            if one is not None:
                found.append(one)
        below = [one for one in found if after is None or one.position < after]
        ends = [one for one in (*passed, *(one.position for one in below)) if after is None or one < after]
        if answer.more and not ends:
            return Heard(said=answer.failed("more follows, and nothing of it was there"))
        return Heard(said=answer, found=below, reaches=min(ends) if answer.more else None)

    def _passed(self, source: sources.Source, raw: msgspec.Raw) -> list[Position]:
        """Return where a file stands that is left out, if that is to be read: the list goes on below it."""
        rough = providers.roughly(raw)
        if rough is None:
            return []
        newest = rough.newest
        acts = newest.action_needed and newest.phase not in self.matrix.over
        return [Position(acts, rough.created_at, source.provider, rough.external_id)]

    def _found(self, source: sources.Source, raw: msgspec.Raw) -> Found | None:
        draft = providers.read(raw)
        if isinstance(draft, str):
            return None
        secure = self.platform.settings.production
        checked = items.whole(draft, self.matrix, path=(), secure_links=secure)
        mine = [one for one in checked.participants or () if self._is_subject(source, one.to)]
        if not mine:
            raise InvalidError("file.participants", "It is somebody else's.")
        party = naming.party(self.acting.subject, mine)
        report = naming.report(checked, (party,))
        newest = max(report.statuses, key=lambda one: one.stamp).value
        acts = newest.action_needed and party.right is Right.ACT and newest.phase not in self.matrix.over
        created_at = report.about.value.created_at if report.about else newest.changed_at
        position = Position(acts, created_at, source.provider, report.external_id)
        return Found(position=position, source=source, report=report, party=party)

    def _is_subject(self, source: sources.Source, to: recipients.To) -> bool:
        if isinstance(to, recipients.Number):
            return to == self.whom.to
        subject = self.platform.keyring.from_pairwise(str(source.provider), to)
        return subject == self.acting.subject.id
