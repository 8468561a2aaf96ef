"""Accept, decline or end a mandate. Who may not is told the same as where there is none."""

from uuid import UUID

from profile_core.contract import Acting, NotFoundError, Platform, SubjectRef, Tx, clock
from sso import ending
from sso.mandates import mandate as mandates
from sso.mandates.give import REMEMBERED, note
from sso.mandates.mandate import ROLE, SOURCE, Mandate, State
from sso.rows import mandates as rows
from sso.sessions import role_of


async def accept(platform: Platform, acting: Acting, mandate: UUID) -> bool:
    """Accept what waits; False where it no longer does, True also when it was accepted before."""
    at, today = clock.now(), mandates.today(platform)
    async with platform.store.begin() as tx:
        known = await _known(platform, tx, acting, mandate)
        names = mandates.Names(giver=known.names.giver, called=known.names.called, holder=acting.name)
        sealed = names.sealed(platform.keyring, mandate)
        if not await rows.accept(tx, acting, mandate, names=sealed, today=today, at=at):
            return known.state is State.ACTIVE and acting.citizen == known.holder
        await note(tx, acting, mandate, "accepted", giver=known.giver, holder=known.holder)
    return True


async def decline(platform: Platform, acting: Acting, mandate: UUID) -> bool:
    """Decline what waits; False where it no longer does, True also when it was declined before."""
    at, today = clock.now(), mandates.today(platform)
    async with platform.store.begin() as tx:
        known = await _known(platform, tx, acting, mandate)
        if not await rows.decline(tx, acting, mandate, today=today, at=at, forget_at=at + REMEMBERED):
            return known.state is State.DECLINED and acting.citizen == known.holder
        await note(tx, acting, mandate, "declined", giver=known.giver, holder=known.holder)
    return True


async def end(platform: Platform, acting: Acting, mandate: UUID) -> bool:
    """End a mandate, with every client session that acts by it; False where it was not open any more.

    True also when it was ended before: what the citizen wanted is so.
    """
    at, today = clock.now(), mandates.today(platform)
    async with platform.store.begin() as tx:
        known = await _known(platform, tx, acting, mandate)
        if not await rows.end(tx, acting, mandate, today=today, at=at, forget_at=at + REMEMBERED):
            return known.state is State.ENDED
        await _end_acting(platform, tx, known)
        await note(tx, acting, mandate, "ended", giver=known.giver, holder=known.holder)
    return True


async def holds(platform: Platform, tx: Tx, holder: SubjectRef, giver: SubjectRef) -> bool:
    """Tell whether a mandate holds, and let nobody end it before this transaction is through.

    Who ends it meanwhile waits, and then finds the client session that this transaction opens.
    """
    row = await rows.between(tx, giver, holder)
    known = mandates.of(platform.keyring, row, mandates.today(platform)) if row else None
    return known is not None and known.state is State.ACTIVE


async def _known(platform: Platform, tx: Tx, acting: Acting, mandate: UUID) -> Mandate:
    row = await rows.find(tx, acting, mandate)
    if row is None:
        raise NotFoundError("mandate.unknown", "There is no such mandate.")
    return mandates.of(platform.keyring, row, mandates.today(platform))


async def _end_acting(platform: Platform, tx: Tx, known: Mandate) -> None:
    """End what acts by this mandate; a register that says the same of the two keeps what is its own."""
    found = await rows.client_sessions_acting(tx, known.holder, known.giver, code=ROLE, at=clock.now())
    for row in found:
        if role_of(platform.keyring, row).source == SOURCE:
            await ending.end_client_session(tx, row.sid, "role_ended")
