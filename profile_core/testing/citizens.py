"""The synthetic citizens that every simulator knows.

Their national numbers have valid check digits and can belong to nobody: the register hands out the day's
sequence numbers 001 to 998, and these have 999 (men) or 000 (women).
"""

from pathlib import Path

import msgspec

_FILE = Path(__file__).with_name("citizens.json")


class Citizen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A synthetic citizen; ``sub`` is by what the test identity provider knows them."""

    sub: str
    given_name: str
    family_name: str
    national_number: str
    born: str
    logs_in: bool = True

    @property
    def name(self) -> str:
        """Return the given and the family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def formatted_number(self) -> str:
        """Return the national number as it stands on an identity card."""
        n = self.national_number
        return f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:9]}.{n[9:]}"


def load() -> tuple[Citizen, ...]:
    """Return all synthetic citizens, in the order of the file."""
    return msgspec.json.decode(_FILE.read_bytes(), type=tuple[Citizen, ...])


def who_log_in() -> tuple[Citizen, ...]:
    """Return those who log in by themselves; children, and those who only force outcomes in a sandbox, do not."""
    return tuple(citizen for citizen in load() if citizen.logs_in)
