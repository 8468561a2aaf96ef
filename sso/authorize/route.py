"""The authorization endpoint: what came is handed to the flow, which answers at once or lets it wait."""

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import clock
from sso import flow
from sso.authorize.asked import Pairs
from sso.issuer import Issuer
from sso.model import Waiting


async def authorize(issuer: Issuer, request: Request) -> Response:
    """Answer an authorization request, by GET or by POST (OpenID Connect Core section 3.1.2.1)."""
    pairs = await _parameters(request)
    return await flow.advance(issuer, request, Waiting(began_at=clock.now(), request=pairs))


async def _parameters(request: Request) -> Pairs:
    if request.method == "POST":
        form = await request.form(max_files=0, max_fields=50)
        return tuple((name, str(value)) for name, value in form.multi_items())
    return tuple(request.query_params.multi_items())
