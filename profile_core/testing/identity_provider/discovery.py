"""Metadata (OpenID Connect Discovery 1.0) and public keys."""

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.testing.identity_provider.provider import Provider


async def metadata(provider: Provider, _: Request) -> Response:
    """Say what is served where."""
    issuer = provider.issuer
    return JSONResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "end_session_endpoint": f"{issuer}/logout",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "scopes_supported": ["openid", "profile"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256", "PS256", "EdDSA"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "claims_supported": ["sub", "acr", "auth_time", *msgspec.structs.astuple(provider.config.claims)],
            "acr_values_supported": list(provider.config.levels),
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "ui_locales_supported": ["nl", "fr", "de", "en"],
        }
    )


async def keys(provider: Provider, _: Request) -> Response:
    """Publish the key that signs id tokens."""
    public = provider.key.as_dict(private=False, use="sig", alg="ES256")
    return JSONResponse({"keys": [public]})
