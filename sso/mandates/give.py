"""Give somebody a mandate: by their number, which tells the giver nothing about who has it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from profile_core import audit
from profile_core.contract import Acting, ConflictError, InvalidError, Platform, SubjectRef, Tx, clock
from profile_core.directory import subjects
from profile_core.directory.model import Subject
from profile_core.directory.subjects import Number
from sso.mandates import mandate as mandates
from sso.mandates.mandate import Names
from sso.rows import mandates as rows

MOST_YEARS = 5
MOST_OPEN = 50
"""So many may one citizen have given at a time: enough for everybody, too few to search for numbers."""
MOST_A_DAY = 20
"""So many may one citizen give in a day, also where they end them at once: each stands with the other for a year."""
REMEMBERED = timedelta(days=365)
"""How long a mandate that is over can still be seen by the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a citizen wants to give; ``id`` is the mandate's own, so that a wish that is sent twice gives once."""

    id: UUID
    number: Number = field(repr=False)
    called: str = field(repr=False)
    valid_until: date


def latest(today: date) -> date:
    """Return the last day that a mandate may have."""
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year + MOST_YEARS, day=day)


def check_day(last: date, today: date) -> None:
    """Refuse a last day that is over, or years away."""
    if last < today:
        raise InvalidError("mandate.past", "The last day is over.", path=("until",))
    if last > latest(today):
        raise InvalidError("mandate.late", f"A mandate lasts at most {MOST_YEARS} years.", path=("until",))


async def check(platform: Platform, acting: Acting, wish: Wish) -> None:
    """Raise what ``give`` would raise for the other's number, before the citizen is asked whether they are sure."""
    async with platform.store.read() as tx:
        known = await subjects.look_up(tx, platform.keyring, [wish.number])
        await _check_holder(tx, acting, known.get(wish.number))


async def give(platform: Platform, acting: Acting, wish: Wish) -> None:
    """Give a mandate, which waits until the other accepts; the same wish again changes nothing.

    A number never seen before makes its subject, so the answer is the same whoever has the number, or nobody.
    Raises ``InvalidError`` with the path ``number`` for oneself, and where one of the two exists for tests
    only, with the path ``until`` for a day that is over or too far; ``ConflictError`` where the other has an open
    mandate until another day, or too many are open or were given in a day.
    """
    today, at = mandates.today(platform), clock.now()
    check_day(wish.valid_until, today)
    async with platform.store.begin() as tx:
        [holder] = await subjects.resolve(tx, platform.keyring, [wish.number])
        await _check_holder(tx, acting, holder)
        await rows.close_expired(tx, acting.citizen, holder.ref, today=today, at=at)
        values = _values(platform, acting, wish, at)
        if not await rows.add(tx, wish.id, holder.ref, values):
            await _check_same(tx, acting, wish, holder.ref)
            return
        if await rows.count_open(tx, acting, today=today) > MOST_OPEN:
            raise ConflictError("mandate.too_many", f"At most {MOST_OPEN} mandates can be open.")
        if await rows.count_since(tx, acting, at - timedelta(days=1)) > MOST_A_DAY:
            raise ConflictError(
                "mandate.too_many_today", f"At most {MOST_A_DAY} mandates can be given a day."
            )
        await note(tx, acting, wish.id, "given", giver=acting.citizen, holder=holder.ref)


async def note(
    tx: Tx, acting: Acting, mandate: UUID, what: str, *, giver: SubjectRef, holder: SubjectRef
) -> None:
    """Write what happened to a mandate where both can read it."""
    for subject in (giver, holder):
        await audit.record(
            tx,
            subject=subject,
            actor=acting,
            action=f"sso.mandate_{what}",
            purpose="mandate",
            detail={"mandate": mandate.hex},
        )


async def _check_holder(tx: Tx, acting: Acting, holder: Subject | None) -> None:
    """Refuse oneself, and a mandate between a synthetic and a real person: synthetic numbers are public.

    A number never seen is a real person's, so nothing is learnt of it.
    """
    if holder is not None and holder.ref == acting.citizen:
        raise InvalidError("mandate.oneself", "Nobody needs a mandate of their own.", path=("number",))
    giver = await subjects.find(tx, acting.citizen.id)
    if giver is None or giver.synthetic != (holder is not None and holder.synthetic):
        message = "People who exist for tests give mandates to each other only."
        raise InvalidError("mandate.synthetic", message, path=("number",))


async def _check_same(tx: Tx, acting: Acting, wish: Wish, holder: SubjectRef) -> None:
    """Say nothing where it is this very wish, given before, or one like it that is open."""
    known = await rows.find(tx, acting, wish.id) or await rows.between(tx, acting.citizen, holder)
    if known is None or (known.holder_id, known.valid_until) != (holder.id, wish.valid_until):
        raise ConflictError("mandate.open", "This person has a mandate of yours already; end that one first.")


def _values(platform: Platform, acting: Acting, wish: Wish, at: datetime) -> dict[str, object]:
    names = Names(giver=acting.name, called=wish.called)
    last = datetime.combine(wish.valid_until, at.timetz())
    return {
        "giver_id": acting.citizen.id,
        "names": names.sealed(platform.keyring, wish.id),
        "valid_until": wish.valid_until,
        "given_at": at,
        "forget_at": last + REMEMBERED,
    }
