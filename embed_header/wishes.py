"""What a web team says of its site, and what is wrong with it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import QueryParams

from profile_core.contract import LANGUAGES, InvalidError

LOGIN, LOGOUT = "/login", "/logout"
TIERS = ("0", "1", "2")
_PAGE = "page_"
_ADDRESSES = ("login_url", "logout_url", "switch_capacity_url")
_STYLE = "style_url"
NAMES = (
    "organisation",
    "language",
    "tier",
    *_ADDRESSES,
    _STYLE,
    "block",
    *(_PAGE + language for language in LANGUAGES),
)
"""What they are called in an address; ``block`` may come several times."""
_LONGEST_NAME = 100
_LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """As they were typed. ``blocks`` are those whose widgets the page lets run; None is all that have one.

    ``style_url`` is where the site has a copy of the style sheet: then its pages wait for us in nothing.
    ``pages`` leads from a language to the address of the same page in it.
    """

    organisation: str = ""
    language: str = LANGUAGES[0]
    tier: str = "2"
    login_url: str = LOGIN
    logout_url: str = LOGOUT
    switch_capacity_url: str = ""
    style_url: str = ""
    blocks: tuple[str, ...] | None = None
    pages: Mapping[str, str] = field(default_factory=dict[str, str])

    def chosen(self, pins: Mapping[str, str]) -> dict[str, str]:
        """Return what the page pins of what could be pinned; without our messages (tier 2) nothing is drawn."""
        if self.tier != "2":
            return {}
        return {block: pin for block, pin in pins.items() if self.blocks is None or block in self.blocks}


def of_query(query: QueryParams, language: str = LANGUAGES[0]) -> Wishes:
    """Read an address; what it leaves empty is as if it were left out, but ``block=`` says *no block*."""
    usual = Wishes()
    return Wishes(
        organisation=query.get("organisation", "").strip(),
        language=query.get("language") or language,
        tier=query.get("tier") or usual.tier,
        login_url=query.get("login_url") or usual.login_url,
        logout_url=query.get("logout_url") or usual.logout_url,
        switch_capacity_url=query.get("switch_capacity_url", ""),
        style_url=query.get(_STYLE, ""),
        blocks=tuple(filter(None, query.getlist("block"))) if "block" in query else None,
        pages={code: said for code in LANGUAGES if (said := query.get(_PAGE + code))},
    )


def check(wishes: Wishes, blocks: Collection[str]) -> None:
    """Raise the first problem there is."""
    for problem in problems(wishes, blocks):
        raise problem


def problems(wishes: Wishes, blocks: Collection[str]) -> Iterator[InvalidError]:
    """Name all that cannot be used, each with the field that it is about; ``blocks`` have widgets here."""
    if len(wishes.organisation) > _LONGEST_NAME or not wishes.organisation.isprintable():
        message = f"Give the organisation's name on one line, in at most {_LONGEST_NAME} characters."
        yield InvalidError("snippet.organisation", message, path=("organisation",))
    if wishes.language not in LANGUAGES:
        message = f"The header does not speak {wishes.language!r}: choose {_or(LANGUAGES)}."
        yield InvalidError("snippet.language", message, path=("language",))
    if wishes.tier not in TIERS:
        message = f"There is no tier {wishes.tier!r}: choose 0 (links), 1 (your own login) or 2 (ours)."
        yield InvalidError("snippet.tier", message, path=("tier",))
    for block in wishes.blocks or ():
        if block not in blocks:
            message = f"No block {block!r} draws anything in the header here. Those that do: {_or(blocks)}."
            yield InvalidError("snippet.block", message, path=("block",))
    yield from _wrong_addresses(wishes)


def _wrong_addresses(wishes: Wishes) -> Iterator[InvalidError]:
    said = {name: getattr(wishes, name) for name in _ADDRESSES}
    said |= {_PAGE + language: address for language, address in wishes.pages.items()}
    for name, address in said.items():
        if address and not _leads_somewhere(address):
            message = f"{name} must be a path of your site, such as /login, or an https address."
            yield InvalidError("snippet.address", message, path=(name,))
    if wishes.style_url and not (wishes.style_url.startswith("/") and _leads_somewhere(wishes.style_url)):
        message = f"{_STYLE} must be a path of your own site, such as /citizen-profile/fallback.css."
        yield InvalidError("snippet.style", message, path=(_STYLE,))


def _leads_somewhere(address: str) -> bool:
    """Tell an address of a page from what runs (``javascript:``), and from what browsers read in another way."""
    if len(address) > _LONGEST_ADDRESS or not address.isprintable() or set(address) & set(' \\<>"'):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    return address.startswith("/")


def _or(names: Collection[str]) -> str:
    return ", ".join(names) or "none"
