"""What a connector keeps on disk: how far it is, and the rows that were refused."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from profile_core.contract import InvalidError


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was refused. What it says of whom stands in the legacy system, and not here."""

    index: int
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The two files of a connector, beside its plan."""

    position: Path
    refused: Path

    def read(self) -> int | None:
        """Return the index up to which all is done; None at the beginning."""
        if not self.position.exists():
            return None
        try:
            return msgspec.json.decode(self.position.read_bytes(), type=int)
        except msgspec.DecodeError as error:
            message = f"{self.position} is no position. Delete it to begin anew: nothing is sent twice."
            raise InvalidError("connector.position", message) from error

    def write(self, index: int) -> None:
        """Go on from an index: the file is whole at any moment."""
        fresh = self.position.with_name(f"{self.position.name}.new")
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(index))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.position)

    def refuse(self, refused: Sequence[Refusal]) -> None:
        """Add refused rows, each once."""
        known = self.refusals()
        with self.refused.open("ab") as file:
            for one in refused:
                if one.index not in known:
                    file.write(msgspec.json.encode(one) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def refusals(self) -> dict[int, Refusal]:
        """Return what was refused, by index; a line that was cut off is none."""
        found: dict[int, Refusal] = {}
        lines = self.refused.read_bytes().split(b"\n") if self.refused.exists() else []
        for line in lines:
            try:
                one = msgspec.json.decode(line, type=Refusal)
            except msgspec.DecodeError:
                continue
            found[one.index] = one
        return found
