"""A running source: its data, how it misbehaves at present, and what it was asked."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Self

from profile_core.kit import clock
from profile_core.testing import citizens
from profile_core.testing.registers import register
from profile_core.testing.source.caller import Issuer, Spent
from profile_core.testing.source.config import Served
from profile_core.testing.source.faults import FAULTS
from profile_core.testing.source.generated import Generator
from profile_core.testing.source.records import Records
from profile_core.testing.source.turn import Door, Fault

BLOCK = "notifications"


class UnknownFaultError(ValueError):
    """A fault was named that there is not."""


@dataclass(slots=True, kw_only=True)
class Source:
    """One source. ``misbehaves`` are the names of its faults; ``seen`` is what these remember."""

    name: str
    served: Served
    issuer: Issuer
    records: Records
    misbehaves: tuple[str, ...] = ()
    calls: Counter[str] = field(default_factory=Counter[str])
    seen: Counter[str] = field(default_factory=Counter[str])
    spent: Spent = field(default_factory=Spent)

    @classmethod
    def of(cls, name: str, served: Served, issuer: Issuer) -> Self:
        """Start a source as it is configured."""
        until = served.until or clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        generator = Generator(
            seed=served.seed, types=served.types, languages=served.languages, until=clock.as_utc(until)
        )
        subjects = served.subjects or known_subjects()
        source = cls(
            name=name,
            served=served,
            issuer=issuer,
            records=Records(subjects, generator.history(subjects, served.items)),
        )
        source.misbehave(served.faults)
        return source

    def misbehave(self, names: tuple[str, ...]) -> None:
        """Have these faults from now on, and no others."""
        if unknown := [name for name in names if name not in FAULTS]:
            raise UnknownFaultError(f"There is no fault {unknown[0]!r}.")
        self.misbehaves = names
        self.seen.clear()

    def faults(self, door: Door) -> list[Fault]:
        """Return the faults that it has at a door."""
        return [fault for name in self.misbehaves if door in (fault := FAULTS[name]).doors]


def known_subjects() -> tuple[str, ...]:
    """Return the numbers of all synthetic citizens and enterprises."""
    people = [citizen.national_number for citizen in citizens.load()]
    enterprises = [entry.enterprise_number for entry in register.load("enterprises")]
    return tuple(dict.fromkeys([*people, *enterprises]))
