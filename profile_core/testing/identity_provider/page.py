"""The pages a citizen sees: plain HTML in four languages, no script."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from profile_core.testing.citizens import Citizen
from profile_core.testing.identity_provider.provider import Provider
from profile_core.testing.identity_provider.words import LANGUAGES, words_in

_FOLDER = Path(__file__).with_name("templates")
_templates = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
# No form-action: Chromium applies it to the redirects after a form as well, and these lead to the relying party
# and on to the site where the citizen came from.
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


def choose(provider: Provider, request: Request, acr: str, asked: Sequence[tuple[str, str]]) -> Response:
    """Show the citizens to log in as; the page carries the authorization request along."""
    switches = {code: f"/authorize?{urlencode(_with_language(asked, code))}" for code in LANGUAGES}
    return _page(
        provider,
        request,
        "choose.html",
        citizens=provider.citizens,
        level=provider.config.levels[acr],
        query=urlencode(asked),
        switches=switches,
        asked=asked,
    )


def confirm_logout(provider: Provider, request: Request, citizen: Citizen) -> Response:
    """Ask whether the citizen wants to log out."""
    return _page(provider, request, "confirm_logout.html", citizen=citizen)


def logged_out(provider: Provider, request: Request) -> Response:
    """Say that nobody is logged in any more."""
    return _page(provider, request, "logged_out.html")


def refused(provider: Provider, request: Request, reason: str) -> Response:
    """Say why a request is not answered to its sender."""
    return _page(provider, request, "refused.html", status=400, reason=reason)


async def style(_: Request) -> Response:
    """Serve the style sheet."""
    return FileResponse(_FOLDER / "style.css", headers={"x-content-type-options": "nosniff"})


def _page(
    provider: Provider,
    request: Request,
    template: str,
    *,
    status: int = 200,
    asked: Sequence[tuple[str, str]] = (),
    **values: object,
) -> Response:
    language = _language(request, dict(asked).get("ui_locales", ""))
    words = words_in(language)
    name = provider.config.name.get(language, words.provider)
    html = _templates.get_template(template).render(language=language, words=words, name=name, **values)
    return HTMLResponse(html, status, headers={**_HEADERS, "content-language": language})


def _language(request: Request, wished: str) -> str:
    """``ui_locales`` first, then what the browser prefers, then Dutch."""
    accepted = [part.split(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")]
    for tag in [*wished.split(), *accepted]:
        if tag[:2].lower() in LANGUAGES:
            return tag[:2].lower()
    return "nl"


def _with_language(asked: Sequence[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in asked if name != "ui_locales"] + [("ui_locales", language)]
