"""F5: items that fail however often they are tried: each is given up in the end, with its reason, and the rest flows."""

import pytest

from tests.faults.conftest import BESIDE, INSTEAD, QUIET, Recorded
from tests.faults.counting import Owed, lines
from tests.faults.outside import Manner
from tests.faults.run import Run, taken_only
from tests.faults.size import sized
from tests.worker.seen import change, rows

pytestmark = pytest.mark.faults("F5")
NOTIFICATIONS = sized(short=40, long=1_000)
MOST_ATTEMPTS = 10
REFUSED, SEALED, BROKEN = "refused", "sealed", "broken"
"""What a provider never takes; an address that cannot be opened; a fact that cannot be read."""


async def test_poison_is_given_up_after_ten_attempts_and_the_rest_flows(run: Run, recorded: Recorded):
    run.outside.manners["gent"] = _never_taken(run)
    await run.open()
    poison = [run.item(REFUSED, INSTEAD), run.item(SEALED, BESIDE), run.item(BROKEN, QUIET)]
    await run.send(poison)
    await _poison(run)
    await run.hire()
    run.numbers = run.numbers[len(poison) :]
    await run.send([run.item(str(one), (BESIDE, INSTEAD)[one % 2]) for one in range(NOTIFICATIONS)])
    for key, channel in ((REFUSED, "own:app"), (SEALED, "email"), (BROKEN, "inbox")):
        run.sent[key] = _without(run.sent[key], channel)
    await run.until_ended()
    (await taken_only(run).count()).assert_whole()
    attempts = await _until_given_up(run)
    count = await taken_only(run).count()
    recorded(f"3 poison items, at most {max(attempts.values())} attempts each", run, count)
    count.assert_whole()
    assert count.duplicates == 0
    assert max(attempts.values()) <= MOST_ATTEMPTS, attempts
    there = {(one.key, one.channel): (one.state, one.reason) for one in await lines(run.database)}
    assert there[REFUSED, "own:app"] == there[SEALED, "email"] == ("FAILED", "OUT_OF_TIME")
    errors = dict(
        await rows(run.database, "SELECT use, last_error FROM outbound_call WHERE failure = 'expired'")
    )
    assert errors["notifications.email"] == "SealError"
    [(attempts_at_fact, error)] = await rows(
        run.database, "SELECT attempts, last_error FROM handover WHERE due_at IS NULL"
    )
    assert (attempts_at_fact, error) == (MOST_ATTEMPTS, "ValidationError")


def _never_taken(run: Run):
    def _behave(data: dict) -> Manner:
        return "500" if data["externalId"] == REFUSED else "takes"

    return _behave


async def _poison(run: Run) -> None:
    """Spoil what is stored of two of them."""
    subjects = [run.stage.everybody[number].subject for number in run.numbers[1:3]]
    ids = [one.id.hex if run.database.kind == "sqlite" else one.id for one in subjects]
    garbage = "x'00'" if run.database.kind == "sqlite" else "'\\x00'::bytea"
    await change(
        run.database, f"UPDATE notification_address SET sealed = {garbage} WHERE subject_id = '{ids[0]}'"
    )
    whose = f"bucket = {subjects[1].bucket} AND name = 'notifications.accepted'"
    await change(run.database, f"UPDATE fact SET payload = '{{}}' WHERE {whose}")


def _without(owed: Owed, channel: str) -> Owed:
    return Owed(channels=owed.channels - {channel}, to=owed.to, fails=frozenset({channel}))


async def _until_given_up(run: Run) -> dict[str, int]:
    """Let time pass until nothing is tried any more; return the most attempts that anything took."""
    while await rows(run.database, _WAITING):
        next_at = min((seconds for *_, seconds in await run.waits()), default=600.0)
        await run.pass_time(max(0.0, next_at) + 1)
        await run.settled()
    called = await rows(run.database, "SELECT use, max(attempts) FROM outbound_call GROUP BY use")
    heard = await rows(run.database, "SELECT listener, max(attempts) FROM handover GROUP BY listener")
    return dict([*called, *heard])


_WAITING = """SELECT 1 FROM outbound_call WHERE due_at IS NOT NULL
UNION ALL SELECT 1 FROM handover WHERE listener = 'notifications.inbox' AND due_at IS NOT NULL LIMIT 1"""
