"""The tokens that a site is given for its client session."""

from collections.abc import Iterable

from sso import person
from sso.issuer import Issuer
from sso.model import ClientSession
from sso.token import access_token, id_token
from sso.token.answer import Given
from sso.token.asking import Asking


async def given(
    issuer: Issuer,
    asking: Asking,
    held: ClientSession,
    *,
    scopes: Iterable[str],
    audience: str,
    nonce: str = "",
) -> Given:
    """Make an access token, bound to the key that is proven, and where ``openid`` was asked an id token."""
    application, scopes = asking.application, frozenset(scopes)
    token = await access_token.signed(
        issuer,
        sub=person.sub_for(issuer.platform.keyring, application, held),
        audience=audience,
        client_id=application.client_id,
        scopes=scopes,
        sid=held.id.hex,
        jkt=asking.jkt,
    )
    says_who = "openid" in scopes
    return Given(
        access_token=token,
        bound=bool(asking.jkt),
        scopes=scopes,
        id_token=await id_token.signed(issuer, application, held, nonce) if says_who else "",
    )
