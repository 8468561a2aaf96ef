"""What a citizen gave, was given and is asked, and the roles that come of it."""

from dataclasses import dataclass
from uuid import UUID

from profile_core.contract import (
    Acting,
    Citizen,
    Held,
    NotFoundError,
    Platform,
    RoleSource,
    Tx,
    texts,
)
from sso.mandates import mandate as mandates
from sso.mandates.mandate import ROLE, SOURCE, Mandate, State
from sso.rows import mandates as rows

_OPEN = (State.WAITING, State.ACTIVE)
_SHOWN = 200
"""So many that a citizen gave, and so many that they were given, are shown at most."""
_TITLE = texts(
    nl="Volmachten in Mijn Profiel",
    fr="Procurations dans Mon Profil",
    de="Vollmachten in Mein Profil",
    en="Mandates in My Profile",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The mandates of a citizen, newest first: those that wait for their answer, given, held, and over."""

    waiting: tuple[Mandate, ...]
    given: tuple[Mandate, ...]
    held: tuple[Mandate, ...]
    over: tuple[Mandate, ...]


async def overview(platform: Platform, acting: Acting) -> Overview:
    """Return what concerns a citizen; of very many, what is open before what is over."""
    today = mandates.today(platform)
    async with platform.store.read() as tx:
        of_mine = await rows.given(tx, acting, most=_SHOWN)
        of_others = await rows.held_by(tx, acting.citizen, most=_SHOWN)
    given = [mandates.of(platform.keyring, row, today) for row in of_mine]
    held = [mandates.of(platform.keyring, row, today) for row in of_others]
    over = [one for one in (*given, *held) if one.state not in _OPEN]
    return Overview(
        waiting=tuple(one for one in held if one.state is State.WAITING),
        given=tuple(one for one in given if one.state in _OPEN),
        held=tuple(one for one in held if one.state is State.ACTIVE),
        over=tuple(sorted(over, key=lambda one: one.given_at, reverse=True)),
    )


async def one(platform: Platform, acting: Acting, mandate: UUID | None) -> Mandate:
    """Return a mandate to its giver or holder; somebody else's and none are the same answer."""
    async with platform.store.read() as tx:
        row = await rows.find(tx, acting, mandate) if mandate else None
    if row is None:
        raise NotFoundError("mandate.unknown", "There is no such mandate.")
    return mandates.of(platform.keyring, row, mandates.today(platform))


def role_sources(platform: Platform) -> list[RoleSource]:
    """Return ourselves as a source of roles, beside the registers."""

    async def roles(citizen: Citizen) -> list[Held]:
        async with platform.store.read() as tx:
            return await _roles(platform, tx, citizen)

    return [RoleSource(name=SOURCE, title=_TITLE, roles=roles)]


async def _roles(platform: Platform, tx: Tx, citizen: Citizen) -> list[Held]:
    today = mandates.today(platform)
    holding = await rows.accepted_by(tx, citizen.subject, today=today)
    found = [mandates.of(platform.keyring, row, today) for row in holding]
    return [
        Held(
            code=ROLE,
            name=one.names.giver,
            giver=one.names.giver,
            whom=one.giver,
            valid_until=one.valid_until,
        )
        for one in found
    ]
