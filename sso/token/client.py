"""Who asks: ``private_key_jwt`` (RFC 7523 section 3, OpenID Connect Core section 9), for every client."""

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from profile_core.contract import clock
from profile_core.directory import rows as directory
from profile_core.directory.model import Application
from profile_core.store import once
from sso import jose
from sso.issuer import Issuer
from sso.token.form import Form
from sso.token.refusal import RefusedError

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST = 300
LEEWAY = 30


class Assertion(msgspec.Struct, frozen=True, kw_only=True):
    """The claims that an assertion must have."""

    iss: str
    sub: str
    aud: str | list[str]
    exp: float
    jti: str
    nbf: float | None = None
    iat: float | None = None


async def authenticated(issuer: Issuer, form: Form) -> Application:
    """Return the application that signed the assertion in the form; each assertion serves once."""
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise _refusal("Authenticate with private_key_jwt.")
    assertion = form.need("client_assertion")
    try:
        client_id = jose.unverified(assertion, Assertion).sub
        async with issuer.platform.store.read() as tx:
            application = await directory.application(tx, client_id)
        if application is None or form.get("client_id") not in ("", client_id):
            raise _refusal("The client is unknown.")
        claims = jose.read(assertion, _keys(application), Assertion)
    except jose.TokenError as error:
        raise _refusal("The client assertion cannot be verified.") from error
    _check(issuer, application, claims)
    async with issuer.platform.store.begin() as tx:
        key = f"{application.client_id}\0{claims.jti}"
        if not await once.use(tx, "client assertion", key, until=clock.ahead(LONGEST + 2 * LEEWAY)):
            raise _refusal("The client assertion was used before.")
    return application


def _keys(application: Application) -> KeySet:
    try:
        return KeySet.import_key_set({"keys": list(application.keys)})  # pyright: ignore[reportArgumentType]
    except (JoseError, ValueError) as error:
        raise _refusal("The client has no usable key on record.") from error


def _check(issuer: Issuer, application: Application, claims: Assertion) -> None:
    now = int(clock.now().timestamp())
    audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    if claims.iss != application.client_id or claims.sub != application.client_id:
        raise _refusal("iss and sub of the client assertion must be the client_id.")
    if not {issuer.at.issuer, issuer.at.token} & set(audiences):
        raise _refusal("aud of the client assertion must be the issuer.")
    if claims.exp <= now - LEEWAY or claims.exp > now + LONGEST + LEEWAY:
        raise _refusal("The client assertion has expired, or lives longer than 300 s.")
    if any(moment is not None and moment > now + LEEWAY for moment in (claims.nbf, claims.iat)):
        raise _refusal("The client assertion is of the future.")
    if not 1 <= len(claims.jti) <= 256:
        raise _refusal("jti of the client assertion must have 1 to 256 characters.")


def _refusal(description: str) -> RefusedError:
    return RefusedError("invalid_client", description)
