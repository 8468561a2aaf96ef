"""Our OpenID provider as one value: what each of its endpoints is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from profile_core.contract import Platform
from profile_core.contract.roles import RoleSource
from profile_core.directory.remembered import Applications
from profile_core.sources import GuardedClient
from sso import configuration
from sso.addresses import Addresses
from sso.client_keys import LARGEST, ClientKeys
from sso.keys import SigningKeys
from sso.limits import AskLimits
from sso.settings import SsoSettings
from sso.upstream.relying_party import RelyingParty


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Everything that the endpoints share in one process."""

    platform: Platform
    settings: SsoSettings
    at: Addresses
    keys: SigningKeys
    applications: Applications
    client_keys: ClientKeys
    limits: AskLimits
    upstreams: Mapping[str, RelyingParty]
    role_sources: tuple[RoleSource, ...]
    away: dict[str, datetime] = field(default_factory=dict[str, datetime])
    """When each source of roles was last found not to answer, by this process."""
    hung: dict[str, datetime] = field(default_factory=dict[str, datetime])
    """When each source of roles last let this process wait for nothing."""


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
        applications=Applications(platform.store),
        client_keys=ClientKeys(GuardedClient(production=platform.settings.production, largest=LARGEST)),
        limits=AskLimits(platform, settings),
        upstreams={
            one.name: RelyingParty(one, at.callback(one.name), http)
            for one in configuration.read(settings.file).upstreams
        },
        role_sources=tuple(
            source
            for block in platform.blocks
            if block.role_sources
            for source in block.role_sources(platform)
        ),
    )
