"""All checks of an authorization request, in their order. The first two decide whether we may redirect at all."""

from profile_core.directory.model import Application
from sso import levels
from sso.authorize.asked import Asked, Request, UntrustedError
from sso.authorize.check_client import check_client
from sso.authorize.check_dpop_jkt import check_dpop_jkt
from sso.authorize.check_max_age import check_max_age, max_age_of
from sso.authorize.check_nonce import check_nonce
from sso.authorize.check_pkce import check_pkce
from sso.authorize.check_profile import check_profile
from sso.authorize.check_prompt import check_prompt
from sso.authorize.check_redirect_uri import check_redirect_uri
from sso.authorize.check_repeated import check_repeated
from sso.authorize.check_request_object import check_request_object
from sso.authorize.check_resource import audience_of, check_resource
from sso.authorize.check_response_mode import check_response_mode
from sso.authorize.check_response_type import check_response_type
from sso.authorize.check_scope import check_scope
from sso.authorize.check_size import check_size

WHO_ASKS = (check_client, check_redirect_uri)
"""They raise ``UntrustedError``."""
WHAT_IS_ASKED = (
    check_size,
    check_repeated,
    check_request_object,
    check_profile,
    check_response_type,
    check_response_mode,
    check_scope,
    check_pkce,
    check_dpop_jkt,
    check_nonce,
    check_prompt,
    check_max_age,
    check_resource,
)
"""They raise ``RefusedError``, which goes to the redirect URI."""


def trusted(asked: Asked) -> Application:
    """Return who asks when the redirect URI belongs to them."""
    for check in WHO_ASKS:
        check(asked)
    if asked.client is None:
        raise UntrustedError("unknown_site")
    return asked.client


def checked(asked: Asked, client: Application) -> Request:
    """Return the request when what is asked can be given."""
    for check in WHAT_IS_ASKED:
        check(asked)
    return Request(
        client=client,
        redirect_uri=asked.get("redirect_uri"),
        state=asked.get("state"),
        nonce=asked.get("nonce"),
        challenge=asked.get("code_challenge"),
        scopes=asked.words("scope"),
        prompts=asked.words("prompt"),
        max_age=max_age_of(asked),
        level=levels.asked_for(asked.words("acr_values")),
        login_hint=asked.get("login_hint"),
        id_token_hint=asked.get("id_token_hint"),
        jkt=asked.get("dpop_jkt"),
        audience=audience_of(asked),
        pairs=asked.pairs,
    )
