"""Whatever the order in which it is said, how often, and in how many calls: the same file comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from blocks.file_status import choosing
from blocks.file_status.model import (
    EvidenceDraft,
    FileDraft,
    FileUpdate,
    Relation,
    StatusDraft,
    StepDraft,
)
from profile_core.sources import Mode, Source
from tests.file_status.played import (
    ANN,
    BEN,
    CAS,
    Stage,
    asks,
    at,
    feed,
    file,
    moved,
    nl,
    party,
    source,
    status,
)
from tests.file_status.shelves import apart, shelf_of
from tests.file_status.spreadsheet import by_spreadsheet
from tests.sources.played import Provider

MOMENTS = st.integers(0, 5)
CODES = ["in_treatment", "advice", "on_hold"]
WHO = [ANN, BEN, CAS]


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that a provider says of its file, at a moment of its own; ``counted`` says by what it is ordered."""

    what: str
    minutes: int
    content: int

    def draft(self, external_id: str, *, counted: bool) -> FileDraft | FileUpdate:
        """Return it as it is sent."""
        number = self.minutes if counted else None
        moment = 0 if counted else self.minutes
        if self.what == "whole":
            return self._whole(external_id, number, moment)
        if self.what == "status":
            return moved(external_id, self._status(number, moment))
        said: dict[str, Any] = {"external_id": external_id, "changed_at": at(moment), "sequence": number}
        return FileUpdate(**said, **{self.what: self._part()})

    def _whole(self, external_id: str, number: int | None, moment: int) -> FileDraft:
        return file(
            external_id,
            self._status(number, moment),
            minutes=moment,
            sequence=number,
            name=nl(f"Premie {self.content}"),
            participants=[party(ANN), *([party(BEN)] if self.content else [])],
            target_date=date(2026, 9, 1 + self.content),
            next_step=StepDraft(text=nl(f"Stap {self.content}")) if self.content else None,
        )

    def _status(self, number: int | None, moment: int) -> StatusDraft:
        if self.content == 2:
            return asks(moment, sequence=number)
        return status(moment, code=CODES[self.content], sequence=number)

    def _part(self) -> Any:
        if self.what == "next_step":
            return StepDraft(text=nl(f"Stap {self.content}") if self.content else [])
        if self.what == "required_evidence":
            return [EvidenceDraft(code=str(one), name=nl(f"Stuk {one}")) for one in range(self.content)]
        relation = Relation.VIEWER if self.content == 2 else Relation.BENEFICIARY
        return [party(one, relation) for one in WHO[self.content :]]


PARTS = ["next_step", "required_evidence", "participants"]
SAID = st.builds(
    Said,
    what=st.sampled_from(["whole", "status", "status", "status", *PARTS]),
    minutes=MOMENTS,
    content=st.integers(0, 2),
)


_KEEPING = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_NUMBERS = count()


@_KEEPING
@given(data=st.data(), counted=st.booleans())
async def test_the_same_file_comes_of_it(stage: Stage, data: st.DataObject, counted: bool, tmp_path: Path):
    first = Said(what="whole", minutes=data.draw(MOMENTS), content=1)
    said = [first, *data.draw(st.lists(SAID, max_size=6))]
    number = next(_NUMBERS)
    fed = await _fed(stage)
    await _send(stage, f"{number}a", [[one] for one in said], counted=counted)
    for call in [[first], *_calls(data, said)]:
        by = data.draw(st.sampled_from([None, fed, tmp_path]))
        await _send(stage, f"{number}b", [call], counted=counted, by=by)
    assert await _seen(stage, f"{number}a") == await _seen(stage, f"{number}b")


@_KEEPING
@given(data=st.data(), counted=st.booleans())
async def test_what_was_said_last_counts_and_all_statuses_are_history(
    stage: Stage, data: st.DataObject, counted: bool
):
    """What is expected is found by another road: of no two things that are said here the order is a draw."""
    minutes = data.draw(st.lists(st.integers(0, 50), min_size=1, max_size=7, unique=True))
    first = Said(what="whole", minutes=minutes[0], content=data.draw(st.integers(0, 1)))
    said = [first, *(replace(data.draw(SAID), minutes=one) for one in minutes[1:])]
    name = str(next(_NUMBERS))
    await _send(stage, name, [[first], *_calls(data, said)], counted=counted)
    assert await _seen(stage, name) == _expected(said, counted=counted)


def _calls(data: st.DataObject, said: list[Said]) -> list[list[Said]]:
    """Return all that is said, some of it twice, in any order, in one call or several.

    Of a file that is not there yet only a whole one is taken in, so that comes first; and once more later.
    """
    twice = data.draw(st.lists(st.sampled_from(said), max_size=4))
    shuffled = data.draw(st.permutations([*said, *twice]))
    size = data.draw(st.integers(1, len(shuffled)))
    return [shuffled[first : first + size] for first in range(0, len(shuffled), size)]


