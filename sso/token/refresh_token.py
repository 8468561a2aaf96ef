"""Refreshing (RFC 6749 section 6): tokens anew while the client session lasts (RFC 9700 section 4.14).

For a client of the standard profile every use gives a new refresh token; one that comes twice was stolen from
somebody, so it ends the client session and whatever hangs on it. In the strict profile the token stays the same
and serves whoever proves its key (docs/decisions/0014-refresh-tokens-end-with-the-client-session.md).
"""

from profile_core.contract import Tx, clock
from profile_core.directory.model import Application
from sso import agreements, disclosure, ending, sessions
from sso.handle import Handle
from sso.issuer import Issuer
from sso.model import ClientSession, RefreshGrant
from sso.roles import recheck
from sso.rows import refresh_tokens
from sso.token import tokens
from sso.token.answer import Given
from sso.token.asking import Asking
from sso.token.refusal import RefusedError

SCOPE = "offline_access"


async def give(tx: Tx, held: ClientSession, grant: RefreshGrant) -> str:
    """Return a refresh token for what was granted, where that scope is in it; else nothing."""
    if SCOPE not in grant.scopes:
        return ""
    fresh = Handle.new(held.session.subject.bucket)
    await refresh_tokens.add(tx, fresh.id, grant, digest=fresh.digest, expires_at=held.session.ends_at)
    return fresh.text


async def left(issuer: Issuer, tx: Tx, application: Application, grant: RefreshGrant) -> frozenset[str]:
    """Return which scopes a refresh token still gives, and none where it gives nothing any more.

    What was taken from the client since then, or is no longer agreed, is not given.
    """
    lacking = agreements.NEEDED - await agreements.agreed(issuer.platform, tx, application)
    scopes = (grant.scopes & application.scopes) - lacking
    return scopes if SCOPE in scopes else frozenset()


async def refresh(issuer: Issuer, asking: Asking) -> Given:
    """Give tokens anew, with the scopes that were granted or fewer."""
    token = Handle.parse(asking.form.need("refresh_token"))
    if token is None:
        raise _refusal()
    application, scopes = asking.application, await _scopes(issuer, asking, token)
    async with issuer.platform.store.begin() as tx:
        await asking.use_up(tx)
        grant = await _used(tx, asking, token)
        held = await sessions.of_client(issuer, tx, grant.client_session, application) if grant else None
        following = ""
        if grant is None:
            await _end_family(tx, application, token)
        elif held is not None:
            await disclosure.note(tx, application, held, scopes, purpose="refresh")
            following = await give(tx, held, grant) if _rotates(application) else token.text
    if grant is None or held is None:
        raise _refusal()
    given = await tokens.given(issuer, asking, held, scopes=scopes, audience=grant.audience)
    return given.with_refresh_token(following)


async def _scopes(issuer: Issuer, asking: Asking, token: Handle) -> frozenset[str]:
    """Return which scopes are given; more than is left is refused, and uses nothing up.

    The source of the role is asked again where that is due.
    """
    application = asking.application
    async with issuer.platform.store.read() as tx:
        grant = await refresh_tokens.find(
            tx, token.id, digest=token.digest, client_id=application.client_id, at=clock.now()
        )
        held = await sessions.of_client(issuer, tx, grant.client_session, application) if grant else None
        may = await left(issuer, tx, application, grant) if grant else frozenset[str]()
    if grant is None or held is None:
        return frozenset()
    wanted = asking.form.words("scope") or may
    if not wanted <= may:
        raise RefusedError("invalid_scope", "Fewer scopes may be asked than were granted, and no others.")
    if not may or not await recheck.stands(issuer, held):
        raise _refusal()
    return wanted


async def _used(tx: Tx, asking: Asking, token: Handle) -> RefreshGrant | None:
    """Return what a token stands for; one that is rotated is used up by it."""
    digest, client_id, at = token.digest, asking.application.client_id, clock.now()
    if _rotates(asking.application):
        return await refresh_tokens.use(
            tx, token.id, digest=digest, client_id=client_id, jkt=asking.jkt, at=at
        )
    grant = await refresh_tokens.find(tx, token.id, digest=digest, client_id=client_id, at=at)
    return grant if grant is not None and grant.jkt in ("", asking.jkt) else None


async def _end_family(tx: Tx, application: Application, token: Handle) -> None:
    """End the client session of a token that was used before: one of the two who have it is a thief."""
    gave = await refresh_tokens.reused(tx, token.id, digest=token.digest, client_id=application.client_id)
    if gave is not None:
        await ending.end_client_session(tx, gave, "refresh_token_reused")


def _rotates(application: Application) -> bool:
    """Tell whether a token is used up by its use (FAPI 2.0 Security Profile section 5.3.2.1 forbids it)."""
    return application.profile == "standard"


def _refusal() -> RefusedError:
    return RefusedError("invalid_grant", "The refresh token is unknown, was used or has ended.")
