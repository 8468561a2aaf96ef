"""Mandates: who may do what in which state, on both databases; what two who act at once leave behind."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from profile_core.audit import audit_table
from profile_core.contract import (
    Citizen as Asked,
    ConflictError,
    InvalidError,
    NotFoundError,
    Platform,
    Store,
    clock,
)
from profile_core.kit.keyring import new_keyring
from sso.mandates import answer, give, read
from sso.mandates.mandate import Mandate, State
from sso.sweep import sweep
from sso.tables import mandate_held_table, mandate_table
from tests.sso.conftest import platform_of
from tests.sso.mandated import Citizen, citizen, given, in_days, new_number, wish

FOREVER = 40
"""Days after which what was given here is over."""
Act = Callable[[Platform, Any, Any], Awaitable[bool]]
ACTS: dict[str, Act] = {"accept": answer.accept, "decline": answer.decline, "end": answer.end}
GIVER, HOLDER, STRANGER = "giver", "holder", "stranger"

MAY = {
    (State.WAITING, HOLDER, "accept"): State.ACTIVE,
    (State.WAITING, HOLDER, "decline"): State.DECLINED,
    (State.WAITING, GIVER, "end"): State.ENDED,
    (State.ACTIVE, GIVER, "end"): State.ENDED,
    (State.ACTIVE, HOLDER, "end"): State.ENDED,
}
"""Every change that there is; whatever is not listed changes nothing."""
AGAIN = {
    (State.ACTIVE, HOLDER, "accept"),
    (State.DECLINED, HOLDER, "decline"),
    (State.ENDED, GIVER, "end"),
    (State.ENDED, HOLDER, "end"),
}
"""What is so already is no refusal."""


@pytest.fixture
def platform(store: Store) -> Platform:
    return platform_of(store, new_keyring())


async def people(platform: Platform) -> dict[str, Citizen]:
    return {who: await citizen(platform, who.title()) for who in (GIVER, HOLDER, STRANGER)}


async def brought_to(platform: Platform, state: State, who: dict[str, Citizen]) -> Mandate:
    """Give a mandate and bring it to a state."""
    mandate = await given(platform, who[GIVER], who[HOLDER])
    if state in (State.ACTIVE, State.ENDED):
        assert await answer.accept(platform, who[HOLDER].acting, mandate.id)
    if state is State.DECLINED:
        assert await answer.decline(platform, who[HOLDER].acting, mandate.id)
    if state is State.ENDED:
        assert await answer.end(platform, who[GIVER].acting, mandate.id)
    return mandate


async def tried(platform: Platform, actor: Citizen, act: str, mandate: Mandate) -> bool:
    """Try to do something; for who is neither giver nor holder there is no such mandate."""
    try:
        return await ACTS[act](platform, actor.acting, mandate.id)
    except NotFoundError:
        return False


async def held(platform: Platform, holder: Citizen) -> list[str]:
    """Return the names of those for whom a citizen may act."""
    [source] = read.role_sources(platform)
    asked = Asked(subject=holder.acting.citizen, national_number=holder.number.digits)
    return [role.name for role in await source.roles(asked)]


@pytest.mark.parametrize("state", [State.WAITING, State.ACTIVE, State.DECLINED, State.ENDED])
async def test_only_who_may_changes_a_mandate(platform: Platform, state: State):
    """Walk the whole table: each state by each actor by each act."""
    for actor, act in product((GIVER, HOLDER, STRANGER), ACTS):
        who = await people(platform)
        mandate = await brought_to(platform, state, who)
        assert await tried(platform, who[actor], act, mandate) is (
            (state, actor, act) in MAY or (state, actor, act) in AGAIN
        ), (actor, act)
        expected = MAY.get((state, actor, act), state)
        for one in (GIVER, HOLDER):
            seen = await read.one(platform, who[one].acting, mandate.id)
            assert seen.state is expected, (actor, act)
        assert await held(platform, who[HOLDER]) == (["Giver"] if expected is State.ACTIVE else [])


@pytest.mark.parametrize("state", [State.WAITING, State.ACTIVE])
async def test_nobody_changes_a_mandate_whose_last_day_is_over(platform: Platform, state: State):
    who = await people(platform)
    mandate = await brought_to(platform, state, who)
    with time_machine.travel(clock.now() + timedelta(days=FOREVER), tick=False):
        for actor, act in product((GIVER, HOLDER, STRANGER), ACTS):
            assert not await tried(platform, who[actor], act, mandate), (actor, act)
        assert (await read.one(platform, who[GIVER].acting, mandate.id)).state is State.EXPIRED
        assert await held(platform, who[HOLDER]) == []


async def test_mandate_holds_to_the_end_of_its_last_day_in_local_time(platform: Platform):
    who = await people(platform)
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        mandate = await given(platform, who[GIVER], who[HOLDER], days=1)
        await answer.accept(platform, who[HOLDER].acting, mandate.id)
    for moment, roles in (("2026-11-23T22:59:00Z", ["Giver"]), ("2026-11-23T23:01:00Z", [])):
        with time_machine.travel(moment, tick=False):
            assert await held(platform, who[HOLDER]) == roles, moment


async def test_wish_that_is_sent_twice_gives_once_also_after_the_end(platform: Platform):
    who = await people(platform)
    asked = wish(who[GIVER], who[HOLDER].number, in_days(platform, 30))
    for _ in range(2):
        await give.give(platform, who[GIVER].acting, asked)
    await answer.end(platform, who[GIVER].acting, asked.id)
    await give.give(platform, who[GIVER].acting, asked)
    found = await read.overview(platform, who[GIVER].acting)
    assert [one.state for one in (*found.given, *found.over)] == [State.ENDED]


async def test_two_forms_for_the_same_person_give_one_mandate(platform: Platform):
    who = await people(platform)
    day = in_days(platform, 30)
    await asyncio.gather(
        *(give.give(platform, who[GIVER].acting, wish(who[GIVER], who[HOLDER].number, day)) for _ in range(4))
    )
    assert len((await read.overview(platform, who[GIVER].acting)).given) == 1
    later = wish(who[GIVER], who[HOLDER].number, in_days(platform, 31))
    with pytest.raises(ConflictError):
        await give.give(platform, who[GIVER].acting, later)


async def test_another_mandate_may_follow_one_that_is_over(platform: Platform):
    who = await people(platform)
    await brought_to(platform, State.ACTIVE, who)
    with time_machine.travel(clock.now() + timedelta(days=FOREVER), tick=False):
        second = await given(platform, who[GIVER], who[HOLDER])
        assert second.state is State.WAITING
        found = await read.overview(platform, who[HOLDER].acting)
        assert [one.state for one in (*found.waiting, *found.over)] == [State.WAITING, State.EXPIRED]


async def test_who_guesses_numbers_learns_nothing(platform: Platform):
    giver, known = await citizen(platform, "Giver"), await citizen(platform, "Known Person")
    day = in_days(platform, 30)
    for number in (known.number, new_number()):
        asked = wish(giver, number, day)
        await give.check(platform, giver.acting, asked)
        await give.give(platform, giver.acting, asked)
        seen = await read.one(platform, giver.acting, asked.id)
        assert (seen.state, seen.holder_name) == (State.WAITING, "ons Katarzyna")


async def test_nobody_gives_to_oneself_or_between_test_and_real_people(platform: Platform):
    real, test = await citizen(platform, "Real"), await citizen(platform, "Test", synthetic=True)
    other_test = await citizen(platform, "Other", synthetic=True)
    day = in_days(platform, 30)
    wrong = [(real, real.number), (real, test.number), (test, real.number), (test, new_number())]
    for giver, number in wrong:
        for ask in (give.check, give.give):
            with pytest.raises(InvalidError) as refused:
                await ask(platform, giver.acting, wish(giver, number, day))
            assert refused.value.path == ("number",)
            assert number.digits not in str(refused.value)
    assert (await given(platform, test, other_test)).state is State.WAITING


async def test_last_day_is_neither_over_nor_years_away(platform: Platform):
    giver = await citizen(platform, "Giver")
    for days in (-1, 366 * give.MOST_YEARS):
        asked = wish(giver, new_number(), in_days(platform, days))
        with pytest.raises(InvalidError):
            await give.give(platform, giver.acting, asked)


async def test_so_many_may_be_open_and_no_more(platform: Platform, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(give, "MOST_OPEN", 2)
    giver, day = await citizen(platform, "Giver"), in_days(platform, 30)
    for _ in range(2):
        await give.give(platform, giver.acting, wish(giver, new_number(), day))
    with pytest.raises(ConflictError):
        await give.give(platform, giver.acting, wish(giver, new_number(), day))


async def test_accepting_and_ending_at_once_leave_one_answer(platform: Platform):
    """Whichever comes first: who ended it as giver has ended it; a holder ends what they accepted before."""
    for enders in ((GIVER,), (HOLDER,), (GIVER, HOLDER)) * 4:
        who = await people(platform)
        mandate = await given(platform, who[GIVER], who[HOLDER])
        ends = (answer.end(platform, who[one].acting, mandate.id) for one in enders)
        accepted, *ended = await asyncio.gather(
            answer.accept(platform, who[HOLDER].acting, mandate.id), *ends
        )
        state = (await read.one(platform, who[GIVER].acting, mandate.id)).state
        assert state is (State.ENDED if any(ended) else State.ACTIVE)
        assert accepted or GIVER in enders
        assert (await held(platform, who[HOLDER]) == ["Giver"]) is (state is State.ACTIVE)


async def test_both_can_read_who_gave_accepted_and_ended(platform: Platform, store: Store):
    who = await people(platform)
    mandate = await brought_to(platform, State.ENDED, who)
    for one in (GIVER, HOLDER):
        ref = who[one].acting.citizen
        async with store.read() as tx:
            mine = (audit_table.c.bucket == ref.bucket, audit_table.c.subject_id == ref.id)
            lines = await tx.rows(sa.select(audit_table).where(*mine).order_by(audit_table.c.id))
        by = [str(who[actor].acting.citizen.id) for actor in (GIVER, HOLDER, GIVER)]
        told = ["sso.mandate_given", "sso.mandate_accepted", "sso.mandate_ended"]
        assert [(line.action, line.actor) for line in lines] == list(zip(told, by, strict=True))
        assert {line.detail["mandate"] for line in lines} == {mandate.id.hex}


async def test_holder_s_name_is_shown_to_the_giver_once_it_is_accepted(platform: Platform):
    who = await people(platform)
    mandate = await brought_to(platform, State.WAITING, who)
    assert (await read.one(platform, who[GIVER].acting, mandate.id)).holder_name == "ons Katarzyna"
    await answer.accept(platform, who[HOLDER].acting, mandate.id)
    assert (await read.one(platform, who[GIVER].acting, mandate.id)).holder_name == "Holder"


async def test_names_are_sealed_and_bound_to_their_row(platform: Platform, store: Store):
    who = await people(platform)
    first = await brought_to(platform, State.ACTIVE, who)
    second = await given(platform, who[HOLDER], who[GIVER])
    async with store.begin() as tx:
        mine = (mandate_table.c.bucket == first.giver.bucket, mandate_table.c.id == first.id)
        names = await tx.value(sa.select(mandate_table.c.names).where(*mine))
        assert b"Giver" not in names
        theirs = (mandate_table.c.bucket == second.giver.bucket, mandate_table.c.id == second.id)
        await tx.run(sa.update(mandate_table).where(*theirs).values(names=names))
    with pytest.raises(ValueError, match="changed"):
        await read.one(platform, who[GIVER].acting, second.id)


async def test_pointer_without_its_mandate_is_no_mandate_yet(platform: Platform, store: Store):
    """What a reader between the two rows would see on a sharded database."""
    who = await people(platform)
    mandate = await brought_to(platform, State.ACTIVE, who)
    async with store.begin() as tx:
        mine = (mandate_table.c.bucket == mandate.giver.bucket, mandate_table.c.id == mandate.id)
        await tx.run(sa.delete(mandate_table).where(*mine))
    assert await held(platform, who[HOLDER]) == []
    assert (await read.overview(platform, who[HOLDER].acting)).over == ()


async def test_mandate_that_is_over_for_a_year_is_forgotten_in_both_buckets(platform: Platform, store: Store):
    who = await people(platform)
    mandate = await brought_to(platform, State.ENDED, who)
    tables = ((mandate_table, mandate.giver.bucket), (mandate_held_table, mandate.holder.bucket))
    for days, left in ((364, 1), (366, 0)):
        at = clock.now() + timedelta(days=days)
        with time_machine.travel(at + timedelta(hours=1), tick=False):
            await sweep(platform)
        async with store.read() as tx:
            for table, bucket in tables:
                count = sa.select(sa.func.count()).select_from(table).where(table.c.bucket == bucket)
                assert await tx.value(count) == left
