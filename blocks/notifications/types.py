"""What a provider does with its types: only one that is approved is sent, and an edit of it waits in its turn."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from blocks.notifications import check, lifecycle, plan
from blocks.notifications.check import definitions
from blocks.notifications.model import Channels, Definition, NotificationType, TypeDraft, TypeState
from blocks.notifications.rows import types as rows
from profile_core.contract import (
    Caller,
    ConflictError,
    DuplicateError,
    Environment,
    InvalidError,
    NotFoundError,
    Platform,
    SubjectRef,
    Tx,
    audit,
    directory,
    ids,
    sources,
)

_BLOCK = "notifications"
Change = Callable[[NotificationType], NotificationType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which type to change, and at what revision; a dry run changes nothing."""

    code: str
    if_revision: int | None = None
    dry_run: bool = False
    path: tuple[str, ...] = ("code",)


async def register(
    platform: Platform, caller: Caller, draft: TypeDraft, *, submit: bool = True, dry_run: bool
) -> NotificationType:
    """Register a type; the same again gives the same answer, other content under its code is refused.

    It is approved at once for test applications and outside production; elsewhere the operator looks first.
    """
    check.may(caller)
    wanted = _new(caller, draft.code, _defined(platform, draft))
    if submit:
        wanted = lifecycle.submitted(wanted, at_once=_at_once(platform, caller))

    async def work(tx: Tx) -> NotificationType:
        await _usable(tx, caller, wanted.code, wanted.definition)
        if not dry_run:
            await rows.add(tx, caller, wanted)
        known = (await rows.by_code(tx, caller, [wanted.code])).get(wanted.code)
        return wanted if known is None else _same_as(known, wanted.definition)

    return await _done(platform, work, dry_run=dry_run)


async def update(
    platform: Platform,
    caller: Caller,
    draft: TypeDraft,
    *,
    if_revision: int | None = None,
    submit: bool = True,
    dry_run: bool,
) -> NotificationType:
    """Write a type anew, whole; what is in force stays so until this is approved."""
    check.may(caller)
    wanted = _defined(platform, draft)
    at_once = _at_once(platform, caller)
    order = Order(code=draft.code, if_revision=if_revision, dry_run=dry_run, path=("type", "code"))

    def change(known: NotificationType) -> NotificationType:
        if known.in_force and wanted.kind is not known.kind:
            message = "The kind of a type that is in use stays. Register another type."
            raise InvalidError("type.kind", message, path=("type", "kind"))
        edited = lifecycle.edited(known, wanted)
        hand_over = submit and edited.state is TypeState.DRAFT
        return lifecycle.submitted(edited, at_once=at_once) if hand_over else edited

    async def work(tx: Tx) -> NotificationType:
        await _usable(tx, caller, draft.code, wanted)
        return await _change(tx, caller, order, change)

    return await _done(platform, work, dry_run=dry_run)


async def submit(platform: Platform, caller: Caller, order: Order) -> NotificationType:
    """Hand what was written last to the operator."""
    at_once = _at_once(platform, caller)
    return await _by_code(platform, caller, order, lambda one: lifecycle.submitted(one, at_once=at_once))


async def publish(platform: Platform, caller: Caller, order: Order, *, published: bool) -> NotificationType:
    """Pause a type, so that nothing of it is taken in, or take in again."""
    return await _by_code(platform, caller, order, lambda one: replace(one, published=published))


async def note(tx: Tx, one: NotificationType, actor: Caller | str) -> None:
    """Say in the trail of its provider who changed a type."""
    await audit.record(
        tx,
        subject=SubjectRef(one.provider),
        actor=actor,
        action="notifications.type_changed",
        purpose=one.environment,
        detail={"type": one.code, "state": one.state, "revision": str(one.revision)},
    )


async def _by_code(platform: Platform, caller: Caller, order: Order, change: Change) -> NotificationType:
    check.may(caller)
    return await _done(platform, lambda tx: _change(tx, caller, order, change), dry_run=order.dry_run)


async def _change(tx: Tx, caller: Caller, order: Order, change: Change) -> NotificationType:
    """Change a type while nobody else does; what changes nothing is the same again, at whatever revision."""
    known = await _known(tx, caller, order)
    changed = change(known)
    if changed == known:
        return known
    if order.if_revision not in (None, known.revision):
        message = f"This type is at revision {known.revision} by now. Look at it, then change that one."
        raise ConflictError("type.revision", message, path=("ifRevision",))
    changed = replace(changed, revision=known.revision + 1)
    if not order.dry_run:
        await rows.put(tx, changed)
        await note(tx, changed, caller)
    return changed


async def _known(tx: Tx, caller: Caller, order: Order) -> NotificationType:
    if order.dry_run:
        known = (await rows.by_code(tx, caller, [order.code])).get(order.code)
    else:
        known = await rows.held(tx, caller, order.code)
    if known is None:
        raise NotFoundError("type.unknown", "You have no such type. Register it first.", path=order.path)
    return known


async def _done(
    platform: Platform, work: Callable[[Tx], Awaitable[NotificationType]], *, dry_run: bool
) -> NotificationType:
    if not dry_run:
        return await platform.store.transact(work)
    async with platform.store.read() as tx:
        return await work(tx)


async def _usable(tx: Tx, caller: Caller, code: str, wanted: Definition) -> None:
    """Check what a type names: a service of the caller, and a topic that no other type of it has."""
    if await directory.service(tx, wanted.service, caller) is None:
        message = "You have no service with this code. Use the code under which the directory knows it."
        raise NotFoundError("type.service", message, path=("type", "service"))
    await _readable(tx, caller, wanted)
    if wanted.notice is None:
        return
    for other in await rows.every(tx, caller):
        if other.code != code and wanted.notice in (other.definition.notice, lifecycle.written(other).notice):
            message = f"Your type {other.code} has this topic. One topic becomes notifications of one type."
            path = ("type", "notice")
            raise DuplicateError("type.notice", message, existing_id=str(other.id), path=path)


async def _readable(tx: Tx, caller: Caller, wanted: Definition) -> None:
    """Check that the source from which a type pulls is there, and has notifications."""
    if wanted.source is None:
        return
    key = (caller.provider, caller.environment, wanted.source)
    source = (await sources.named(tx, [key])).get(key)
    if source is None or _BLOCK not in source.blocks:
        message = "You have no source of notifications with this code. Register it with registerSource."
        raise InvalidError("type.source", message, path=("type", "source"))


def _same_as(known: NotificationType, wanted: Definition) -> NotificationType:
    if wanted in (known.definition, known.draft):
        return known
    message = "This code is taken by a type with other content. Change that one, or use another code."
    raise DuplicateError("type.duplicate", message, existing_id=str(known.id), path=("type", "code"))


def _defined(platform: Platform, draft: TypeDraft) -> Definition:
    offered = {*plan.channels_of(platform), *Channels().allowed} - {plan.OWN}
    return definitions.definition(draft, offered=offered, secure_links=platform.settings.production)


def _at_once(platform: Platform, caller: Caller) -> bool:
    return caller.environment is Environment.TEST or not platform.settings.production


def _new(caller: Caller, code: str, defined: Definition) -> NotificationType:
    return NotificationType(
        id=ids.plain_id(),
        provider=caller.provider,
        environment=caller.environment,
        code=code,
        definition=defined,
        state=TypeState.DRAFT,
        in_force=False,
    )
