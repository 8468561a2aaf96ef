"""Sign-on in the provider schema: a provider registers its sites. Resolvers open, call and convert."""

from typing import Annotated, cast

import strawberry
from strawberry.scalars import JSON
from strawberry.types import Info

from profile_core.contract import (
    Context,
    Environment,
    Platform,
    ProfileError,
    TextInput,
    TextOutput,
    caller_of,
    failure_of,
    failures,
    platform_of,
)
from profile_core.directory import joining
from sso.joining import listing, register, steps
from sso.joining.draft import USUAL_SCOPES, ClientProfile, Draft

_Info = Info[Context, None]
strawberry.enum(Environment, name="SiteEnvironment", description="TEST reaches synthetic citizens only.")
strawberry.enum(ClientProfile, description="FAPI2 adds pushed requests and DPoP to what STANDARD asks.")


@strawberry.input
class SiteInput:
    """A website of yours that signs on, with its client. `origin` is its key: sent again, it is the same site.

    Give `jwksUri` (where the site publishes its public keys) or `jwks` (a JWK set). Left out, `clientId` is made
    of your code and the host. What you leave out of a site that exists is taken away from it.
    """

    origin: str
    name: list[TextInput]
    redirect_uris: list[str]
    environment: Environment = Environment.TEST
    profile: ClientProfile = ClientProfile.STANDARD
    client_id: str = ""
    jwks_uri: str = ""
    jwks: JSON | None = None
    scopes: list[str] = strawberry.field(default_factory=lambda: list(USUAL_SCOPES))
    post_logout_redirect_uris: list[str] = strawberry.field(default_factory=list[str])
    backchannel_logout_uri: str = ""

    def value(self) -> Draft:
        """Return what was sent as a plain value."""
        return Draft(
            origin=self.origin,
            name=[text.value() for text in self.name],
            redirect_uris=self.redirect_uris,
            environment=self.environment,
            profile=self.profile,
            client_id=self.client_id,
            jwks=self.jwks,
            jwks_uri=self.jwks_uri,
            scopes=self.scopes,
            post_logout_redirect_uris=self.post_logout_redirect_uris,
            backchannel_logout_uri=self.backchannel_logout_uri,
        )


@strawberry.type
class Site:
    """A website that signs on. Empty `missingForLive` says that it may serve real citizens."""

    origin: str
    name: list[TextOutput]
    client_id: str
    environment: Environment
    profile: ClientProfile
    scopes: list[str]
    redirect_uris: list[str]
    post_logout_redirect_uris: list[str]
    backchannel_logout_uri: str
    jwks_uri: str
    key_ids: list[str]
    missing_for_live: list[str]

    @classmethod
    def of(cls, joined: joining.Joined, missing: tuple[str, ...]) -> "Site":
        """Convert a site and its application."""
        application = joined.application
        return cls(
            origin=joined.site.origin,
            name=TextOutput.of(joined.site.name),
            client_id=application.client_id,
            environment=application.environment,
            profile=ClientProfile(application.profile),
            scopes=sorted(application.scopes),
            redirect_uris=list(application.redirect_uris),
            post_logout_redirect_uris=list(application.post_logout_redirect_uris),
            backchannel_logout_uri=application.backchannel_logout_uri,
            jwks_uri=application.jwks_uri,
            key_ids=[str(key["kid"]) for key in application.keys],
            missing_for_live=list(missing),
        )


@strawberry.type
class RegisteredSite:
    """A site that joined (`stored` is false in a dry run), and what to do next.

    `snippet` is the address that prints the header for its pages; null when this region has none.
    """

    site: Site
    stored: bool
    issuer: str
    discovery: str
    snippet: str | None
    next_steps: list[str]
    warnings: list[str]


RegisterSiteResult = Annotated[
    RegisteredSite | failures.InvalidError | failures.ForbiddenError | failures.DuplicateError,
    strawberry.union("RegisterSiteResult"),
]


@strawberry.type
class SignOn:
    """Your websites that sign on."""

    @strawberry.field(description="By origin, each with what it lacks before real citizens can use it.")
    async def sites(self, info: _Info) -> list[Site]:
        found = await listing.sites(platform_of(info), caller_of(info))
        return [Site.of(one.joined, one.missing) for one in found]


@strawberry.type
class Mutation:
    """What a provider does with its sites."""

    @strawberry.mutation(
        description="Register a site and its client. The same again gives the same answer; other content of a site "
        "of yours replaces what it said before."
    )
    async def register_site(self, info: _Info, site: SiteInput, dry_run: bool = False) -> RegisterSiteResult:
        platform = platform_of(info)
        try:
            welcome = await register.register(platform, caller_of(info), site.value(), dry_run=dry_run)
        except ProfileError as error:
            return cast("RegisterSiteResult", failure_of(error))
        return _registered(platform, welcome, stored=not dry_run)


def _registered(platform: Platform, welcome: register.Welcome, *, stored: bool) -> RegisteredSite:
    return RegisteredSite(
        site=Site.of(welcome.joined, welcome.missing),
        stored=stored,
        issuer=platform.settings.public_url,
        discovery=steps.discovery(platform),
        snippet=steps.snippet(platform),
        next_steps=list(steps.following(platform, welcome)),
        warnings=list(welcome.warnings),
    )
