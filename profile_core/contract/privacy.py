"""What a block says of all its tables: which hold something about a citizen, and which do not."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from profile_core.kit.acting import SubjectRef
from profile_core.store.kept import Kept
from profile_core.store.tx import Tx

if TYPE_CHECKING:
    from profile_core.contract.block import Platform

Leaving = Callable[["Platform", Tx, SubjectRef], Awaitable[None]]
"""Does, in the transaction that erases and before it does, what must come first: whoever has to know is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """All tables of a block: ``kept`` about citizens, and ``nobodys``, by name, with why they are about none."""

    kept: Sequence[Kept] = ()
    nobodys: Mapping[str, str] = field(default_factory=dict[str, str])
    leaving: Leaving | None = None
