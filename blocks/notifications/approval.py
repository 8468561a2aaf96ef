"""What the operator does with types: look at what waits, and let providers use it or say why not."""

from collections.abc import Callable
from dataclasses import replace

from blocks.notifications import lifecycle, types
from blocks.notifications.model import NotificationType, TypeState
from blocks.notifications.rows import types as rows
from profile_core.contract import (
    ConflictError,
    InvalidError,
    NotFoundError,
    Platform,
    Provider,
    Tx,
    audit,
    directory,
    said,
)

_LONGEST_REASON = 500


async def waiting(platform: Platform) -> list[tuple[Provider, NotificationType]]:
    """Return what waits for approval, the oldest first, with the provider it is of."""
    async with platform.store.read() as tx:
        found = await rows.waiting(tx)
        known = await directory.providers(tx, {one.provider for one in found})
    return [(known[one.provider], one) for one in found]


async def known(platform: Platform, provider: str, code: str) -> list[NotificationType]:
    """Return what a provider (by its code) has under a code: live, test or both."""
    async with platform.store.begin() as tx:
        found = await _of(tx, provider, code)
    if not found:
        raise NotFoundError("type.unknown", f"The provider {provider} has no type {code}.")
    return found


async def approve(platform: Platform, provider: str, code: str, *, revision: int | None = None) -> None:
    """Put what waits of a type in force, when it still is at the revision that the operator looked at."""
    await _decide(platform, provider, code, lifecycle.approved, revision)


async def reject(platform: Platform, provider: str, code: str, reason: str) -> None:
    """Refuse what waits of a type; its provider is told the reason."""
    if said.line(reason, "type.reason", (), _LONGEST_REASON, "a reason") is None:
        raise InvalidError("type.reason", "Give a reason.")
    await _decide(platform, provider, code, lambda one: lifecycle.rejected(one, reason), None)


async def _decide(
    platform: Platform,
    provider: str,
    code: str,
    decide: Callable[[NotificationType], NotificationType],
    revision: int | None,
) -> None:
    async def work(tx: Tx) -> None:
        waits = [one for one in await _of(tx, provider, code) if one.state is TypeState.SUBMITTED]
        if not waits:
            message = f"No type {code} of {provider} waits for approval. See: citizen-profile types waiting"
            raise NotFoundError("type.unknown", message)
        for one in waits:
            if revision not in (None, one.revision):
                message = f"It is at revision {one.revision} by now. See: citizen-profile types show {provider} {code}"
                raise ConflictError("type.revision", message)
            decided = replace(decide(one), revision=one.revision + 1)
            await rows.put(tx, decided)
            await types.note(tx, decided, audit.OPERATOR)

    await platform.store.transact(work)


async def _of(tx: Tx, provider: str, code: str) -> list[NotificationType]:
    found = await directory.provider_of_code(tx, provider)
    return [] if found is None else await rows.of_all(tx, found.id, code)
