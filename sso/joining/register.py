"""Registering a site: by a program of its provider, or by the operator; both get told what to do next."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial

from profile_core import audit
from profile_core.contract import (
    Caller,
    Environment,
    ForbiddenError,
    NotFoundError,
    Platform,
    Provider,
    SubjectRef,
    Tx,
    log,
)
from profile_core.directory import joining, rows as directory
from profile_core.directory.joining import Joined, Joining
from sso.joining import check, giving_way, keys, live
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
    welcome = await _register(platform, provider, draft, caller, dry_run=dry_run)
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
    return await _register(platform, provider, draft, None, dry_run=dry_run)


async def _register(
    platform: Platform, provider: Provider, draft: Draft, caller: Caller | None, *, dry_run: bool
) -> Welcome:
    wanted = check.site(draft, production=platform.settings.production)
    settle = partial(_settled, platform, provider, wanted, caller, dry_run=dry_run)
    if dry_run:
        async with platform.store.read() as tx:
            welcome = await settle(tx)
    else:
        welcome = await platform.store.transact(settle)
    return replace(welcome, warnings=(*welcome.warnings, *await _warnings(platform, welcome)))


async def _settled(
    platform: Platform,
    provider: Provider,
    wanted: Joining,
    caller: Caller | None,
    tx: Tx,
    *,
    dry_run: bool,
) -> Welcome:
    """Write what is wanted, or say in a dry run what would be; a test site that is in its way gives way."""
    among = within(caller) if caller else tuple(Environment)
    has = await live.agreed(platform, tx, provider.id)
    gone = await giving_way.in_the_way(tx, provider, wanted, has)
    joined = await joining.settled(tx, provider, wanted, among, gone=gone)
    if gone and not dry_run:
        await giving_way.give_way(tx, gone, caller or audit.OPERATOR)
    if not dry_run:
        joined = await joining.join(tx, provider, wanted, among)
        await _note(tx, joined, caller or audit.OPERATOR)
    warnings = (f"Another body had a test site at {gone.origin}: it gives way to yours.",) if gone else ()
    return Welcome(joined=joined, missing=live.missing(joined, has), warnings=warnings)


async def _note(tx: Tx, joined: Joined, actor: Caller | str) -> None:
    """Say in the trail of the site's body who registered it, also where that changed nothing."""
    site, application = joined.site, joined.application
    await audit.record(
        tx,
        subject=SubjectRef(site.provider),
        actor=actor,
        action="sso.site_registered",
        purpose=application.environment,
        detail={"origin": site.origin, "clients": application.client_id},
    )


async def _warnings(platform: Platform, welcome: Welcome) -> tuple[str, ...]:
    """Look at what we shall need, after everything is stored: what cannot be read now is no reason to refuse."""
    address = welcome.joined.application.jwks_uri
    found = await keys.problem_at(address, production=platform.settings.production)
    return (found,) if found else ()
