"""Our OpenID provider as one value: what each of its endpoints is given."""

from dataclasses import dataclass

from profile_core.contract import Platform
from profile_core.sources import GuardedClient
from sso.addresses import Addresses
from sso.keys import SigningKeys
from sso.settings import SsoSettings
from sso.upstream.relying_party import RelyingParty


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Everything that the endpoints share in one process."""

    platform: Platform
    settings: SsoSettings
    at: Addresses
    keys: SigningKeys
    upstream: RelyingParty


def issuer_of(platform: Platform) -> Issuer:
    """Build our OpenID provider for a platform; connects to nothing yet."""
    settings = SsoSettings()
    at = Addresses(platform.settings.public_url)
    http = GuardedClient(production=platform.settings.production)
    return Issuer(
        platform=platform,
        settings=settings,
        at=at,
        keys=SigningKeys(platform.store, platform.keyring),
        upstream=RelyingParty(settings.upstream, at.callback(settings.upstream.name), http),
    )
