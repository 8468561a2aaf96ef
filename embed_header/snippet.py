"""What a web team pastes into its pages, and what its policy must allow for it."""

from html import escape

from embed_header.releases import SCRIPT, STYLE, Release

_LOG_IN = {"nl": "Aanmelden", "fr": "Se connecter", "de": "Anmelden", "en": "Log in"}


def html(
    gateway: str,
    release: Release,
    *,
    organisation: str = "",
    login_url: str = "/login",
    logout_url: str = "/logout",
    language: str = "nl",
) -> str:
    """Return the snippet for a release, pinned by integrity; its links serve a page without scripts.

    ``organisation`` is shown as a link to the home page; leave it out where the page has its own name above.
    """
    home = f'<a href="/">{escape(organisation)}</a>' if organisation else ""
    name = f' organisation="{escape(organisation)}"' if organisation else ""
    login, logout = escape(login_url), escape(logout_url)
    return "\n".join(
        [
            f'<link rel="stylesheet" {_pinned(gateway, release, STYLE, "href")}>',
            f'<script type="module" {_pinned(gateway, release, SCRIPT, "src")}></script>',
            f'<citizen-profile-header api="{gateway}"{name} login-url="{login}" logout-url="{logout}">',
            f'  {home}<a href="{login}">{_LOG_IN.get(language, _LOG_IN["en"])}</a>',
            "</citizen-profile-header>",
        ]
    )


def policy(gateway: str) -> tuple[str, ...]:
    """Return the lines that a Content-Security-Policy must hold at least; none is wider than our origin."""
    return (f"script-src {gateway}", f"style-src {gateway}", f"connect-src 'self' {gateway}")


def _pinned(gateway: str, release: Release, name: str, attribute: str) -> str:
    address = f"{gateway}/header/{release.version}/{name}"
    return f'{attribute}="{address}" integrity="{release.integrity(name)}" crossorigin="anonymous"'
