"""Where a web team gets what it pastes: as text for its tools, as HTML for its server, and as a page for itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from embed_header import rows, snippet, wishes
from embed_header.model import shows
from embed_header.releases import Release
from embed_header.wishes import Wishes
from profile_core.contract import LANGUAGES, InvalidError, NotFoundError, Platform, directory

_SNIPPET, _FRAGMENT, _PAGE = "/header/v1/snippet", "/header/v1/fragment", "/header/snippet"
_INCLUDED = {
    "Cache-Control": "public, max-age=300",
    "Content-Disposition": 'attachment; filename="citizen-profile-header.html"',
    "X-Content-Type-Options": "nosniff",
}
"""A server that includes it passes over the disposition; a browser never shows words of strangers as ours."""


class Generator:
    """The three addresses; all of them read the same options."""

    def __init__(self, platform: Platform, release: Release, pins: Mapping[str, str]) -> None:
        """``pins`` says for each block that runs and has a widget by which hash it is known."""
        self._pages = platform.pages
        self._gateway = platform.settings.public_url
        self._titles = {block.name: block.title for block in platform.blocks if block.name in pins}
        self._release = release
        self._pins = pins

    def routes(self) -> Sequence[BaseRoute]:
        """Return them."""
        return [
            Route(_SNIPPET, self._snippet),
            Route(_FRAGMENT, self._fragment),
            Route(_PAGE, self._page),
        ]

    async def _snippet(self, request: Request) -> Response:
        said = self._checked(request)
        html = snippet.html(self._gateway, self._release, said, self._pins)
        return PlainTextResponse(f"{html}\n", headers={"Cache-Control": "no-store"})

    async def _fragment(self, request: Request) -> Response:
        said = self._checked(request)
        return HTMLResponse(f"{snippet.fragment(self._gateway, said, self._pins)}\n", headers=_INCLUDED)

    async def _page(self, request: Request) -> Response:
        """Show the form with what was typed, and below it either what came of it or above it what to mend."""
        language = request.query_params.get("lang", "")
        said = wishes.of_query(request.query_params, *({language} & {*LANGUAGES}))
        wrong = {problem.path[0]: problem.code for problem in wishes.problems(said, self._pins)}
        return self._pages.page(
            request,
            "header/snippet.html",
            status=400 if wrong else 200,
            said=said,
            wrong=wrong,
            titles=self._titles,
            languages=LANGUAGES,
            tiers=reversed(wishes.TIERS),
            chosen=self._pins if said.blocks is None else said.blocks,
            result=None if wrong else self._result(request, said),
        )

    def _result(self, request: Request, said: Wishes) -> Mapping[str, object]:
        asked = [(name, value) for name, value in request.query_params.multi_items() if name in wishes.NAMES]
        query = f"?{urlencode(asked)}" if asked else ""
        return {
            "snippet": snippet.html(self._gateway, self._release, said, self._pins),
            "policy": snippet.policy(self._gateway, said),
            "trusted": bool(said.chosen(self._pins)),
            "address": f"{self._gateway}{_SNIPPET}{query}",
            "fragment": f"{self._gateway}{_FRAGMENT}{query}",
        }

    def _checked(self, request: Request) -> Wishes:
        """Return the options of an address; raise ``InvalidError`` for what cannot be used."""
        for name in request.query_params:
            if name not in wishes.NAMES:
                message = f"There is no option {name!r}. Those that there are: {', '.join(wishes.NAMES)}."
                raise InvalidError("snippet.option", message, path=(name,))
        said = wishes.of_query(request.query_params)
        wishes.check(said, self._pins)
        return said


async def of_site(platform: Platform, origin: str, said: Wishes, pins: Mapping[str, str]) -> Wishes:
    """Complete what was said by what is known of a registered site: its name, and the blocks that its header shows.

    Raises ``NotFoundError`` where nobody registered the origin.
    """
    async with platform.store.read() as tx:
        site = await directory.site(tx, origin)
        if site is None:
            message = f"Nobody registered {origin}. Give its exact origin, such as https://www.gent.be."
            raise NotFoundError("site.unknown", message)
        known = await rows.of_site(tx, origin, site.provider)
    shown = tuple(block for block in pins if known is None or shows(known.blocks, block))
    name = site.name.in_language(said.language)
    blocks = shown if said.blocks is None else said.blocks
    return replace(said, organisation=said.organisation or name, blocks=blocks)
