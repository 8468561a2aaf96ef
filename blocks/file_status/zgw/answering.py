"""Answering a question: the cases of one subject in the order of the list, each checked by its roles, a page of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from blocks.file_status.model import ACTS, FileDraft
from blocks.file_status.zgw import translate, whose
from blocks.file_status.zgw.catalogue import Catalogue
from blocks.file_status.zgw.plan import Plan
from blocks.file_status.zgw.questions import Place, Question
from blocks.file_status.zgw.register import Register
from blocks.file_status.zgw.shapes import Case, CaseKind, Result, Role, Status
from blocks.file_status.zgw.translate import Whole

_EXTERNAL = "extern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is answered; ``more`` tells whether something follows."""

    items: Sequence[FileDraft]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A case in its place; what may ask something was read whole to know it."""

    place: Place
    case: Case
    kind: CaseKind
    whole: Whole | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers questions from one case system."""

    plan: Plan
    register: Register
    catalogue: Catalogue

    async def page(self, question: Question) -> Page:
        """Answer a question; ``UnavailableError`` when the case system does not, nothing is left out silently."""
        below = question.before.place if question.before else None
        found = await self._candidates(question)
        there = sorted(
            (one for one in found if below is None or one.place < below),
            key=lambda one: one.place,
            reverse=True,
        )
        limit, items = min(question.limit, self.plan.page_size), list[FileDraft]()
        while there and len(items) <= limit:
            part, there = there[: limit + 1], there[limit + 1 :]
            wholes = await asyncio.gather(*(self._known(question, one) for one in part))
            items += [
                translate.file(whole, self.plan, question.subject)
                for whole in wholes
                if whole is not None and whole.relations
            ]
        return Page(items=items[:limit], more=len(items) > limit)

    async def _candidates(self, question: Question) -> list[_Candidate]:
        filters = whose.filters(self.plan, question.subject)
        if question.only is not None:
            filters["identificatie"] = question.only.external_id
        cases = await self.register.cases(filters, Case)
        kinds = {
            one: await self.catalogue.case_kind(one) for one in sorted({case.zaaktype for case in cases})
        }
        shown = [
            (case, kind) for case in cases if (kind := kinds[case.zaaktype]) and self._is_shown(case, kind)
        ]
        found = await asyncio.gather(*(self._candidate(question, *one) for one in shown))
        wanted = question.only.external_id if question.only else None
        return [one for one in found if wanted in (None, one.case.identificatie)]

    def _is_shown(self, case: Case, kind: CaseKind) -> bool:
        """Tell whether citizens see a case; the case system was asked for no other, and may not have listened."""
        return (
            case.status is not None
            and case.bronorganisatie == self.plan.organisation
            and kind.identificatie in self.plan.types
            and kind.indicatie_intern_of_extern == _EXTERNAL
            and case.vertrouwelijkheidaanduiding in self.plan.allowed
        )

    async def _candidate(self, question: Question, case: Case, kind: CaseKind) -> _Candidate:
        meant, whole = self.plan.types[kind.identificatie], None
        asks = False
        if meant.asks and translate.is_open(case):
            whole = await self._whole(question, case, kind)
            if whole.relations:
                current = translate.step_of(whole.statuses[-1].statustype, whole.kinds, meant)
                asks = bool(current.action) and not ACTS.isdisjoint(whole.relations)
        place = (asks, translate.created_at(case, self.plan), case.identificatie)
        return _Candidate(place=place, case=case, kind=kind, whole=whole)

    async def _known(self, question: Question, one: _Candidate) -> Whole | None:
        return one.whole or await self._whole(question, one.case, one.kind)

    async def _whole(self, question: Question, case: Case, kind: CaseKind) -> Whole:
        roles, statuses, kinds, result = await asyncio.gather(
            self.register.listed("rollen", Role, zaak=case.url),
            self.register.listed("statussen", Status, zaak=case.url),
            self.catalogue.status_kinds(kind.url),
            self._result(case),
        )
        return Whole(
            case=case,
            kind=kind,
            statuses=translate.in_order(statuses, case.status),
            kinds=kinds,
            relations=whose.relations(self.plan, question.subject, roles) if statuses else (),
            result=result,
        )

    async def _result(self, case: Case) -> str | None:
        if not case.resultaat:
            return None
        result = await self.register.one(case.resultaat, Result)
        kind = await self.catalogue.result_kind(result.resultaattype) if result else None
        return kind.omschrijving if kind else None
