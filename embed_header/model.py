"""What a site has chosen for its header, as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Choice = frozenset[str] | None
"""The names of the blocks that a site's header shows; None is all of them, also those that come later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The header of one site. ``flemish`` is the JSON text of what it was in the Flemish header, if it came from there.

    One that was never stored has neither ``id`` nor ``changed_at``.
    """

    id: UUID | None
    origin: str
    provider: UUID
    blocks: Choice
    flemish: str | None
    changed_at: datetime | None


def shows(choice: Choice, block: str) -> bool:
    """Tell whether a block is among those that a site has chosen."""
    return choice is None or block in choice
