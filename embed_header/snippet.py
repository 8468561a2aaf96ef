"""What a web team pastes into its pages, and what its policy must allow for it."""

from collections.abc import Iterator, Mapping
from html import escape

from embed_header.releases import SCRIPT, STYLE, Release
from embed_header.wishes import Wishes

_LOG_IN = {"nl": "Aanmelden", "fr": "Se connecter", "de": "Anmelden", "en": "Log in"}
_PROFILE = {
    "nl": "Naar Mijn Profiel",
    "fr": "Vers Mon Profil",
    "de": "Zu Mein Profil",
    "en": "Go to My Profile",
}
_LANGUAGES = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}


def html(gateway: str, release: Release, wishes: Wishes, pins: Mapping[str, str]) -> str:
    """Return style, script and element, pinned by integrity; ``wishes`` have been checked.

    The page waits for the script in nothing (``async``); for the style sheet it does, as for any.

    ``pins`` says for each block with a widget by which hash it is known. The name of the organisation is shown as a
    link to the home page; it is left out where the page has its own name above.
    """
    return "\n".join(
        [
            f'<link rel="stylesheet" {_pinned(gateway, release, STYLE, "href", wishes.style_url)}>',
            f'<script type="module" async {_pinned(gateway, release, SCRIPT, "src")}></script>',
            fragment(gateway, wishes, pins),
        ]
    )


def fragment(gateway: str, wishes: Wishes, pins: Mapping[str, str]) -> str:
    """Return the element alone, with the links that serve a page without scripts."""
    attributes = "".join(f' {name}="{escape(said)}"' for name, said in _attributes(gateway, wishes, pins))
    home = f'<a href="/">{escape(wishes.organisation)}</a>' if wishes.organisation else ""
    return "\n".join(
        [
            f"<citizen-profile-header{attributes}>",
            *_languages(wishes.pages),
            f"  {home}{_way_in(gateway, wishes)}",
            "</citizen-profile-header>",
        ]
    )


def policy(gateway: str, wishes: Wishes) -> tuple[str, ...]:
    """Return the lines that a Content-Security-Policy must hold at least; none is wider than our origin.

    Only with our login (tier 2) the header asks something, of the site itself and of us.
    """
    asked = (f"connect-src 'self' {gateway}",) if wishes.tier == "2" else ()
    styles = "'self'" if wishes.style_url else gateway
    return (f"script-src {gateway}", f"style-src {styles}", *asked)


def _attributes(gateway: str, wishes: Wishes, pins: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "api", gateway
    if wishes.tier != "2":
        yield "tier", wishes.tier
    if wishes.organisation:
        yield "organisation", wishes.organisation
    if wishes.tier == "0":
        return
    yield "login-url", wishes.login_url
    yield "logout-url", wishes.logout_url
    if wishes.switch_capacity_url:
        yield "switch-capacity-url", wishes.switch_capacity_url
    if chosen := wishes.chosen(pins):
        yield "widgets", " ".join(f"{block} {pin}" for block, pin in chosen.items())


def _languages(pages: Mapping[str, str]) -> Iterator[str]:
    if pages:
        yield '  <ul slot="languages">'
    for code, address in pages.items():
        name = _LANGUAGES[code]
        yield f'    <li><a hreflang="{code}" lang="{code}" href="{escape(address)}">{name}</a></li>'
    if pages:
        yield "  </ul>"


def _way_in(gateway: str, wishes: Wishes) -> str:
    if wishes.tier == "0":
        return f'<a href="{gateway}/me">{_PROFILE[wishes.language]}</a>'
    return f'<a href="{escape(wishes.login_url)}">{_LOG_IN[wishes.language]}</a>'


def _pinned(gateway: str, release: Release, name: str, attribute: str, copy: str = "") -> str:
    address = escape(copy) or f"{gateway}/header/{release.version}/{name}"
    return f'{attribute}="{address}" integrity="{release.integrity(name)}" crossorigin="anonymous"'
