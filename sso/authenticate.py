"""Who asks: an access token (bearer or bound), else the profile pages' own cookie."""

from dataclasses import dataclass, replace

from starlette.requests import Request

from profile_core.contract import (
    Acting,
    Caller,
    ForbiddenError,
    Reach,
    Token,
    Tx,
    UnauthenticatedError,
    clock,
    ids,
)
from profile_core.directory import rows as directory
from profile_core.directory.model import Application
from profile_core.store.limits import Usage
from sso import browser, cookies, dpop, jose, sessions
from sso.issuer import Issuer
from sso.limits import ExceededError
from sso.model import ClientSession
from sso.origin import is_same_origin
from sso.roles import recheck
from sso.token import access_token, denied
from sso.token.access_token import AccessToken
from sso.token.exchange import HEADER

_SAFE = ("GET", "HEAD", "OPTIONS")
_CITIZEN = "citizen"


class TooOftenError(UnauthenticatedError):
    """Too many tokens that are not ours came from one address; those that are serve there all the same."""

    status = 429

    def __init__(self, usage: Usage) -> None:
        super().__init__(
            "token.too_often", f"Asked too often. Come back in {usage.ends_in} s.", headers=usage.headers()
        )


async def authenticate(issuer: Issuer, request: Request) -> Acting | Caller | None:
    """Return who asks, or None; a token that does not hold raises ``UnauthenticatedError``.

    Where an Authorization header stands, cookies are not looked at.
    """
    try:
        shown = await presented(issuer, request)
    except ExceededError as error:
        raise TooOftenError(error.usage) from error
    if shown is None:
        return await _by_cookie(issuer, request)
    store = issuer.platform.store
    async with store.begin() if shown.proof else store.read() as tx:
        await use_up(issuer, tx, shown)
        if shown.claims.aud == issuer.at.provider_api and not shown.claims.sid:
            return await _caller(issuer, tx, shown.claims)
        if shown.claims.aud == issuer.at.citizen_api:
            return await _citizen(issuer, tx, request, shown.claims)
    raise refusal(issuer, "invalid_token", "The access token is for something else.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An access token that holds, and the proof that came with a bound one, still to be used up."""

    claims: AccessToken
    proof: dpop.Proof | None


async def presented(issuer: Issuer, request: Request) -> Shown | None:
    """Return the access token of a request, or None when there is no Authorization header.

    One that is not ours, or whose proof is wrong, counts as a failure of its address. One that has expired does
    not: a page that slept shows one, and then another.
    """
    said = request.headers.getlist("authorization")
    if not said:
        return None
    scheme, _, token = said[0].partition(" ")
    kind, token = scheme.lower(), token.strip()
    if len(said) > 1 or kind not in ("bearer", "dpop"):
        raise await _failure(issuer, request, "invalid_request", "Send one access token, as Bearer or DPoP.")
    claims = await access_token.signed_by_us(issuer, token)
    if claims is None:
        raise await _failure(issuer, request, "invalid_token", "The access token is not one of ours.")
    if claims.until <= clock.now():
        raise refusal(issuer, "invalid_token", "The access token has expired.")
    return Shown(claims=claims, proof=await _proof(issuer, request, kind, token, claims))


async def use_up(issuer: Issuer, tx: Tx, shown: Shown) -> None:
    """Use up the proof of a bound token; a token that was revoked is refused."""
    if await denied.is_denied(tx, shown.claims):
        raise refusal(issuer, "invalid_token", "The access token was revoked.")
    try:
        if shown.proof is not None:
            await dpop.use(tx, shown.proof)
    except dpop.ProofError as error:
        raise refusal(issuer, error.error, error.description) from error


async def registered(issuer: Issuer, tx: Tx, claims: AccessToken) -> Application:
    """Return whose token it is, read anew: what was taken from an application is gone at once."""
    application = await directory.application(tx, claims.client_id)
    if application is None:
        raise refusal(issuer, "invalid_token", "The application is no longer registered.")
    return application


async def held_by(issuer: Issuer, tx: Tx, claims: AccessToken, application: Application) -> ClientSession:
    """Return the client session of a citizen's token; one that was logged out refuses at once."""
    held = await sessions.of_client(issuer, tx, ids.parse_id(claims.sid), application)
    if held is None:
        raise refusal(issuer, "invalid_token", "The citizen's session has ended.")
    return held


async def _proof(
    issuer: Issuer, request: Request, kind: str, token: str, claims: AccessToken
) -> dpop.Proof | None:
    """Return the proof that a bound token needs; such a token never passes as a bearer's (RFC 9449 sections 7.1 and 7.2)."""
    if claims.cnf is None:
        if kind == "dpop" or HEADER in claims.scope.split():
            raise await _failure(issuer, request, "invalid_token", "This access token is not bound to a key.")
        return None
    proofs = request.headers.getlist("dpop")
    if kind != "dpop" or len(proofs) != 1:
        message = "This access token is bound: send it as DPoP, with one proof."
        raise await _failure(issuer, request, "invalid_token", message)
    address = f"{issuer.at.issuer}{request.url.path}"
    try:
        proof = dpop.check(
            issuer.platform.keyring, proofs[0], method=request.method, address=address, token=token
        )
    except dpop.NonceError as error:
        raise refusal(issuer, error.error, error.description) from error
    except dpop.ProofError as error:
        raise await _failure(issuer, request, error.error, error.description) from error
    if proof.jkt != claims.cnf.jkt:
        raise await _failure(issuer, request, "invalid_token", "The proof is of another key.")
    return proof


async def _failure(issuer: Issuer, request: Request, error: str, description: str) -> UnauthenticatedError:
    """Count what nobody shows by accident, and return how it is refused."""
    await issuer.limits.fail_token(request)
    return refusal(issuer, error, description)


async def _caller(issuer: Issuer, tx: Tx, claims: AccessToken) -> Caller:
    application = await registered(issuer, tx, claims)
    return Caller(
        client_id=application.client_id,
        provider=application.provider,
        environment=application.environment,
        scopes=claims.left(application),
    )


async def _citizen(issuer: Issuer, tx: Tx, request: Request, claims: AccessToken) -> Acting:
    application = await registered(issuer, tx, claims)
    held = await held_by(issuer, tx, claims, application)
    scopes = claims.left(application)
    token = Token(id=claims.jti, until=claims.until)
    if HEADER in scopes:
        origins = {site.origin for site in await directory.sites_of(tx, claims.client_id)}
        origin = request.headers.get("origin", "")
        if origin not in origins:
            raise ForbiddenError("token.origin", "A header token serves only the site that it was given to.")
        return replace(acting(held, Reach.HEADER), token=token, site=origin)
    if _CITIZEN not in scopes:
        raise refusal(issuer, "insufficient_scope", "The access token lacks the scope citizen.")
    return replace(acting(held, Reach.PROFILE), token=token)


async def by_cookie(issuer: Issuer, request: Request) -> ClientSession | None:
    """Return the profile pages' own client session of a browser; looking prolongs nothing."""
    if cookies.PROFILE not in request.cookies:
        return None
    async with issuer.platform.store.read() as tx:
        return await browser.at_pages(issuer, tx, request)


async def _by_cookie(issuer: Issuer, request: Request) -> Acting | None:
    """Return who comes by a page of ours; that is a use, and the role must still hold."""
    held = await by_cookie(issuer, request)
    if held is None:
        return None
    if request.method not in _SAFE and not is_same_origin(issuer.at.issuer, request.headers):
        raise ForbiddenError("session.origin", "This request does not come from our own pages.")
    if not await recheck.stands(issuer, held):
        return None
    if sessions.wants_use(issuer, held.session):
        async with issuer.platform.store.begin() as tx:
            used = await sessions.use(issuer, tx, held.session)
        held = replace(held, session=used)
    return replace(acting(held, Reach.PROFILE), at_pages=True, login_at=held.session.login_at)


def acting(held: ClientSession, reach: Reach) -> Acting:
    """Return who acts through a client session."""
    return Acting(
        citizen=held.session.subject,
        subject=held.role.subject,
        role=held.role.role,
        name=held.session.person.name,
        sid=held.id.hex,
        client_id=held.client_id,
        reach=reach,
        until=min(held.session.idle_at, held.session.ends_at, held.ends_at),
    )


def refusal(issuer: Issuer, error: str, description: str) -> UnauthenticatedError:
    """Every refusal brings a nonce, so that the next proof can be right (RFC 9449 section 9)."""
    algorithms = " ".join(jose.ALGORITHMS)
    said = f'error="{error}", error_description="{description}"'
    headers = {
        "WWW-Authenticate": f'DPoP {said}, algs="{algorithms}", Bearer {said}',
        "DPoP-Nonce": dpop.fresh_nonce(issuer.platform.keyring),
    }
    return UnauthenticatedError(f"token.{error}", description, headers=headers)
