"""Values that are made by the thousand, and never shown."""

import msgspec


class Quiet(msgspec.Struct, frozen=True):
    """A value of which a log says nothing but its kind: structs are made six times as fast as dataclasses."""

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return f"{type(self).__name__}(...)"
