"""The page on which a citizen turns notifications on in a browser, and the two scripts that this needs."""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from blocks.notifications import browsers
from profile_core.contract import Acting, Platform, ids, page_citizen, visitor

PUSH = "/me/settings/push"
WORKER = "/me/push-worker.js"
PAGE_SCRIPT = "/me/push-page.js"
SCOPE = "/me/"
"""What the worker may stand for: the folder that it is served from."""
_STATIC = Path(__file__).with_name("static")
_Page = Callable[[Platform, Request, Acting], Awaitable[Response]]


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the addresses of the page and of its scripts."""

    def route(path: str, page: _Page, method: str) -> Route:
        async def served(request: Request) -> Response:
            return await page(platform, request, await page_citizen(request))

        return Route(path, served, methods=[method])

    return [
        route(PUSH, _page, "GET"),
        route(PUSH, _add, "POST"),
        route(f"{PUSH}/remove/{{id}}", _remove, "POST"),
        *scripts(),
    ]


def scripts() -> list[Route]:
    """Return the addresses of what runs in the page, and of what runs without it."""
    return [_script(WORKER, "push-worker.js"), _script(PAGE_SCRIPT, "push-page.js")]


async def _page(platform: Platform, request: Request, acting: Acting) -> Response:
    oneself = acting.subject == acting.citizen
    return platform.pages.page(
        request,
        "notifications/push_page.html",
        visitor=visitor(acting),
        oneself=oneself,
        browsers=await browsers.mine(platform, acting) if oneself else [],
        key=await browsers.public_key(platform),
        script=PAGE_SCRIPT,
        worker=WORKER,
        scope=SCOPE,
        action=PUSH,
    )


async def _add(platform: Platform, request: Request, acting: Acting) -> Response:
    """Take what the script put into the form."""
    form = await request.form()
    endpoint, p256dh, auth = (str(form.get(name, "")) for name in ("endpoint", "p256dh", "auth"))
    await browsers.add(
        platform,
        acting,
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        language=platform.pages.language(request),
    )
    return RedirectResponse(PUSH, status_code=303)


async def _remove(platform: Platform, request: Request, acting: Acting) -> Response:
    await browsers.remove(platform, acting, ids.parse_id(request.path_params["id"]))
    return RedirectResponse(PUSH, status_code=303)


def _script(path: str, name: str) -> Route:
    """Serve a script, under the strictest policy; the browser asks each time whether it is still the same."""
    body = (_STATIC / name).read_bytes()
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "default-src 'none'; require-trusted-types-for 'script'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": f'"{sha256(body).hexdigest()[:16]}"',
        "X-Content-Type-Options": "nosniff",
    }

    async def served(_: Request) -> Response:
        return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)

    return Route(path, served)