@_KEEPING
@given(data=st.data(), counted=st.booleans())
async def test_some_of_it_may_lie_with_the_provider(
    stage: Stage, provider: Provider, data: st.DataObject, counted: bool, tmp_path: Path
):
    """Pushed, fed, sent by spreadsheet, and answered when the citizen looks, all at once: as if all of it had been pushed.

    A live source answers with one whole file, and with all statuses that it has. Whom a file concerns is left out of
    this: a source is asked about one citizen.
    """
    first = Said(what="whole", minutes=data.draw(MOMENTS), content=1)
    parts = SAID.filter(lambda one: one.what != "participants")
    said = [first, *data.draw(st.lists(parts, max_size=6))]
    at_source = Said(what="whole", minutes=data.draw(MOMENTS), content=1)
    number = next(_NUMBERS)
    await choosing.choose(stage.platform, stage.gent, Mode.PUSH, None, dry_run=False)
    pushed = [first, *_at_random(data, [*said, at_source])]
    await _send(stage, f"{number}a", [pushed], counted=counted)
    fed = await _fed(stage)
    for call in [[first], *_calls(data, said)]:
        by = data.draw(st.sampled_from([None, fed, tmp_path]))
        await _send(stage, f"{number}b", [call], counted=counted, by=by)
    expected = await _seen(stage, f"{number}a", [ANN])
    shelf = await shelf_of(stage, provider, stage.gent)
    live = at_source.draft(f"{number}b", counted=counted)
    assert isinstance(live, FileDraft)
    shelf.put(live)
    assert await _seen(apart(stage), f"{number}b", [ANN]) == expected


def _at_random(data: st.DataObject, said: list[Said]) -> list[Said]:
    return data.draw(st.permutations(said))


async def _fed(stage: Stage) -> Source:
    """Return a source whose feed is read, beside what is pushed for a day more."""
    of = await source(stage)
    await choosing.choose(stage.platform, stage.gent, Mode.PULL_FEED, of.code, dry_run=False)
    return of


async def _send(
    stage: Stage,
    external_id: str,
    calls: list[list[Said]],
    *,
    counted: bool,
    by: Source | Path | None = None,
) -> None:
    """Send calls; whole files come by a feed or by a spreadsheet where one is given."""
    for call in calls:
        drafts = [one.draft(external_id, counted=counted) for one in call]
        wholes = [one for one in drafts if isinstance(one, FileDraft)]
        parts = [one for one in drafts if isinstance(one, FileUpdate)]
        if isinstance(by, Source):
            assert await feed(stage, by, *wholes) == []
            wholes = []
        if isinstance(by, Path) and wholes:
            wholes = by_spreadsheet(by, wholes)
        for outcome in [*await stage.register(*wholes), *await stage.update(*parts)]:
            assert not isinstance(outcome, Exception), outcome


async def _seen(stage: Stage, external_id: str, who_looks: Sequence[str] = WHO) -> dict[str, Any]:
    """Return what each citizen sees of a file, as plain as can be."""
    seen: dict[str, Any] = {}
    for who in who_looks:
        whole = await stage.whole(stage.citizen(who), external_id)
        if whole is None:
            continue
        one = whole.file
        seen[who] = {
            "name": one.about.name.default.text,
            "target": one.about.target_date,
            "step": one.next_step and one.next_step.text.default.text,
            "evidence": [piece.code for piece in one.evidence],
            "relations": list(one.relations),
            "must_act": one.must_act,
            "status": (one.status.code, one.status.sequence, one.status.changed_at),
            "history": [
                (moment.status.code, moment.status.sequence, moment.status.changed_at)
                for moment in whole.history
            ],
        }
    return seen


def _expected(said: list[Said], *, counted: bool) -> dict[str, Any]:
    said = sorted(said, key=lambda one: one.minutes)
    about = [one for one in said if one.what == "whole"][-1]
    history = [_moment(one, counted=counted) for one in said if one.what in ("whole", "status")]
    step, evidence, people = ([one for one in said if one.what in ("whole", part)][-1] for part in PARTS)
    seen: dict[str, Any] = {}
    for who, relation in _people(people).items():
        seen[who] = {
            "name": f"Premie {about.content}",
            "target": date(2026, 9, 1 + about.content),
            "step": f"Stap {step.content}" if step.content else None,
            "evidence": [str(one) for one in range(0 if evidence.what == "whole" else evidence.content)],
            "relations": [relation],
            "must_act": relation is not Relation.VIEWER and history[-1][0] == "information_needed",
            "status": history[-1],
            "history": history,
        }
    return seen


def _moment(one: Said, *, counted: bool) -> tuple[str, int | None, Any]:
    code = "information_needed" if one.content == 2 else CODES[one.content]
    return (code, one.minutes if counted else None, at(0 if counted else one.minutes))


def _people(one: Said) -> dict[str, Relation]:
    if one.what == "whole":
        return dict.fromkeys([ANN, BEN] if one.content else [ANN], Relation.APPLICANT)
    relation = Relation.VIEWER if one.content == 2 else Relation.BENEFICIARY
    return dict.fromkeys(WHO[one.content :], relation)
