"""The web application: every address of a municipal site on one screen."""

from functools import partial

from starlette.applications import Starlette
from starlette.routing import Route

from profile_core.testing.municipality import header_token, login, page
from profile_core.testing.municipality.site import Config, open_site


def create_app(config: Config) -> Starlette:
    """Build a municipal site."""
    site = open_site(config)
    return Starlette(
        max_body_size=64 * 1024,
        routes=[
            Route("/", partial(page.home, site)),
            Route("/dienst/{slug}", partial(page.service, site)),
            Route("/theme.css", partial(page.theme, site)),
            Route("/site.css", page.style),
            Route("/login", partial(login.log_in, site)),
            Route("/callback", partial(login.callback, site)),
            Route("/logout", partial(login.log_out, site), methods=["GET", "POST"]),
            Route(
                "/citizen-profile/header-token", partial(header_token.header_token, site), methods=["POST"]
            ),
        ],
    )
