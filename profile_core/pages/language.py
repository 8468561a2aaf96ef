"""In which language a page speaks: the address says so, else the browser does, else Dutch. No cookie."""

from starlette.requests import Request

from profile_core.kit.texts import LANGUAGES

DEFAULT = LANGUAGES[0]
NAMES = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}


def chosen(request: Request) -> str:
    """Return the language of the answer, one of ``LANGUAGES``.

    ``lang`` in the address wins, then ``ui_locales`` (OpenID Connect Core section 3.1.2.1), then
    ``Accept-Language`` (RFC 9110 section 12.5.4).
    """
    wishes = [_said(request), *request.query_params.get("ui_locales", "").split()]
    wishes += _accepted(request.headers.get("accept-language", ""))
    return next((known for wish in wishes if (known := _known(wish))), DEFAULT)


def carried(request: Request, path: str) -> str:
    """Return a path of ours that keeps the language which the address of this page asked for."""
    said = _said(request)
    if not _known(said):
        return path
    return f"{path}{'&' if '?' in path else '?'}lang={_known(said)}"


def switches(request: Request) -> list[tuple[str, str, str]]:
    """Return (code, own name, address of this same page) for every language."""
    return [(code, NAMES[code], _here(request, code)) for code in LANGUAGES]


def _said(request: Request) -> str:
    return request.query_params.get("lang", "")


def _here(request: Request, code: str) -> str:
    """Leave out an authorization code (RFC 6749 section 4.1.2): it is used once, and no link of ours hands it on."""
    url = request.url.remove_query_params("code").include_query_params(lang=code)
    return f"{url.path}?{url.query}"


def _known(wish: str) -> str:
    code = wish.split("-", maxsplit=1)[0].strip().lower()
    return code if code in LANGUAGES else ""


def _accepted(header: str) -> list[str]:
    """Sort by weight, best first; equal weights stay in their order; a weight of 0 means *not this one*."""
    weighted = [_weighed(part) for part in header.split(",")[:20]]
    return [wish for weight, wish in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]


def _weighed(part: str) -> tuple[float, str]:
    wish, _, weight = part.partition(";q=")
    try:
        return float(weight or 1), wish
    except ValueError:
        return 0, wish
