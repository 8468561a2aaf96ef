"""Registering a site: by a program of its provider, or by the operator; both get told what to do next."""

from collections.abc import Collection
from dataclasses import dataclass

from profile_core.contract import (
    Caller,
    Environment,
    ForbiddenError,
    NotFoundError,
    Platform,
    Provider,
    Tx,
    log,
)
from profile_core.directory import joining, rows as directory
from profile_core.directory.joining import Joined, Joining
from profile_core.directory.model import Application, Site
from sso.joining import check, keys, live
from sso.joining.draft import Draft

SCOPE = "sites"
_logger = log.get_logger("sso")


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """A site that joined; ``missing`` keeps it from going live, ``warnings`` are wrong but were taken."""

    joined: Joined
    missing: tuple[str, ...]
    warnings: tuple[str, ...]


def may(caller: Caller) -> None:
    """Refuse a program whose token does not reach sites."""
    if SCOPE not in caller.scopes:
        message = (
            f"Ask for an access token with the scope {SCOPE!r}; the region gives it to your application."
        )
        raise ForbiddenError("sites.scope", message)


def within(caller: Caller) -> Collection[Environment]:
    """Return which sites a program may touch: a test program those for tests, a live one all."""
    return (Environment.TEST,) if caller.environment is Environment.TEST else tuple(Environment)


async def register(platform: Platform, caller: Caller, draft: Draft, *, dry_run: bool) -> Welcome:
    """Register a site of the caller's provider; the same again gives the same answer, something else changes it."""
    may(caller)
    if draft.environment not in within(caller):
        message = "A test client registers test sites only. Say TEST, or use your live client."
        raise ForbiddenError("site.environment", message, path=("site", "environment"))
    async with platform.store.read() as tx:
        provider = (await directory.providers(tx, [caller.provider]))[caller.provider]
    welcome = await _register(platform, provider, draft, within(caller), dry_run=dry_run)
    if not dry_run:
        _logger.info("site registered", client_id=welcome.joined.application.client_id, by=caller.client_id)
    return welcome


async def register_for(platform: Platform, code: str, draft: Draft, *, dry_run: bool) -> Welcome:
    """Register a site of the provider that has this code, as the operator."""
    async with platform.store.read() as tx:
        provider = await directory.provider_of_code(tx, code)
    if provider is None:
        message = f"There is no provider {code}. Load it first: citizen-profile directory load FILE"
        raise NotFoundError("provider.unknown", message)
    return await _register(platform, provider, draft, tuple(Environment), dry_run=dry_run)


async def remove(platform: Platform, origin: str) -> Site:
    """Take a site away, as the operator; without its client no token or code of it is good for anything."""
    async with platform.store.begin() as tx:
        site = await directory.site(tx, origin)
        if site is None:
            message = f"There is no site {origin}. Give its exact origin, such as https://www.gent.be"
            raise NotFoundError("site.unknown", message)
        await directory.take_away(tx, site)
    return site


async def _register(
    platform: Platform, provider: Provider, draft: Draft, among: Collection[Environment], *, dry_run: bool
) -> Welcome:
    wanted = check.site(draft, production=platform.settings.production)
    joined, missing = await _joined(platform, provider, wanted, among, dry_run=dry_run)
    return Welcome(joined=joined, missing=missing, warnings=await _warnings(platform, joined.application))


async def _joined(
    platform: Platform, provider: Provider, wanted: Joining, among: Collection[Environment], *, dry_run: bool
) -> tuple[Joined, tuple[str, ...]]:
    async def settle(tx: Tx) -> tuple[Joined, tuple[str, ...]]:
        act = joining.settled if dry_run else joining.join
        joined = await act(tx, provider, wanted, among)
        return joined, live.missing(joined, await live.agreed(platform, tx, provider.id))

    if dry_run:
        async with platform.store.read() as tx:
            return await settle(tx)
    return await platform.store.transact(settle)


async def _warnings(platform: Platform, application: Application) -> tuple[str, ...]:
    """Look at what we shall need, after everything is stored: what cannot be read now is no reason to refuse."""
    found = await keys.problem_at(application.jwks_uri, production=platform.settings.production)
    return (found,) if found else ()
