"""Our OpenID provider as one value: what each of its endpoints is given."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from profile_core.contract import Platform
from profile_core.contract.roles import RoleSource
from profile_core.directory.remembered import Applications
from profile_core.sources import Breaker, GuardedClient
from profile_core.sources.http import DEADLINE
from sso import configuration
from sso.addresses import Addresses
from sso.client_keys import EACH_HOST, LARGEST, ClientKeys
from sso.keys import SigningKeys
from sso.limits import AskLimits
from sso.settings import SsoSettings
from sso.upstream.relying_party import RelyingParty

_SHARE = 0.8
"""Of the time that the gateway gives a request: what is left over is for the database, and for a page that says so."""


def _breakers() -> defaultdict[str, Breaker]:
    return defaultdict(Breaker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Everything that the endpoints share in one process.

    ``patience`` is how many seconds all calls to others may take together while a citizen waits for one page.
    """

    platform: Platform
    settings: SsoSettings
    at: Addresses
    keys: SigningKeys
    applications: Applications
    client_keys: ClientKeys
    limits: AskLimits
    upstreams: Mapping[str, RelyingParty]
    role_sources: tuple[RoleSource, ...]
    patience: float
    hanging: defaultdict[str, Breaker] = field(default_factory=_breakers)
    """Which sources of roles let this process wait for nothing."""
    unconfirmed: defaultdict[str, Breaker] = field(default_factory=_breakers)
    """Which sources did not confirm a role to this process."""


def issuer_of(platform: Platform) -> Issuer:
    """Build our OpenID provider for a platform; connects to nothing yet."""
    settings = SsoSettings()
    at = Addresses(platform.settings.public_url)
    http = GuardedClient(production=platform.settings.production)
    patience = min(DEADLINE, _SHARE * platform.settings.request_timeout)
    return Issuer(
        platform=platform,
        settings=settings,
        at=at,
        keys=SigningKeys(platform.store, platform.keyring),
        applications=Applications(platform.store),
        client_keys=ClientKeys(
            GuardedClient(production=platform.settings.production, largest=LARGEST, each_host=EACH_HOST)
        ),
        limits=AskLimits(platform, settings),
        upstreams={
            one.name: RelyingParty(one, at.callback(one.name), http, patience=patience)
            for one in configuration.read(settings.file).upstreams
        },
        role_sources=tuple(
            source
            for block in platform.blocks
            if block.role_sources
            for source in block.role_sources(platform)
        ),
        patience=patience,
    )
