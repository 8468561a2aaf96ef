"""A register of roles, asked over the network; every call is signed, and the number stands in its body."""

from datetime import date
from functools import partial

import msgspec

from profile_core import audit
from profile_core.contract import InvalidError, Platform, SubjectRef, clock
from profile_core.contract.roles import Citizen, Held, RoleSource, SourceAwayError
from profile_core.directory import subjects
from profile_core.directory.subjects import Number
from profile_core.sources import GuardedClient, NoAnswerError
from profile_core.sources.signing import claims
from sso import configuration
from sso.keys import SigningKeys
from sso.model import Register
from sso.settings import SsoSettings

TYP = "register-request+jwt"
_MOST = 200


class _Role(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    code: str
    name: str
    enterprise_number: str = ""
    national_number: str = ""
    giver: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class _Answer(msgspec.Struct, frozen=True):
    roles: list[dict[str, object]]


def role_sources(platform: Platform) -> list[RoleSource]:
    """Return the registers that the operator configured."""
    keys = SigningKeys(platform.store, platform.keyring)
    http = GuardedClient(production=platform.settings.production)
    return [
        RoleSource(
            name=register.name, title=register.label, roles=partial(_roles, register, platform, keys, http)
        )
        for register in configuration.read(SsoSettings().file).registers
    ]


async def _roles(
    register: Register, platform: Platform, keys: SigningKeys, http: GuardedClient, citizen: Citizen
) -> list[Held]:
    """Ask a register; one role that cannot be read does not take the others away."""
    address = f"{register.address}/roles"
    today = clock.today(platform.settings.timezone)
    body = msgspec.json.encode({"nationalNumber": citizen.national_number})
    token = (await keys.ring()).sign(TYP, claims(platform.settings.public_url, address, body))
    await _note(platform, register, citizen.subject)
    try:
        answer = await http.post_json(address, body, headers={"authorization": f"Bearer {token}"})
        if answer.status != 200:
            raise SourceAwayError(f"{address} answered {answer.status}")
        said = msgspec.convert(answer.json(), _Answer).roles[:_MOST]
    except NoAnswerError as error:
        raise SourceAwayError(f"{address}: {error}") from error
    except msgspec.ValidationError as error:
        raise SourceAwayError(f"{address}: the answer is not of the shape") from error
    return [held for one in said if (held := _held(one, today))]


async def _note(platform: Platform, register: Register, citizen: SubjectRef) -> None:
    """Say to which register a citizen's number is sent, before it is."""
    async with platform.store.begin() as tx:
        await audit.record(
            tx,
            subject=citizen,
            actor="sso",
            action="sso.register_asked",
            purpose="roles",
            detail={"register": register.name},
        )


def _held(said: dict[str, object], today: date) -> Held | None:
    try:
        one = msgspec.convert(said, _Role)
        whom = _number(one)
    except (msgspec.ValidationError, InvalidError):
        return None
    if not one.code or not one.name or (one.valid_from and one.valid_from > today):
        return None
    return Held(code=one.code, name=one.name, whom=whom, giver=one.giver, valid_until=one.valid_until)


def _number(one: _Role) -> Number:
    if one.enterprise_number:
        return subjects.enterprise(one.enterprise_number)
    return subjects.national(one.national_number)
