"""What a site is told of a citizen: the standard claims, and the shape of the Flemish header's ``idpData``."""

from collections.abc import Iterable
from typing import Any

from profile_core.contract.roles import SELF
from profile_core.directory.model import Application
from profile_core.kit.keyring import Keyring
from sso.model import ActiveRole, ClientSession, Person
from sso.roles import hint


def sub_for(keyring: Keyring, application: Application, held: ClientSession) -> str:
    """Return by what a site knows the citizen: pairwise per provider (OpenID Connect Core section 8.1)."""
    return keyring.pairwise(str(application.provider), held.session.subject.id)


def claims(
    keyring: Keyring, application: Application, held: ClientSession, roles: Iterable[ActiveRole]
) -> dict[str, Any]:
    """Return what the scope ``profile`` gives away; ``roles`` are all that the citizen may act in."""
    person, sector = held.session.person, str(application.provider)
    given = (
        {"given_name": person.given_name} if person.given_name else {}
    )  # Core section 5.3.2: none, not empty
    return given | {
        "name": person.name,
        "family_name": person.family_name,
        "user": {"firstName": person.given_name, "name": person.family_name},
        "activeIdentity": _identity(keyring, sector, person, held.role),
        "identities": [_identity(keyring, sector, person, role) for role in roles],
    }


def _identity(keyring: Keyring, sector: str, person: Person, role: ActiveRole) -> dict[str, Any]:
    """Name an enterprise by its number; a person, also oneself, pairwise: no number of a citizen leaves us."""
    name = person.name if role.code == SELF else role.name
    identifier = role.identifier or keyring.pairwise(sector, role.subject.id)
    identity: dict[str, Any] = {
        "loginHint": hint.write(keyring, sector, role),
        "onBehalfOf": {"code": role.code, "name": name, "identifier": identifier},
    }
    return identity | ({"mandateGiver": {"name": role.giver}} if role.giver else {})
