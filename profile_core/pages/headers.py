"""The headers of every page: nothing foreign runs, nothing leaks, nobody frames us, nothing is kept."""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
_ALWAYS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",  # no-referrer would make the Origin of our own forms null
    "X-Content-Type-Options": "nosniff",
}


def strict(*, secure: bool) -> dict[str, str]:
    """Return the headers of a page; ``secure`` adds HSTS.

    A form is answered by ourselves: Chromium holds ``form-action`` against every redirect after it, so that one that
    leads elsewhere is a page that goes on.
    """
    headers = {**_ALWAYS, "Content-Security-Policy": _POLICY}
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers
