"""Types of cases, statuses and results, kept for an hour: each version of one has an address of its own."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from blocks.file_status.zgw.register import Register
from blocks.file_status.zgw.shapes import CaseKind, ResultKind, StatusKind
from profile_core.contract import clock

_KEPT = 3600.0
"""Seconds."""
_MOST = 10_000
Kind = TypeVar("Kind")


class Catalogue:
    """What the Catalogi API says of types. It names nobody, so it may be kept."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._kept: dict[tuple[str, str], tuple[float, object]] = {}

    async def case_kind(self, address: str) -> CaseKind | None:
        """Return a version of a case type."""
        return await self._of(address, "", lambda: self._register.one(address, CaseKind))

    async def result_kind(self, address: str) -> ResultKind | None:
        """Return a type of result."""
        return await self._of(address, "", lambda: self._register.one(address, ResultKind))

    async def status_kinds(self, case_kind: str) -> list[StatusKind]:
        """Return the status types of a version of a case type, in the order of the road."""

        async def _asked() -> list[StatusKind]:
            found = await self._register.typed("statustypen", StatusKind, zaaktype=case_kind)
            return sorted(found, key=lambda one: one.volgnummer)

        return await self._of(case_kind, "statustypen", _asked)

    async def _of(self, address: str, what: str, ask: Callable[[], Awaitable[Kind]]) -> Kind:
        now = clock.now().timestamp()
        until, kept = self._kept.get((address, what), (0.0, None))
        if now < until:
            return kept  # type: ignore[return-value]  # what is kept under a name came from the same question
        found = await ask()
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[address, what] = (now + _KEPT, found)
        return found
