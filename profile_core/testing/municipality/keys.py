"""The site's public keys, at an address that its registration can name (``jwks_uri``)."""

from joserfc.jwk import import_key
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.testing.municipality.site import Site


async def publish(site: Site, _: Request) -> Response:
    """Answer with the public part of the key that signs for the site (RFC 7517)."""
    key = import_key(site.config.private_jwk)
    public = key.as_dict(private=False, use="sig", alg="ES256", kid=site.config.private_jwk["kid"])
    return JSONResponse({"keys": [public]}, headers={"cache-control": "public, max-age=300"})
