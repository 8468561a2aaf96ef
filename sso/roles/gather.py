"""Ask every source at once which roles a citizen holds; one that is away takes nothing from the others."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from profile_core.contract import Environment, SubjectRef, Texts
from profile_core.contract.roles import SELF, Citizen, Held, RoleSource, SourceAwayError
from profile_core.directory import subjects
from profile_core.directory.subjects import ENTERPRISE, Number
from sso import refusals
from sso.issuer import Issuer
from sso.mandates.mandate import today as local_today
from sso.model import ActiveRole, Session

DEADLINE = 3.0
"""Seconds that all sources together may take, where a request may take longer."""
_Answer = tuple[RoleSource, Sequence[Held] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """What a citizen holds, oneself first, and the titles of the sources that did not answer."""

    held: tuple[ActiveRole, ...]
    away: tuple[Texts, ...]


def oneself(session: Session) -> ActiveRole:
    """Return the role that everybody holds."""
    return ActiveRole(code=SELF, subject=session.subject)


async def roles_of(issuer: Issuer, session: Session, environment: Environment = Environment.LIVE) -> Roles:
    """Return the roles that hold today; a test client is shown those for synthetic subjects only."""
    if not issuer.role_sources:
        return Roles(held=(oneself(session),), away=())
    citizen = Citizen(subject=session.subject, national_number=session.person.national_number)
    answers = await asyncio.gather(*(_asked(issuer, source, citizen) for source in issuer.role_sources))
    held = await _known(issuer, answers, only_synthetic=environment is Environment.TEST)
    return Roles(
        held=(oneself(session), *held),
        away=tuple(source.title for source, said in answers if said is None),
    )


async def holds(issuer: Issuer, session: Session, role: ActiveRole) -> bool | None:
    """Tell whether the source that vouched for a role still does; None when it cannot be asked."""
    if role.code == SELF:
        return True
    source = next((one for one in issuer.role_sources if one.name == role.source), None)
    if source is None:
        return False
    citizen = Citizen(subject=session.subject, national_number=session.person.national_number)
    answer = await _asked(issuer, source, citizen)
    if answer[1] is None:
        return None
    found = await _known(issuer, [answer], only_synthetic=False)
    return any((one.code, one.subject) == (role.code, role.subject) for one in found)


async def _asked(issuer: Issuer, source: RoleSource, citizen: Citizen) -> _Answer:
    """Ask one source; one that answers with a fault is asked again at once, one that hangs is left alone for a while."""
    about, breaker = citizen.subject.id, issuer.hanging[source.name]
    if not breaker.lets(about):
        return source, None
    seconds = min(DEADLINE, issuer.patience)
    try:
        async with asyncio.timeout(seconds):
            held = await source.roles(citizen)
    except TimeoutError:
        breaker.failed(about)
        why = f"no answer within {seconds:g} s"
    except SourceAwayError as error:
        breaker.answered(about)
        why = str(error)
    else:
        breaker.answered(about)
        return source, held
    refusals.logger.warning("source of roles away", source=source.name, why=why, left_alone=breaker.is_open)
    return source, None


async def _known(
    issuer: Issuer, answers: Iterable[_Answer], *, only_synthetic: bool
) -> tuple[ActiveRole, ...]:
    """Turn what sources say into roles for subjects of ours; a number never seen makes its subject."""
    today = local_today(issuer.platform)
    said = [(source, one) for source, held in answers for one in held or () if _counts(one, today)]
    if not said:
        return ()
    numbers = [one.whom for _, one in said if isinstance(one.whom, Number)]
    async with issuer.platform.store.begin() as tx:
        resolved = await subjects.resolve(tx, issuer.platform.keyring, numbers)
        by_number = {number: found.ref for number, found in zip(numbers, resolved, strict=True)}
        refs = [_subject(one, by_number) for _, one in said]
        known = await subjects.by_id(tx, sorted({ref.id for ref in refs}))
    pairs = zip(said, refs, strict=True)
    return _each_once(
        _role(source, one, ref)
        for (source, one), ref in pairs
        if ref.id in known and (known[ref.id].synthetic or not only_synthetic)
    )


def _each_once(roles: Iterable[ActiveRole]) -> tuple[ActiveRole, ...]:
    """Return one role where two sources know the same one: the one that lasts longer."""
    kept: dict[tuple[str, UUID], ActiveRole] = {}
    for role in roles:
        other = kept.setdefault((role.code, role.subject.id), role)
        if (role.valid_until or date.max) > (other.valid_until or date.max):
            kept[role.code, role.subject.id] = role
    return tuple(kept.values())


def _counts(one: Held, today: date) -> bool:
    """Tell whether a role holds today; nobody but we say who is the citizen self."""
    return one.code != SELF and (one.valid_until is None or one.valid_until >= today)


def _subject(one: Held, by_number: dict[Number, SubjectRef]) -> SubjectRef:
    return by_number[one.whom] if isinstance(one.whom, Number) else one.whom


def _role(source: RoleSource, one: Held, subject: SubjectRef) -> ActiveRole:
    """Name an enterprise by its number, which is public; a person has none here."""
    is_enterprise = isinstance(one.whom, Number) and one.whom.kind == ENTERPRISE
    return ActiveRole(
        code=one.code,
        subject=subject,
        source=source.name,
        name=one.name,
        identifier=one.whom.digits if is_enterprise and isinstance(one.whom, Number) else "",
        giver=one.giver,
        valid_until=one.valid_until,
    )
