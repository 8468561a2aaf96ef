"""What an adapter says of a case system, against one that answers in the documented shapes and pages."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from blocks.file_status import matrix
from blocks.file_status.check import items
from blocks.file_status.model import FileDraft, Relation
from blocks.file_status.zgw import questions
from blocks.file_status.zgw.answering import Answers
from blocks.file_status.zgw.shapes import Status
from blocks.file_status.zgw.translate import in_order
from profile_core.contract import GuardedClient, UnavailableError
from profile_core.testing.zaken.config import RoleEntry, StatusEntry
from tests.file_status.zaken import (
    LAMBERT,
    LOTTE,
    ROAD,
    WOUT,
    Cases,
    called,
    case,
    enterprise,
    person,
    served,
)


@pytest.fixture
async def http() -> AsyncIterator[GuardedClient]:
    async with GuardedClient(production=False) as client:
        yield client


@pytest.fixture
def cases(http: GuardedClient) -> Iterator[Cases]:
    """Serve an empty case system with pages of two."""
    with served(http, page_size=2) as some:
        yield some


async def ask(answers: Answers, number: str = LOTTE, **more: Any) -> list[FileDraft]:
    """Return all that is answered about a person."""
    question = {"subject": {"nationalNumber": number}, "limit": 50} | more
    page = await answers.page(questions.read(msgspec.json.encode(question)))
    return list(page.items)


async def names(answers: Answers, number: str = LOTTE, **more: Any) -> list[str]:
    return [one.external_id for one in await ask(answers, number, **more)]


async def test_a_case_is_a_file_with_all_its_statuses(cases: Cases):
    cases.put(
        case(
            1,
            *ROAD[:3],
            fields={
                "einddatumGepland": "2026-04-30",
                "uiterlijkeEinddatumAfdoening": "2026-05-31",
                "identificatie": "ZAAK-7",
            },
        )
    )
    [file] = await ask(cases.answers(link="https://zaken.example/{identificatie}"))
    assert [(one.phase, one.code, one.changed_at) for one in file.statuses] == [
        ("composition", "submitted", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("treatment", "in_treatment", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("treatment", "information_needed", datetime(2026, 3, 3, 9, tzinfo=UTC)),
    ]
    last = file.statuses[-1]
    assert last.action_needed and last.action[0].text == "Stuur ons een foto van uw oprit."
    assert last.action_link == file.link == "https://zaken.example/ZAAK-7"
    assert last.action_deadline is None, "the Zaken API has no such date"
    assert file.name[0].text == "Parkeervergunning"
    assert file.target_date == date(2026, 4, 30)
    assert file.next_step and file.next_step.text[0].text == "Afgehandeld"
    assert file.created_at == datetime(2026, 2, 28, 23, tzinfo=UTC), "a day begins where the case system is"
    assert [(one.relation, one.recipient.national_number) for one in file.participants] == [
        (Relation.APPLICANT, LOTTE)
    ]


async def test_an_ended_case_has_its_result_and_asks_nothing(cases: Cases):
    cases.put(
        case(
            1, *ROAD, result="Verleend", fields={"einddatum": "2026-03-04", "einddatumGepland": "2026-04-30"}
        )
    )
    [file] = await ask(cases.answers())
    assert (file.statuses[-1].phase, file.statuses[-1].code) == ("completed", "completed")
    assert [one.name[0].text for one in file.outputs] == ["Verleend"]
    assert not any(one.action_needed or one.action or one.action_link for one in file.statuses)
    assert (file.target_date, file.next_step) == (None, None)


async def test_what_is_said_with_a_status_is_said_to_the_citizen(cases: Cases):
    told = StatusEntry(type=ROAD[1], at="2026-03-02T09:00:00+01:00", text="Wij lezen uw aanvraag.")
    held = {"opschorting": {"indicatie": True, "reden": "Wij wachten op advies."}}
    cases.put(case(1, statuses=[told], fields=held))
    [file] = await ask(cases.answers())
    assert file.statuses[0].detail[0].text == "Wij lezen uw aanvraag."
    assert file.statuses[0].changed_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert file.next_step and file.next_step.text[0].text == "Wij wachten op advies."


async def test_statuses_of_one_day_keep_the_order_in_which_they_were_set(cases: Cases):
    """Systems exist that give a day only; the newest stands first in the answer, and ``status`` is the current one."""
    day = "2026-03-02T00:00:00Z"
    cases.put(case(1, statuses=[StatusEntry(type=one, at=day) for one in (ROAD[0], ROAD[2], ROAD[1])]))
    [file] = await ask(cases.answers())
    assert [one.code for one in file.statuses] == ["submitted", "information_needed", "in_treatment"]
    moments = [one.changed_at for one in file.statuses]
    assert moments == sorted(set(moments)), "each has a moment of its own, in that order"


async def test_all_pages_are_read_and_what_asks_comes_first(cases: Cases):
    for number in range(1, 8):
        cases.put(case(number, *ROAD[: 3 if number == 2 else 1], day=number))
    assert await names(cases.answers()) == [called(one) for one in (2, 7, 6, 5, 4, 3, 1)]
    assert sum("_zoek" in one for one in cases.asked()) == 4, "seven cases, two a page"


async def test_a_page_goes_on_below_a_boundary(cases: Cases):
    for number in range(1, 8):
        cases.put(case(number, *ROAD[: 3 if number == 2 else 1], day=number % 4 + 1))
    answers = cases.answers()
    whole = await ask(answers)
    assert len(whole) == 7
    found, before = list[FileDraft](), None
    while True:
        question = {"subject": {"nationalNumber": LOTTE}, "limit": 2} | ({"before": before} if before else {})
        page = await answers.page(questions.read(msgspec.json.encode(question)))
        found += page.items
        last = found[-1]
        before = {
            "actionNeeded": last.statuses[-1].action_needed,
            "createdAt": last.created_at,
            "externalId": last.external_id,
        }
        if not page.more:
            break
    assert found == whole


async def test_one_file_is_found_by_its_id_and_nobody_elses(cases: Cases):
    cases.put(case(1))
    cases.put(case(2, roles=[person(WOUT)]))
    answers = cases.answers()
    assert await names(answers, only={"externalId": called(1)}) == [called(1)]
    assert await names(answers, only={"externalId": called(2)}) == []
    assert await names(answers, only={"externalId": called(9)}) == []


async def test_a_number_stands_in_no_address(cases: Cases):
    cases.put(case(1))
    assert await names(cases.answers())
    assert not any(LOTTE in one for one in cases.asked())


async def test_a_case_system_that_does_not_filter_gives_nobody_elses_case(cases: Cases):
    """Not every supplier knows every filter: each case is checked by its own roles."""
    cases.put(case(1))
    cases.put(case(2, roles=[person(WOUT)]))
    secret = {"vertrouwelijkheidaanduiding": "zaakvertrouwelijk"}
    cases.put(case(3, fields=secret))
    cases.put(case(4, fields={"bronorganisatie": "111222333"}))
    cases.control(fault="unfiltered")
    assert await names(cases.answers()) == [called(1)]
    assert await names(cases.answers(), WOUT) == [called(2)]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([person(role="initiator")], [Relation.APPLICANT]),
        ([person(role="belanghebbende")], [Relation.CONCERNED]),
        ([person(role="belanghebbende"), person()], [Relation.APPLICANT, Relation.CONCERNED]),
        ([person(WOUT), person(role="behandelaar")], []),
        ([RoleEntry(kind="medewerker", role="initiator", identification={"anpIdentificatie": LOTTE})], []),
    ],
)
async def test_the_role_says_what_it_has_to_do_with_somebody(
    cases: Cases, roles: list[RoleEntry], expected: list[Relation]
):
    cases.put(case(1, *ROAD[:3], roles=roles))
    found = await ask(cases.answers())
    assert [part.relation for one in found for part in one.participants] == expected


async def test_what_asks_something_of_another_does_not_come_first(cases: Cases):
    cases.put(case(1, *ROAD[:3], roles=[person(role="belanghebbende")], day=1))
    cases.put(case(2, day=2))
    assert await names(cases.answers()) == [called(2), called(1)]


async def test_an_enterprise_sees_its_own(cases: Cases):
    cases.put(case(1, roles=[enterprise()]))
    cases.put(case(2))
    question = {"subject": {"enterpriseNumber": LAMBERT}, "limit": 50}
    page = await cases.answers().page(questions.read(msgspec.json.encode(question)))
    assert [one.external_id for one in page.items] == [called(1)]
    assert page.items[0].participants[0].recipient.enterprise_number == LAMBERT


async def test_only_what_is_meant_for_citizens_is_shown(cases: Cases):
    cases.put(case(1, type="INTERN"))
    cases.put(case(2, type="ANDERS"))
    cases.put(case(3, fields={"vertrouwelijkheidaanduiding": "zaakvertrouwelijk"}))
    cases.put(case(4, statuses=[]))
    cases.put(case(5, fields={"bronorganisatie": "111222333"}))
    assert await names(cases.answers()) == []
    assert await names(cases.answers(at_most="zaakvertrouwelijk")) == [called(3)]


async def test_types_are_asked_for_once(cases: Cases):
    cases.put(case(1))
    answers = cases.answers()
    assert await names(answers) == await names(answers)
    assert sum("catalogi" in one for one in cases.asked()) == 3, "the case type, and two pages of statuses"


@pytest.mark.parametrize("fault", ["error", "garbage", "elsewhere"])
async def test_a_case_system_that_fails_is_no_empty_list(cases: Cases, fault: str):
    for number in range(1, 4):
        cases.put(case(number))
    cases.control(fault=fault)
    with pytest.raises(UnavailableError):
        await names(cases.answers())
    cases.control(fault="none")
    assert len(await names(cases.answers())) == 3


async def test_an_address_outside_of_the_plan_is_not_followed(cases: Cases):
    for number in range(1, 4):
        cases.put(case(number))
    cases.control(fault="elsewhere")
    with pytest.raises(UnavailableError, match="outside of what the plan says"):
        await names(cases.answers())


def test_the_current_status_is_the_last_whatever_its_moment():
    day = datetime(2026, 3, 2, tzinfo=UTC)
    some = [Status(url=one, statustype=one, datum_status_gezet=day) for one in ("c", "b", "a")]
    assert [one.url for one in in_order(some, "c")] == ["a", "b", "c"]
    assert [one.url for one in in_order(some, "a")] == ["b", "c", "a"]
    assert [one.url for one in in_order(some, None)] == ["a", "b", "c"]


async def test_a_client_that_it_does_not_know_is_refused(cases: Cases):
    cases.put(case(1))
    with pytest.raises(UnavailableError, match="403"):
        await names(cases.answers(secret="another secret of that length"))


async def test_a_number_that_does_not_fit_the_field_is_refused_not_empty(cases: Cases):
    """A BSN has nine digits: a plan that looks there for a longer number is told so by the case system."""
    cases.put(case(1))
    with pytest.raises(UnavailableError, match="400"):
        await names(cases.answers(person="inpBsn"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Zie bijlage:\tplan", "Zie bijlage: plan"),
        ("Regel 1\r\nregel 2", "Regel 1 regel 2"),
        ("Regel 1\x07regel 2", "Regel 1 regel 2"),
        (f"Bel {LOTTE} terug", ""),
        ("\u202e", ""),
        ("x" * 2000, f"{'x' * 999}…"),
    ],
)
async def test_what_somebody_typed_costs_the_note_at_most_and_never_the_case(
    cases: Cases, words: str, told: str
):
    typed = StatusEntry(type=ROAD[1], at="2026-03-02T09:00:00Z", text=words)
    held = {"opschorting": {"indicatie": True, "reden": words}, "einddatumGepland": "1999-01-01"}
    cases.put(case(1, statuses=[typed], fields={**held, "startdatum": "1998-01-01"}))
    [file] = await ask(cases.answers())
    assert [one.text for one in file.statuses[0].detail] == ([told] if told else [])
    items.whole(file, matrix.own(), path=(), secure_links=True)
    assert (file.target_date, file.created_at) == (None, datetime(2000, 1, 1, tzinfo=UTC))


async def test_of_a_long_history_the_newest_statuses_are_said(http: GuardedClient):
    days = [f"2026-0{1 + at // 28}-{1 + at % 28:02d}T09:00:00Z" for at in range(130)]
    with served(http, page_size=50) as cases:
        cases.put(case(1, statuses=[StatusEntry(type=ROAD[1], at=day) for day in days]))
        [file] = await ask(cases.answers())
    items.whole(file, matrix.own(), path=(), secure_links=True)
    assert len(file.statuses) == 100
    assert file.statuses[-1].changed_at == datetime.fromisoformat(days[-1])
