"""Who asks: ``private_key_jwt`` (RFC 7523 section 3, OpenID Connect Core section 9), for every client."""

import msgspec

from profile_core.contract import Tx, clock
from profile_core.directory.model import Application
from profile_core.store import once
from sso import jose, refusals
from sso.client_keys import KeysError
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


async def claimed(issuer: Issuer, form: Form) -> Application | None:
    """Return the application that the form's assertion says it comes from; None when there is none such."""
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise _refusal("Authenticate with private_key_jwt.")
    try:
        client_id = jose.unverified(form.need("client_assertion"), Assertion).sub
    except jose.TokenError as error:
        raise _refusal("The client assertion cannot be read.") from error
    if form.get("client_id") not in ("", client_id):
        return None
    return await issuer.applications.of(client_id)


async def verified(
    issuer: Issuer, form: Form, application: Application | None
) -> tuple[Application, Assertion]:
    """Return the application, which signed the assertion, and that assertion, still to be used up."""
    if application is None:
        raise _refusal("The client is unknown.")
    assertion = form.need("client_assertion")
    try:
        keys = await issuer.client_keys.of(application, jose.header_of(assertion).kid)
        claims = jose.read(assertion, keys, Assertion)
    except jose.TokenError as error:
        raise _refusal("The client assertion cannot be verified.") from error
    except KeysError as error:
        refusals.logger.warning("keys of a client", client_id=application.client_id, why=str(error))
        raise _refusal("The client's keys cannot be read.") from error
    _check(issuer, application, claims)
    return application, claims


async def use(tx: Tx, assertion: Assertion) -> bool:
    """Use an assertion up; False when it served before."""
    key = f"{assertion.sub}\0{assertion.jti}"
    return await once.use(tx, "client assertion", key, until=clock.ahead(LONGEST + 2 * LEEWAY))


def _check(issuer: Issuer, application: Application, claims: Assertion) -> None:
    now = int(clock.now().timestamp())
    if claims.iss != application.client_id or claims.sub != application.client_id:
        raise _refusal("iss and sub of the client assertion must be the client_id.")
    if not _is_for_us(issuer, application, claims.aud):
        raise _refusal("aud of the client assertion must be the issuer.")
    if claims.exp <= now - LEEWAY or claims.exp > now + LONGEST + LEEWAY:
        raise _refusal("The client assertion has expired, or lives longer than 300 s.")
    if any(moment is not None and moment > now + LEEWAY for moment in (claims.nbf, claims.iat)):
        raise _refusal("The client assertion is of the future.")
    if not 1 <= len(claims.jti) <= 256:
        raise _refusal("jti of the client assertion must have 1 to 256 characters.")


def _is_for_us(issuer: Issuer, application: Application, aud: str | list[str]) -> bool:
    """Tell whether we are meant.

    In the strict profile that is our one name alone (FAPI 2.0 Security Profile section 5.3.2.1), else also
    the endpoints that older standards name (RFC 9126 section 2).
    """
    if application.profile != "standard":
        return aud == issuer.at.issuer
    named = {aud} if isinstance(aud, str) else set(aud)
    return bool({issuer.at.issuer, issuer.at.token, issuer.at.par} & named)


def _refusal(description: str) -> RefusedError:
    return RefusedError("invalid_client", description)
