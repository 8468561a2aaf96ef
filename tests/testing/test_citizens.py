"""The synthetic citizens."""

import pytest

from profile_core.kit.numbers import national_number
from profile_core.testing import citizens

ALL = citizens.load()


@pytest.mark.parametrize("citizen", ALL, ids=lambda citizen: citizen.sub)
def test_national_number_is_valid_and_can_belong_to_nobody(citizen: citizens.Citizen) -> None:
    number = citizen.national_number
    assert national_number(number) == number
    assert number[6:9] in ("000", "999"), "the register hands out 001 to 998"
    assert number[:6] == citizen.born.replace("-", "")[2:]
    century = 2_000_000_000 if citizen.born >= "2000" else 0
    assert int(number[9:]) == 97 - (century + int(number[:9])) % 97


def test_no_two_citizens_are_the_same() -> None:
    assert len({citizen.sub for citizen in ALL}) == len({c.national_number for c in ALL}) == len(ALL) == 18
