"""The gateway as an ASGI application: two GraphQL addresses, the blocks' own routes, and what guards them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from profile_core import profile
from profile_core.contract import Context, Platform, ProfileError
from profile_core.gateway import answers, authentication, explorer
from profile_core.gateway.authentication import HeaderDocuments
from profile_core.gateway.body import BodyLimit
from profile_core.gateway.bulk.planning import Lanes
from profile_core.gateway.compose import compose, library
from profile_core.gateway.counted import Counted
from profile_core.gateway.deadline import Deadline
from profile_core.gateway.graphql_http import Endpoint
from profile_core.gateway.health import Health
from profile_core.gateway.metrics import Metrics
from profile_core.gateway.observed import Observed
from profile_core.gateway.origins import Origins
from profile_core.gateway.prepared import Documents
from profile_core.gateway.settings import GatewaySettings

_HANDLERS: dict[Any, Any] = {
    ProfileError: answers.on_profile_error,
    HTTPException: answers.on_http_error,
    Exception: answers.on_bug,
}


class Gateway(Starlette):
    """Starlette, observed from outside of everything, so that its answer to a bug is complete too."""

    def observe(self, platform: Platform, metrics: Metrics) -> None:
        """Build the stack now, with the observer as its outermost layer."""
        self.middleware_stack = Observed(self.build_middleware_stack(), platform, metrics)


def build(platform: Platform, settings: GatewaySettings | None = None) -> Starlette:
    """Compose the application of a platform; ``settings`` come from the environment when not given."""
    limits = settings or GatewaySettings()
    metrics = Metrics()
    app = Gateway(
        routes=_routes(platform, limits, metrics),
        middleware=[
            Middleware(Deadline, platform.settings.request_timeout),
            Middleware(BodyLimit, limits),
            Middleware(Origins, platform),
        ],
        exception_handlers=_HANDLERS,
        lifespan=_lifespan(platform),
    )
    app.router.redirect_slashes = False
    app.state.stopping = platform.stopping
    app.observe(platform, metrics)
    return app


def _lifespan(platform: Platform):  # noqa: ANN202 (Starlette's own type says what it returns)
    @asynccontextmanager
    async def closing(_: Starlette) -> AsyncGenerator[None]:
        yield
        await platform.sources.close()
        await platform.store.close()

    return closing


def _routes(platform: Platform, settings: GatewaySettings, metrics: Metrics) -> Sequence[BaseRoute]:
    counted = Counted(platform, settings)
    citizen, provider = _endpoints(platform, settings, counted)
    of_blocks = [route for block in platform.blocks if block.routes for route in block.routes(platform)]
    return [
        Route("/graphql", citizen.answer, methods=["POST"]),
        Route("/provider/graphql", counted.saying(provider.answer), methods=["POST"]),
        *Health(platform, metrics).routes(),
        *([] if platform.settings.production else explorer.routes()),
        *profile.routes(platform),
        *of_blocks,
        *platform.pages.routes(),
    ]


def _endpoints(platform: Platform, settings: GatewaySettings, counted: Counted) -> tuple[Endpoint, Endpoint]:
    schemas = compose(platform.blocks)
    curious = not platform.settings.production
    headers = HeaderDocuments(platform)

    async def as_citizen(request: Request) -> Context:
        acting = authentication.citizen(await request.state.asks(request))
        return Context(platform=platform, correlation_id=request.state.correlation_id, acting=acting)

    async def as_program(request: Request) -> Context:
        caller = authentication.program(await request.state.asks(request))
        await counted.admit(request, caller)
        return Context(platform=platform, correlation_id=request.state.correlation_id, caller=caller)

    def within_reach(context: Context, text: str) -> None:
        if context.acting is not None:
            headers.check(context.acting, text)

    citizen = Endpoint(
        schema=schemas.citizen,
        documents=Documents(schemas.citizen, settings, curious=curious),
        lanes=Lanes(library(schemas.citizen), ()),
        admit=as_citizen,
        allow=within_reach,
    )
    provider = Endpoint(
        schema=schemas.provider,
        documents=Documents(schemas.provider, settings, curious=curious),
        lanes=Lanes(library(schemas.provider), [name for block in platform.blocks for name in block.bulk]),
        admit=as_program,
        allow=within_reach,
    )
    return citizen, provider
