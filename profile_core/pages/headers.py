"""The headers of every page: nothing foreign runs, nothing leaks, nobody frames us, nothing is kept."""

import re
from collections.abc import Iterable

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?")
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_ALWAYS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",  # no-referrer would make the Origin of our own forms null
    "X-Content-Type-Options": "nosniff",
}


def strict(*, secure: bool, form_targets: Iterable[str] = ()) -> dict[str, str]:
    """Return the headers of a page; ``secure`` adds HSTS.

    ``form_targets`` are foreign origins to which the answer to a form on this page may redirect: Chromium
    holds ``form-action`` against every step of the way. Anything that is not an origin is a ``ValueError``.
    """
    allowed = " ".join(["'self'", *(_checked(origin) for origin in form_targets)])
    headers = {**_ALWAYS, "Content-Security-Policy": f"{_POLICY}; form-action {allowed}"}
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def _checked(origin: str) -> str:
    if not _ORIGIN.fullmatch(origin):
        raise ValueError(f"{origin!r} is not an origin such as https://www.example.org")
    return origin
