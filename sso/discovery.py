"""What we are, for programs: metadata (OpenID Connect Discovery 1.0, RFC 8414) and public keys."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.kit.texts import LANGUAGES
from sso import levels
from sso.authorize.check_prompt import PROMPTS
from sso.authorize.check_scope import AT_LOGIN
from sso.issuer import Issuer
from sso.jose import ALGORITHMS
from sso.token.exchange import HEADER
from sso.token.route import GRANT_TYPES

_KEPT = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}


async def metadata(issuer: Issuer, _: Request) -> Response:
    """Say what is served where; the same under both well-known names."""
    return JSONResponse(described(issuer), headers=_KEPT)


async def jwks(issuer: Issuer, _: Request) -> Response:
    """Publish the keys that verify what we sign."""
    kept = {**_KEPT, "Cache-Control": f"public, max-age={issuer.settings.jwks_max_age}"}
    return JSONResponse((await issuer.keys.ring()).published(), headers=kept)


def described(issuer: Issuer) -> dict[str, Any]:
    """Return the metadata."""
    at = issuer.at
    return {
        "issuer": at.issuer,
        "authorization_endpoint": at.authorize,
        "pushed_authorization_request_endpoint": at.par,
        "require_pushed_authorization_requests": False,
        "token_endpoint": at.token,
        "jwks_uri": at.jwks,
        "userinfo_endpoint": at.userinfo,
        "end_session_endpoint": at.end_session,
        "introspection_endpoint": at.introspect,
        "revocation_endpoint": at.revoke,
        "scopes_supported": [*sorted(AT_LOGIN), HEADER],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANT_TYPES),
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        **_authentication("token", "introspection", "revocation"),
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": sorted(PROMPTS),
        "ui_locales_supported": list(LANGUAGES),
        "acr_values_supported": list(levels.ACR_VALUES),
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "claim_types_supported": ["normal"],
        "claims_supported": ["sub", "name", "given_name", "family_name", "acr", "auth_time", "sid"],
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


def _authentication(*endpoints: str) -> dict[str, list[str]]:
    """Say how programs authenticate: the same at each endpoint (RFC 8414 section 2)."""
    said: dict[str, list[str]] = {}
    for endpoint in endpoints:
        said[f"{endpoint}_endpoint_auth_methods_supported"] = ["private_key_jwt"]
        said[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
    return said
