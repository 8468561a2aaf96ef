"""The web application: every address of a municipal site on one screen."""

from functools import partial

from starlette.applications import Starlette
from starlette.routing import Route

from profile_core.testing.municipality import backchannel, header_token, keys, login, page
from profile_core.testing.municipality.site import Site


def create_app(site: Site) -> Starlette:
    """Build a municipal site."""
    return Starlette(
        max_body_size=64 * 1024,
        routes=[
            Route("/", partial(page.home, site)),
            Route("/dienst/{slug}", partial(page.service, site)),
            Route("/theme.css", partial(page.theme, site)),
            Route("/site.css", page.style),
            Route("/citizen-profile/fallback.css", partial(page.header_style, site)),
            Route("/login", partial(login.log_in, site)),
            Route("/callback", partial(login.callback, site)),
            Route("/logout", partial(login.log_out, site), methods=["GET", "POST"]),
            Route("/backchannel-logout", partial(backchannel.log_out, site), methods=["POST"]),
            Route("/.well-known/jwks.json", partial(keys.publish, site)),
            Route("/citizen-profile/header-token", header_token.endpoint(site), methods=["POST"]),
        ],
    )
