"""A site as somebody wants to register it, unchecked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from profile_core.contract import Environment, Text
from sso.agreements import HEADER, NAMED

SCOPES = frozenset({"openid", HEADER}) | NAMED
"""All that a site can be registered for; what programs ask for themselves is not among them."""
USUAL_SCOPES = ("openid", "profile")


class ClientProfile(StrEnum):
    """``fapi2`` adds pushed requests and DPoP (FAPI 2.0 Security Profile)."""

    STANDARD = "standard"
    FAPI2 = "fapi2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was sent; ``jwks`` is a JWK set (RFC 7517 section 5), given instead of ``jwks_uri``."""

    origin: str
    name: Sequence[Text]
    redirect_uris: Sequence[str]
    environment: Environment = Environment.TEST
    profile: ClientProfile = ClientProfile.STANDARD
    client_id: str = ""
    jwks: Any = None
    jwks_uri: str = ""
    scopes: Sequence[str] = USUAL_SCOPES
    post_logout_redirect_uris: Sequence[str] = ()
    backchannel_logout_uri: str = ""
