"""Retention: what is past its term goes by itself, what is not stays, and what has no term waits for its citizen."""

from datetime import timedelta

import pytest
import time_machine

from blocks.notifications import retention
from profile_core.contract import Platform, clock
from profile_core.profile import holdings
from profile_core.store import kept as tables
from profile_core.worker.rounds import forget_answers, forget_old, sweep_calls
from sso import sweep
from tests.profile.conftest import somebody
from tests.profile.filled import NUMBERS, fill

LASTS = {"subject", "subject_number", "sso_consent", "notification_address", "notification_preference"}
LASTS |= {"file_status_copy", "file_status_event", "file_status_seen"}
"""Kept until the citizen, or the provider, says otherwise."""
AUDITED = {"audit"}
WAITS = {"fact", "handover"}
"""A fact that somebody must still hear stays, and so does its handover."""
TOMBSTONE = {"notification", "delivery"}
"""Of what is gone its key stays, and for 90 days how it was delivered."""
ENDED = {"outbound_call": {"due_at": None}, "notification": {"deleted_at": None}}
DAYS = [timedelta(days=2), timedelta(days=9 * 365)]


async def rounds(platform: Platform) -> None:
    """Run every job that forgets."""
    for job in (retention.delete, forget_answers, forget_old, sweep_calls, sweep.sweep):
        await job(platform)


async def left(platform: Platform, acting) -> set[str]:
    async with platform.store.read() as tx:
        found = await holdings.look(tx, platform, acting.citizen, most=0)
    return {one.kept.table.name for one in found if one.tally.rows}


async def test_what_is_past_its_term_goes_and_the_rest_stays(whole: Platform):
    past, current = somebody(), somebody(8)
    await fill(whole, past.citizen, NUMBERS[0], **ENDED)
    ahead = {"outbound_call": ENDED["outbound_call"], "notification": ENDED["notification"]}
    await fill(whole, current.citizen, NUMBERS[1], clock.now() + timedelta(days=30), **ahead)
    everything = await left(whole, current)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        await rounds(whole)
    assert await left(whole, past) == LASTS | AUDITED | WAITS | TOMBSTONE
    assert await left(whole, current) == everything == {kept.table.name for kept in holdings.declared(whole)}


async def test_a_tombstone_loses_its_deliveries_and_keeps_its_key(whole: Platform):
    citizen, later = somebody(), somebody()
    filled = await fill(whole, citizen.citizen, NUMBERS[0], **ENDED)
    await fill(whole, later.citizen, NUMBERS[1], notification={"deleted_at": clock.now()})
    await rounds(whole)
    kept = {one.table.name: one for one in holdings.declared(whole)}
    async with whole.store.read() as tx:
        [row] = await tables.page(tx, kept["notification"], citizen.citizen, most=2)
    assert (row.title, row.external_id) == ([], filled.rows["notification"]["external_id"])
    assert "delivery" in await left(whole, citizen)
    assert {"delivery", "notification"} & await left(whole, later) == {"notification"}


@pytest.mark.parametrize(("years", "stays"), [(9.9, True), (10.1, False)])
async def test_who_looked_can_be_asked_for_ten_years(whole: Platform, years: float, stays: bool):
    citizen = somebody()
    await fill(whole, citizen.citizen, NUMBERS[0])
    with time_machine.travel(clock.now() + timedelta(days=365.25 * years)):
        await forget_old(whole)
    assert ("audit" in await left(whole, citizen)) is stays


@pytest.mark.parametrize(("hours", "stays"), [(23, True), (25, False)])
async def test_what_everybody_heard_is_kept_for_a_day(whole: Platform, hours: int, stays: bool):
    citizen = somebody()
    filled = await fill(whole, citizen.citizen, NUMBERS[0])
    kept = {one.table.name: one for one in holdings.declared(whole)}
    handed = kept["handover"].table
    async with whole.store.begin() as tx:
        of_it = handed.c.fact_id == filled.rows["fact"]["id"]
        assert await tx.run(handed.delete().where(handed.c.bucket == citizen.citizen.bucket, of_it)) == 1
    with time_machine.travel(clock.now() + timedelta(hours=hours)):
        await forget_old(whole)
    assert ("fact" in await left(whole, citizen)) is stays
