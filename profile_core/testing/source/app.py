"""The web application: every address of every source on one screen."""

from functools import partial

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from profile_core.testing.source import answers
from profile_core.testing.source.caller import Issuer
from profile_core.testing.source.config import ROOT, Config
from profile_core.testing.source.control import control
from profile_core.testing.source.source import Source, UnknownFaultError


def create_app(config: Config) -> Starlette:
    """Build all sources of a process; those of a configuration with ``sources`` lie below ``/s/{name}``."""
    issuer = Issuer(address=config.issuer, jwks_uri=config.jwks_uri)
    try:
        sources = {
            name: Source.of(name, served, issuer)
            for name, served in (config.sources or {ROOT: config.source}).items()
        }
    except UnknownFaultError as error:
        raise SystemExit(
            f"source: {error} `citizen-profile simulate source --fault help` lists all."
        ) from error
    directed = Route("/_control/{name}", partial(control, sources), methods=["GET", "POST"])
    if not config.sources:
        return Starlette(max_body_size=64 * 1024, routes=[directed, *_routes(sources[ROOT])])
    served = [Mount(f"/s/{name}", routes=_routes(source)) for name, source in sources.items()]
    return Starlette(max_body_size=64 * 1024, routes=[directed, *served])


def _routes(source: Source) -> list[BaseRoute]:
    return [
        Route("/.well-known/citizen-profile-source", partial(answers.describe, source)),
        Route("/{block}/query", partial(answers.query, source), methods=["POST"]),
        Route("/{block}/changes", partial(answers.changes, source), methods=["POST"]),
    ]
