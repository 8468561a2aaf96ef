"""What a block adds to the timeline of a file: whatever a provider bound to it by the file's own id."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from profile_core.kit.acting import Acting
from profile_core.kit.texts import Texts

if TYPE_CHECKING:
    from profile_core.contract.block import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that happened at a moment, in words; ``path`` is a page of ours that shows it, or empty."""

    at: datetime
    title: Texts
    path: str = ""


TimelinePart = Callable[["Platform", Acting, UUID, str, str], Awaitable[Sequence[Entry]]]
"""Returns the entries of a provider's file, by its ``groupId``, in the language of the page, as far as they are there
for whom the citizen acts. It writes its own audit lines."""
