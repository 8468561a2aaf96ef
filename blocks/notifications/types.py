"""Registering a type of notification: what a provider sends is one of these, and only when it is approved."""

from blocks.notifications import check
from blocks.notifications.check import definitions
from blocks.notifications.model import Definition, NotificationType, TypeDraft, TypeState
from blocks.notifications.rows import types as rows
from profile_core.contract import (
    Caller,
    DuplicateError,
    Environment,
    NotFoundError,
    Platform,
    Provider,
    Texts,
    Tx,
    directory,
    ids,
)


async def register(
    platform: Platform, caller: Caller, draft: TypeDraft, *, dry_run: bool
) -> NotificationType:
    """Register a type; the same again gives the same answer, other content under its code is refused.

    It is approved at once for test applications and outside production; elsewhere the operator looks first.
    """
    check.may(caller)
    wanted = _type(platform, caller, draft, definitions.type_draft(draft))
    if dry_run:
        async with platform.store.read() as tx:
            return await _preview(tx, caller, wanted)
    return await platform.store.transact(lambda tx: _add(tx, caller, wanted))


async def waiting(platform: Platform) -> list[tuple[Provider, NotificationType]]:
    """Return what waits for the operator's approval, the oldest first, with the provider it is of."""
    async with platform.store.read() as tx:
        found = await rows.waiting(tx)
        known = await directory.providers(tx, {one.provider for one in found})
    return [(known[one.provider], one) for one in found]


async def approve(platform: Platform, provider: str, code: str) -> None:
    """Let a provider (by its code) use a type from now on."""
    for known, one in await waiting(platform):
        if (known.code, one.code) == (provider, code):
            await platform.store.transact(lambda tx, type_id=one.id: rows.approve(tx, type_id))
            return
    message = f"No type {code} of {provider} waits for approval. See: citizen-profile types waiting"
    raise NotFoundError("type.unknown", message)


async def _preview(tx: Tx, caller: Caller, wanted: NotificationType) -> NotificationType:
    await _own_service(tx, caller, wanted)
    return await _same_as_known(tx, caller, wanted) or wanted


async def _add(tx: Tx, caller: Caller, wanted: NotificationType) -> NotificationType:
    await _own_service(tx, caller, wanted)
    await rows.add(tx, caller, wanted)
    return await _same_as_known(tx, caller, wanted) or wanted


async def _own_service(tx: Tx, caller: Caller, wanted: NotificationType) -> None:
    if await directory.service(tx, wanted.definition.service, caller) is None:
        message = "You have no service with this code. Use the code under which the directory knows it."
        raise NotFoundError("type.service", message, path=("type", "service"))


async def _same_as_known(tx: Tx, caller: Caller, wanted: NotificationType) -> NotificationType | None:
    known = (await rows.by_code(tx, caller, [wanted.code])).get(wanted.code)
    if known is None or _same(wanted, known):
        return known
    message = "This code is taken by a type with other content. Use another code."
    raise DuplicateError("type.duplicate", message, existing_id=str(known.id), path=("type", "code"))


def _same(wanted: NotificationType, known: NotificationType) -> bool:
    return wanted.definition == known.definition


def _type(platform: Platform, caller: Caller, draft: TypeDraft, name: Texts) -> NotificationType:
    at_once = caller.environment is Environment.TEST or not platform.settings.production
    return NotificationType(
        id=ids.plain_id(),
        provider=caller.provider,
        environment=caller.environment,
        code=draft.code,
        definition=Definition(service=draft.service, name=name, category=draft.category, kind=draft.kind),
        state=TypeState.APPROVED if at_once else TypeState.SUBMITTED,
        in_force=at_once,
    )
