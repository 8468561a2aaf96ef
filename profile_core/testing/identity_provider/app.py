"""The web application: every address of the identity provider on one screen."""

from functools import partial

from starlette.applications import Starlette
from starlette.routing import Route

from profile_core.testing.identity_provider import discovery, login, logout, page, token
from profile_core.testing.identity_provider.provider import Config, Provider


def create_app(config: Config) -> Starlette:
    """Build the identity provider."""
    provider = Provider(config=config)
    return Starlette(
        max_body_size=64 * 1024,
        routes=[
            Route("/.well-known/openid-configuration", partial(discovery.metadata, provider)),
            Route("/jwks", partial(discovery.keys, provider)),
            Route("/authorize", partial(login.authorize, provider), methods=["GET", "POST"]),
            Route("/login", partial(login.log_in, provider), methods=["POST"]),
            Route("/token", partial(token.redeem, provider), methods=["POST"]),
            Route("/logout", partial(logout.end_session, provider), methods=["GET", "POST"]),
            Route("/style.css", page.style),
        ],
    )
