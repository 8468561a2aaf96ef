"""The authorization endpoint: what came is handed to the flow, which answers at once or lets it wait."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from sso import cookies, flow, pushed, refusals
from sso.authorize.answers import redirect
from sso.authorize.asked import Pairs
from sso.authorize.check_size import LONGEST_TOGETHER
from sso.issuer import Issuer
from sso.model import Waiting
from sso.origin import came_without

_LONGEST = 2 * LONGEST_TOGETHER
"""Characters of a form that becomes an address; a longer one is refused for its size."""


async def authorize(issuer: Issuer, request: Request) -> Response:
    """Answer an authorization request, by GET or by POST (OpenID Connect Core section 3.1.2.1)."""
    pairs = await _parameters(request)
    if (
        came_without(cookies.SESSION, issuer.at.issuer, request)
        and len(written := urlencode(pairs)) <= _LONGEST
    ):
        return redirect(f"{urlsplit(issuer.at.authorize).path}?{written}")
    if any(name == "request_uri" and value.startswith(pushed.PREFIX) for name, value in pairs):
        return await _pushed(issuer, request, pairs)
    return await flow.advance(issuer, request, Waiting(request=pairs))


async def _pushed(issuer: Issuer, request: Request, pairs: Pairs) -> Response:
    """Go on with what was pushed; whatever else stands here counts for nothing (RFC 9126 section 4).

    Of a request that is not found no redirect URI can be believed.
    """
    said = {name: [value for other, value in pairs if other == name] for name in ("client_id", "request_uri")}
    if any(len(values) != 1 for values in said.values()):
        return refusals.page(issuer, request, "unknown_site")
    found = await pushed.find(issuer, said["client_id"][0], said["request_uri"][0])
    if found is None:
        return refusals.page(issuer, request, "expired")
    row, what = found
    return await flow.advance(issuer, request, Waiting(request=what, pushed=row))


async def _parameters(request: Request) -> Pairs:
    if request.method == "POST":
        form = await request.form(max_files=0, max_fields=50)
        return tuple((name, str(value)) for name, value in form.multi_items())
    return tuple(request.query_params.multi_items())
