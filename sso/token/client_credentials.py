"""Client credentials (RFC 6749 section 4.4): a provider's program asks for itself."""

from sso.authorize.check_scope import AT_LOGIN
from sso.issuer import Issuer
from sso.token import access_token
from sso.token.answer import Given
from sso.token.asking import Asking
from sso.token.exchange import HEADER
from sso.token.refusal import RefusedError

_OF_CITIZENS = AT_LOGIN | {HEADER}


async def grant(issuer: Issuer, asking: Asking) -> Given:
    """Give a token for the provider schema, with the scopes that were asked for, else all that it holds."""
    application, form = asking.application, asking.form
    held = application.scopes - _OF_CITIZENS
    scopes = form.words("scope") or held
    if not scopes or not scopes <= held:
        raise RefusedError("invalid_scope", "A scope is unknown, or the client is not registered for it.")
    if form.get("resource") not in ("", issuer.at.provider_api):
        raise RefusedError("invalid_target", f"The resource must be {issuer.at.provider_api}.")
    async with issuer.platform.store.begin() as tx:
        await asking.use_up(tx)
    token = await access_token.signed(
        issuer,
        sub=application.client_id,
        audience=issuer.at.provider_api,
        client_id=application.client_id,
        scopes=scopes,
        jkt=asking.jkt,
    )
    return Given(access_token=token, bound=bool(asking.jkt), scopes=scopes)
