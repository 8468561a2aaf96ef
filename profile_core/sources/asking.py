"""Asking all sources at once: who does not answer in time is named, and nobody waits for it."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from profile_core import audit
from profile_core.directory import subjects
from profile_core.directory.subjects import Number
from profile_core.kit import clock
from profile_core.kit.acting import Acting, Environment, SubjectRef
from profile_core.kit.keyring import Keyring
from profile_core.kit.settings import Settings
from profile_core.sources import questions as asked
from profile_core.sources.cache import Cache, Ended
from profile_core.sources.calls import About, Calls
from profile_core.sources.circuits import Circuit, Circuits
from profile_core.sources.measured import Measured
from profile_core.sources.model import Question, Said, SourceState
from profile_core.sources.rows.answers import Kept, Key
from profile_core.sources.signing import Signer
from profile_core.store import Store

_Call = asyncio.Task[Ended]
_AFTERWARDS = 0.1
"""Seconds after which answers are written down: first whoever asked gets theirs."""
_GRACE = 0.2
"""Seconds that a source is given which was late the last time; its answer is for the next question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known before anybody is asked."""

    number: Number | None
    synthetic: bool
    kept: Mapping[Key, Kept]


@dataclass(slots=True, kw_only=True, eq=False)
class _Line:
    """One question, and where its answer comes from: it is ``said`` already, or a ``call`` brings it.

    ``mine`` tells whether this question began the call.
    """

    question: Question
    key: Key
    circuit: Circuit
    kept: Kept | None
    said: Said | None = None
    call: _Call | None = None
    mine: bool = False

    @property
    def tardy(self) -> bool:
        """Tell whether others need not wait for it; for the one item that somebody opens they do."""
        return self.circuit.tardy and self.question.only is None

    def ended(self) -> list[Ended]:
        """Return what its call came to; nothing of one that was stopped or is under way."""
        call = self.call
        return [] if call is None or not call.done() or call.cancelled() else [call.result()]


class Sources:
    """Asks sources. There is one in a process; one that is never asked opens nothing."""

    def __init__(
        self, settings: Settings, store: Store, keyring: Keyring, signer: Callable[[], Signer | None]
    ) -> None:
        self.calls = Calls(settings, signer)
        self.circuits = Circuits()
        self.measured = Measured(self.circuits)
        self._settings = settings
        self._store = store
        self._keyring = keyring
        self._cache = Cache(store, keyring)
        self._under_way: dict[Key, _Call] = {}
        self._working: set[asyncio.Task[Any]] = set()

    def until(self) -> float:
        """Return when the budget of a question ends that comes in now, in seconds of the event loop's clock."""
        return asyncio.get_running_loop().time() + self._settings.sources_within

    async def ask(
        self,
        acting: Acting,
        questions: Sequence[Question],
        until: float | None = None,
        *,
        patient: bool = False,
    ) -> list[Said]:
        """Ask sources about the subject, and return in their order what each said ``until`` the budget ends.

        One that was late the last time is hardly waited for, unless whoever asks is ``patient``: has nothing else.
        An audit line says who is asked before anything leaves; when it cannot be written nothing does.
        """
        if not questions:
            return []
        until = until or self.until()
        lines = await self._lines(acting, questions)
        try:
            await _wait_for(lines, until, patient=patient)
        finally:
            self._keep(acting.subject, [line for line in lines if line.mine])
        said = [self._said(line) for line in lines]
        await self._cache.forget(acting.subject, said)
        self.measured.asked(said)
        return said

    async def close(self) -> None:
        """Let go of all that is under way, and close every connection."""
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        await self.calls.close()

    async def _lines(self, acting: Acting, questions: Sequence[Question]) -> list[_Line]:
        keys = [asked.key(self._keyring, one, acting.subject) for one in questions]
        known = await self._known(acting.subject, questions, keys)
        lines = [self._line(acting, one, key, known) for one, key in zip(questions, keys, strict=True)]
        open_ = [line for line in lines if line.said is None and line.call is None]
        if open_ and known.number is not None:
            await self._note(acting, [line.question for line in open_])
            about = About(subject=acting.subject, number=known.number)
            for line in open_:
                self._begin(line, about)
        return lines

    async def _known(
        self, subject: SubjectRef, questions: Sequence[Question], keys: Collection[Key]
    ) -> _Known:
        testing = any(one.source.environment is Environment.TEST for one in questions)
        async with self._store.read() as tx:
            number = await subjects.number_of(tx, self._keyring, subject)
            found = await subjects.find(tx, subject.id) if testing else None
            kept = await self._cache.kept(tx, subject, keys)
        return _Known(number=number, synthetic=found is not None and found.synthetic, kept=kept)

    def _line(self, acting: Acting, question: Question, key: Key, known: _Known) -> _Line:
        circuit, kept = self.circuits.of(question.source), known.kept.get(key)
        line = _Line(question=question, key=key, circuit=circuit, kept=kept)
        circuit.heed(question.source)
        line.said = _never(question, known) or self._cache.fresh(question, kept)
        if line.said is None:
            line.call = self._under_way.get(key)
        if line.said is None and line.call is None and not circuit.lets(acting.subject.id):
            away = Said(source=question.source, state=circuit.state, since=circuit.since, why=circuit.why)
            line.said = self._cache.stale(away, question, kept)
        return line

    async def _note(self, acting: Acting, questions: Sequence[Question]) -> None:
        """Say who is told the number of the subject, before it is."""
        told = {one.source.id: one.source.code for one in questions}
        detail = {"sources": " ".join(told.values()), "ids": " ".join(map(str, told))}
        async with self._store.begin() as tx:
            await audit.record(
                tx,
                subject=acting.subject,
                actor=acting,
                action="sources.asked",
                purpose=" ".join(sorted({one.block for one in questions})),
                detail=detail,
            )

    def _begin(self, line: _Line, about: About) -> None:
        """Begin a call, unless somebody did in the meantime; it goes on when nobody waits for it any more."""
        line.call = self._under_way.get(line.key)
        if line.call is None:
            line.mine = True
            line.call = self._under_way[line.key] = self._work(self._call(line, about))

    async def _call(self, line: _Line, about: About) -> Ended:
        begun, until = clock.now(), self.until()
        said = await self.measured.timed(self.calls.ask(line.question, about, line.circuit))
        line.circuit.tardy = asyncio.get_running_loop().time() > until
        return self._cache.ended(line.question, line.key, line.circuit, said, begun=begun)

    def _keep(self, subject: SubjectRef, mine: Sequence[_Line]) -> None:
        """Keep what came, and what is still to come when it does; so long a call is known as under way."""
        in_time = [line for line in mine if line.call is not None and line.call.done()]
        for line in in_time:
            self._under_way.pop(line.key, None)
        if in_time:
            ended = [one for line in in_time for one in line.ended()]
            self._work(self._keep_in_time(subject, ended))
        for line in mine:
            if line not in in_time:
                self._work(self._keep_late(subject, line))

    async def _keep_in_time(self, subject: SubjectRef, ended: Sequence[Ended]) -> None:
        await asyncio.sleep(_AFTERWARDS)
        await self._cache.keep(subject, ended, late=False)

    async def _keep_late(self, subject: SubjectRef, line: _Line) -> None:
        try:
            if line.call is not None:
                await asyncio.wait([line.call])
            await self._cache.keep(subject, line.ended(), late=True)
        finally:
            self._under_way.pop(line.key, None)

    def _work(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return task

    def _said(self, line: _Line) -> Said:
        if line.said is not None:
            return line.said
        if line.call is None or not line.call.done():
            said = Said(source=line.question.source, state=SourceState.PENDING, since=line.circuit.since)
        else:
            said = line.call.result().said
        if said.state in (SourceState.OK, SourceState.NO_CONSENT):
            return said
        return self._cache.stale(said, line.question, line.kept)


async def _wait_for(lines: Sequence[_Line], until: float, *, patient: bool) -> None:
    """Wait for who is likely to be in time, and a moment for the others."""
    grace = min(until, asyncio.get_running_loop().time() + _GRACE)
    tardy = [] if patient else [line for line in lines if line.tardy]
    await _wait([line.call for line in lines if line.call is not None and line not in tardy], until)
    await _wait([line.call for line in tardy if line.call is not None], grace)


async def _wait(calls: Collection[_Call], until: float) -> None:
    """Wait for calls, and stop none of them."""
    left = until - asyncio.get_running_loop().time()
    if calls and left > 0:
        await asyncio.wait(calls, timeout=left)


def _never(question: Question, known: _Known) -> Said | None:
    """Return what is said of a source that is not asked, whatever it would answer."""
    failed = Said(source=question.source, state=SourceState.FAILED)
    if known.number is None:
        return failed.failed("the subject has no number that a source knows")
    if question.source.environment is Environment.TEST and not known.synthetic:
        return failed.failed("a source for tests is asked about published synthetic subjects only")
    if question.source.paused:
        return failed.failed("it is paused")
    return None
