"""What a site is told of a citizen: the standard claims, and the shape of the Flemish header's ``idpData``."""

import base64
from typing import Any

import msgspec

from profile_core.directory.model import Application
from profile_core.kit.keyring import Keyring
from sso.model import ClientSession


def sub_for(keyring: Keyring, application: Application, held: ClientSession) -> str:
    """Return by what a site knows the citizen: pairwise per provider (OpenID Connect Core section 8.1)."""
    return keyring.pairwise(str(application.provider), held.session.subject.id)


def claims(held: ClientSession, sub: str) -> dict[str, Any]:
    """Return what the scope ``profile`` gives away."""
    person = held.session.person
    identity = _identity(held, sub)
    return {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "user": {"firstName": person.given_name, "name": person.family_name},
        "activeIdentity": identity,
        "identities": [identity],
    }


def _identity(held: ClientSession, sub: str) -> dict[str, Any]:
    """For oneself the identifier is the pairwise ``sub``: no number of the citizen leaves us."""
    hint = msgspec.json.encode({"cap_hint": held.role.code, "code_hint": ""})
    return {
        "loginHint": base64.b64encode(hint).decode(),
        "onBehalfOf": {
            "code": held.role.code,
            "name": held.role.name or held.session.person.name,
            "identifier": sub,
        },
    }
