"""What sources answered is kept for a short while, sealed; and with it how they are, for everybody to see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from profile_core.kit import clock, log
from profile_core.kit.acting import SubjectRef
from profile_core.kit.errors import UnavailableError
from profile_core.kit.keyring import Keyring, SealError
from profile_core.sources import reading
from profile_core.sources.circuits import Circuit
from profile_core.sources.http import NoAnswerError
from profile_core.sources.model import Question, Said, SourceState
from profile_core.sources.rows import answers, registered
from profile_core.sources.rows.answers import Kept, Key
from profile_core.store import Store, Tx

FRESH = timedelta(seconds=15)
"""For so long an answer that came late is given instead of asking again."""
KEPT = timedelta(seconds=300)
"""For so long an answer is shown when the source does not give another."""
_LARGEST = 256 * 1024
"""Bytes of an answer that is kept; a longer one is there for whoever waited for it, and for nobody after."""
_PURPOSE = "source answer"
logger = log.get_logger("sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What one question came to; ``sealed`` is the answer as it is kept, empty where there is none."""

    question: Question
    key: Key
    circuit: Circuit
    said: Said
    begun: datetime
    sealed: bytes = b""


class Cache:
    """Keeps answers in the database, for all processes."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._keyring = keyring
        self._refused: dict[tuple[UUID, UUID], datetime] = {}

    async def kept(self, tx: Tx, subject: SubjectRef, keys: Collection[Key]) -> Mapping[Key, Kept]:
        """Return what is kept of some questions about a subject."""
        return await answers.kept(tx, subject, keys, clock.now())

    def fresh(self, question: Question, kept: Kept | None) -> Said | None:
        """Return an answer that came late, a moment ago."""
        if kept is None or not kept.late or kept.until - KEPT + FRESH <= clock.now():
            return None
        return self._opened(question, kept)

    def stale(self, said: Said, question: Question, kept: Kept | None) -> Said:
        """Return instead of no answer what the source said before, if it is kept."""
        former = None if kept is None else self._opened(question, kept)
        if former is None:
            return said
        return replace(former, state=SourceState.STALE, since=said.since, why=said.why)

    def ended(self, question: Question, key: Key, circuit: Circuit, said: Said, *, begun: datetime) -> Ended:
        """Return what a question came to, ready to be kept: while others are waited for there is time to seal it."""
        plain = reading.written(said) if said.state is SourceState.OK else b""
        short = 0 < len(plain) <= _LARGEST
        sealed = self._keyring.seal(_PURPOSE, plain, bound_to=_bound(key)) if short else b""
        return Ended(question=question, key=key, circuit=circuit, said=said, sealed=sealed, begun=begun)

    async def forget(self, subject: SubjectRef, said: Sequence[Said]) -> None:
        """Forget what was said before by sources to which the subject did not agree, before anybody is told so.

        Answers to questions that were under way then are not kept either.
        """
        refused = {one.source.id for one in said if one.state is SourceState.NO_CONSENT}
        if not refused:
            return
        moment = clock.now()
        self._refused = {one: at for one, at in self._refused.items() if moment - at < KEPT}
        self._refused |= {(subject.id, source): moment for source in refused}
        await self._store.transact(lambda tx: answers.forget(tx, subject, refused))

    async def keep(self, subject: SubjectRef, ended: Sequence[Ended], *, late: bool) -> None:
        """Keep answers, and what they say of their sources; without the database the next question asks again."""
        until = clock.now() + KEPT
        kept = [
            Kept(key=one.key, sealed=one.sealed, as_of=one.said.as_of, late=late, until=until)
            for one in ended
            if one.sealed and self._agreed(subject, one)
        ]
        refused = {one.question.source.id for one in ended if one.said.state is SourceState.NO_CONSENT}
        told = _told(ended)

        async def write(tx: Tx) -> None:
            await answers.put(tx, subject, kept)
            if refused:
                await answers.forget(tx, subject, refused)
            for one in told:
                await _tell(tx, one)

        turned = [(one.circuit, one.circuit.is_open) for one in told if one.circuit.turned]
        try:
            if kept or refused or told:
                await self._store.transact(write)
        except UnavailableError as error:
            logger.warning("answers not kept", code=error.code)
            return
        for circuit, is_open in turned:
            circuit.written(is_open=is_open)

    def _agreed(self, subject: SubjectRef, one: Ended) -> bool:
        refused_at = self._refused.get((subject.id, one.question.source.id))
        return refused_at is None or refused_at < one.begun

    def _opened(self, question: Question, kept: Kept) -> Said | None:
        try:
            plain = self._keyring.open_sealed(_PURPOSE, kept.sealed, bound_to=_bound(kept.key))
            return reading.read_back(question, plain)
        except (SealError, NoAnswerError):
            return None


def unsealed(keyring: Keyring, row: Any) -> object:
    """Return the answer of a row that is kept, for the export of whom it is about."""
    key = (row.source_id, row.block, bytes(row.mac))
    return msgspec.json.decode(keyring.open_sealed(_PURPOSE, row.sealed, bound_to=_bound(key)))


def _bound(key: Key) -> bytes:
    source, block, mac = key
    return b"\0".join((source.bytes, block.encode(), mac))


def _told(ended: Sequence[Ended]) -> list[Ended]:
    """Return of which sources there is news, in one order for all processes."""
    by_source = {one.question.source.id: one for one in ended}
    return [
        one
        for _, one in sorted(by_source.items())
        if one.circuit.turned or one.circuit.news(f"{one.said.state} {one.said.why}")
    ]


async def _tell(tx: Tx, one: Ended) -> None:
    source, circuit = one.question.source.id, one.circuit
    if circuit.turned and circuit.is_open:
        await registered.away(tx, source, circuit.since or clock.now(), circuit.why)
    elif circuit.turned:
        await registered.back(tx, source)
    elif one.said.state in (SourceState.OK, SourceState.NO_CONSENT):
        await registered.answered(tx, [source])
    else:
        await registered.erred(tx, source, one.said.why)
