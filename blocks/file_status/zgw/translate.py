"""A case as a file: pure, without I/O.

The Zaken API knows no task with a date for the citizen: what a status asks is what the plan says of it, without a
deadline. A deadline of the authority is the file's target date.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from blocks.file_status.model import (
    FileDraft,
    OutputDraft,
    ParticipantDraft,
    Relation,
    StatusDraft,
    StepDraft,
)
from blocks.file_status.zgw.plan import CaseType, Plan, Step
from blocks.file_status.zgw.shapes import Case, CaseKind, Status, StatusKind
from profile_core.contract import Recipient, Text, contains_number, is_visible

_FIRST = Step(phase="composition", code="submitted")
_UNDER_WAY = Step(phase="treatment", code="in_treatment")
_LAST = Step(phase="completed", code="completed")
_LONGEST_DETAIL = 1000
_LONGEST_STEP = 300
_LONGEST_NAME = 140
_MOST_STATUSES = 100
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
"""What was before, the source API does not know: of a case from then we say that it began then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A case with all that is said of it; the statuses in the order in which they were set."""

    case: Case
    kind: CaseKind
    statuses: Sequence[Status]
    kinds: Sequence[StatusKind]
    relations: Sequence[Relation]
    result: str | None = None


def created_at(case: Case, plan: Plan) -> datetime:
    """Return since when a case exists: it has a day only."""
    return max(_BEGIN, datetime.combine(case.startdatum, time(0), ZoneInfo(plan.timezone)).astimezone(UTC))


def is_open(case: Case) -> bool:
    """Tell whether a case goes on: one that has ended asks nothing of anybody (rules zrc-007, zrc-008)."""
    return case.einddatum is None


def in_order(statuses: Sequence[Status], current: str | None) -> list[Status]:
    """Return statuses as they were set, the current one last.

    The newest come first in the answer; where several have one moment, which systems without a time of day give, their
    order in the answer says the rest.
    """
    numbered = sorted(enumerate(statuses), key=lambda one: (one[1].datum_status_gezet, -one[0]))
    return sorted((one for _, one in numbered), key=lambda one: one.url == current)


def step_of(status: str, kinds: Sequence[StatusKind], meant: CaseType) -> Step:
    """Return what a status is here: what the plan says of its type, or where it stands on the road."""
    kind = next((one for one in kinds if one.url == status), None)
    if kind is None:
        return _UNDER_WAY
    if kind.omschrijving in meant.statuses:
        return meant.statuses[kind.omschrijving]
    if kind.is_eindstatus:
        return _LAST
    return _FIRST if kind == kinds[0] else _UNDER_WAY


def file(whole: Whole, plan: Plan, subject: Mapping[str, str]) -> FileDraft:
    """Return a case as a file of the source API."""
    case, meant = whole.case, plan.types[whole.kind.identificatie]
    statuses = list(_statuses(whole, plan, meant))[-_MOST_STATUSES:]
    recipient = Recipient(
        national_number=subject.get("nationalNumber"), enterprise_number=subject.get("enterpriseNumber")
    )
    expected = case.einddatum_gepland or case.uiterlijke_einddatum_afdoening
    return FileDraft(
        external_id=case.identificatie,
        name=_texts(meant.name or {plan.language: _name(whole.kind)}, plan),
        service=meant.service,
        participants=[ParticipantDraft(relation=one, recipient=recipient) for one in whole.relations],
        statuses=statuses,
        created_at=created_at(case, plan),
        changed_at=statuses[-1].changed_at,
        link=_link(plan.link, case),
        next_step=_next(whole, plan),
        outputs=[OutputDraft(name=named)]
        if (named := _said(plan, whole.result or "", _LONGEST_NAME))
        else (),
        target_date=expected if expected and is_open(case) and expected >= _BEGIN.date() else None,
    )


def _statuses(whole: Whole, plan: Plan, meant: CaseType) -> Iterator[StatusDraft]:
    """Yield statuses with moments that grow, so that the order in which they were set is that of their moments."""
    before = _BEGIN
    for one in whole.statuses:
        before = max(one.datum_status_gezet.astimezone(UTC), before + timedelta(microseconds=1))
        step = step_of(one.statustype, whole.kinds, meant)
        asks = bool(step.action) and is_open(whole.case)
        yield StatusDraft(
            phase=step.phase,
            code=step.code,
            changed_at=before,
            detail=_said(plan, _detail(one, whole.kinds), _LONGEST_DETAIL),
            action_needed=asks,
            action=_texts(step.action, plan) if asks else (),
            action_link=_link(step.action_link, whole.case) if asks else None,
        )


def _detail(status: Status, kinds: Sequence[StatusKind]) -> str:
    """Return what is said of a status: what was written with it, or what its type says to whoever asked."""
    kind = next((one for one in kinds if one.url == status.statustype), None)
    return status.statustoelichting or (kind and (kind.statustekst or kind.omschrijving)) or ""


def _name(kind: CaseKind) -> str:
    return _sound(kind.omschrijving, _LONGEST_NAME) or kind.identificatie


def _next(whole: Whole, plan: Plan) -> StepDraft | None:
    case, current = whole.case, whole.statuses[-1].statustype
    if case.opschorting and case.opschorting.indicatie and case.opschorting.reden:
        return StepDraft(text=_said(plan, case.opschorting.reden, _LONGEST_STEP))
    at = next((at for at, one in enumerate(whole.kinds) if one.url == current), None)
    following = whole.kinds[at + 1 : at + 2] if at is not None and is_open(case) else ()
    return next((StepDraft(text=_said(plan, one.omschrijving, _LONGEST_STEP)) for one in following), None)


def _link(template: str | None, case: Case) -> str | None:
    """Return an address of the case: ``{identificatie}`` stands for its own."""
    return (
        None if template is None else template.replace("{identificatie}", quote(case.identificatie, safe=""))
    )


def _said(plan: Plan, words: str, longest: int) -> Sequence[Text]:
    sound = _sound(words, longest)
    return [Text(language=plan.language, text=sound, default=True)] if sound else []


def _sound(words: str, longest: int) -> str:
    """Return words on one line, as long as fits; none where a national number stands in them, which no text may hold.

    So a note that somebody typed costs the citizen the note at most, and never the case.
    """
    line = " ".join("".join(one if one.isprintable() else " " for one in words).split())
    fits = line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
    return "" if contains_number(line) or not is_visible(line) else fits


def _texts(some: Mapping[str, str], plan: Plan) -> Sequence[Text]:
    default = plan.language if plan.language in some else next(iter(some), "")
    return [
        Text(language=language, text=text, default=language == default) for language, text in some.items()
    ]
