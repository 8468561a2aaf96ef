"""A fact and two listeners of the tests' own."""

from dataclasses import dataclass
from typing import ClassVar

from profile_core.store import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CarParked(Fact):
    """A car was parked."""

    name: ClassVar[str] = "parking.car_parked"
    where: str


LISTENERS = {CarParked: ("parking.fine", "parking.count")}
