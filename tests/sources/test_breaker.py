"""The circuit breaker: one citizen's record takes nothing from others, a source that hangs is soon left alone."""

import time_machine

from profile_core.kit import clock
from profile_core.sources import Breaker


def opened(*about: str) -> Breaker:
    breaker = Breaker()
    for one in about:
        assert breaker.lets(one)
        breaker.failed(one)
    return breaker


def test_one_citizen_who_fails_time_after_time_takes_nothing_from_others():
    breaker = Breaker()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(20):
            breaker.failed("slow")
            assert not breaker.lets("slow")
            assert breaker.lets("fast")
            traveller.shift(31)
            assert breaker.lets("slow")


def test_two_who_fail_take_nothing_from_others_and_three_do():
    with time_machine.travel(clock.now(), tick=False):
        assert opened("a", "b").lets("other")
        assert not opened("a", "b", "c").lets("other")


def test_answer_in_between_counts_from_the_start():
    breaker = opened("a", "b")
    breaker.answered("other")
    breaker.failed("c")
    assert breaker.lets("d")


def test_open_circuit_lets_one_question_through_every_ten_seconds():
    with time_machine.travel(clock.now(), tick=False) as traveller:
        breaker = opened("a", "b", "c")
        for _ in range(3):
            traveller.shift(9)
            assert not breaker.lets("d")
            traveller.shift(1)
            assert [breaker.lets(one) for one in ("d", "e", "f")] == [True, False, False]


def test_first_answer_closes_the_circuit():
    with time_machine.travel(clock.now(), tick=False) as traveller:
        breaker = opened("a", "b", "c")
        traveller.shift(10)
        assert breaker.lets("d")
        breaker.answered("d")
        assert [breaker.lets(one) for one in ("d", "e", "f")] == [True, True, True]


def test_citizen_whose_record_hangs_does_not_keep_the_circuit_open():
    """They ask every second, and are the first to be let through once; then it is another's turn."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        breaker = opened("a", "b", "slow")
        traveller.shift(31)
        assert breaker.lets("slow")
        traveller.shift(3)
        breaker.failed("slow")
        asked = []
        for _ in range(20):
            traveller.shift(1)
            asked += [one for one in ("slow", "other") if breaker.lets(one)]
        assert asked == ["other", "other"]


def test_what_is_remembered_does_not_grow_with_the_citizens():
    breaker = Breaker()
    for n in range(1000):
        with time_machine.travel(clock.ahead(31 * n), tick=False):
            breaker.failed(n)
    assert (len(breaker._failed), len(breaker._in_a_row)) == (1, 3)
