"""By which mode the files of a provider come in."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from profile_core.contract import Environment, Quiet, sources


class Chosen(Quiet, frozen=True, kw_only=True):
    """What a provider chose: PUSH, or a pulling mode with the code of its source; ``former`` are doors of before."""

    provider: UUID
    environment: Environment
    mode: sources.Mode = sources.Mode.PUSH
    source: str | None = None
    former: tuple[sources.Door, ...] = ()

    def doors(self, moment: datetime) -> Iterator[sources.Door]:
        """Yield the doors that are open at a moment, that of the mode first."""
        return sources.open_doors(self.mode, self.source, self.former, moment)

    def takes(self, mode: sources.Mode, moment: datetime) -> bool:
        """Tell whether files may come in by the door of a mode."""
        return any(door.mode is mode for door in self.doors(moment))
