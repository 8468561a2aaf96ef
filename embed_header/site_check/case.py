"""What the checks look at: all that was read, before anybody judges it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from embed_header.releases import SCRIPT, STYLE, Release, by_address
from embed_header.site_check.address import origin_of
from embed_header.site_check.csp import LONGEST, Policy, policies
from embed_header.site_check.markup import Header, Markup
from embed_header.site_check.tags import Tag
from profile_core.contract import Answer, Environment, NoAnswerError

Reply = Answer | NoAnswerError
_TIERS = ("0", "1", "2")
_DROP_IN = "/api/v2/widget/"
_LONGEST_ADDRESS = 2000


class Mode(StrEnum):
    """How the page uses us: which of the checks concern it."""

    LINKS = "0"
    TOLD = "1"
    TOKEN = "2"  # noqa: S105 (a tier)
    DROP_IN = "drop-in"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the directory knows of a site; ``lacking`` are the blocks without an agreement of today."""

    origin: str
    client_id: str
    environment: Environment
    scopes: frozenset[str]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the site answered at last, after redirects within its origin."""

    url: str
    headers: Mapping[str, str]
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A script or style sheet of the header as the page names it; without ``release`` we have none there."""

    tag: Tag
    url: str
    name: str
    version: str
    release: Release | None

    @property
    def is_pinned(self) -> bool:
        """Tell an address whose file never changes."""
        return self.release is not None and self.release.version == self.version


@dataclass(frozen=True, kw_only=True)
class Case:
    """A page of a registered site. ``widgets`` are the pins of each block's modules, the newest first."""

    gateway: str
    site: Registered
    page: Page
    markup: Markup
    releases: tuple[Release, ...]
    widgets: Mapping[str, Sequence[str]]
    replies: Mapping[str, Reply] = field(default_factory=dict[str, Reply])
    """What the site's own addresses answered, by the names that ``reading`` gives them."""

    @property
    def header(self) -> Header | None:
        """Return the first header of the page."""
        return self.markup.headers[0] if self.markup.headers else None

    @cached_property
    def mode(self) -> Mode:
        """Return the tier, or what stands in its place."""
        if self.header is None:
            return Mode.DROP_IN if self.drop_ins else Mode.NONE
        tier = self.attribute("tier", "2")
        return Mode(tier) if tier in _TIERS else Mode.TOKEN

    def attribute(self, name: str, otherwise: str = "") -> str:
        """Return an attribute of the header."""
        return self.header.tag.attributes.get(name, otherwise) if self.header else otherwise

    def address(self, given: str) -> str:
        """Resolve an address as the page would."""
        return joined(self._base, given)

    @cached_property
    def scripts(self) -> list[Loaded]:
        """Return each script of the header that the page names."""
        return [one for tag in self.markup.scripts if (one := self._loaded(tag, "src", SCRIPT))]

    @cached_property
    def styles(self) -> list[Loaded]:
        """Return each style sheet of the header that the page names."""
        return [one for tag in self.markup.styles if (one := self._loaded(tag, "href", STYLE))]

    @property
    def token_url(self) -> str:
        """Return where the header asks for tokens."""
        return self.address(self.attribute("token-url") or "/citizen-profile/header-token")

    @cached_property
    def policies(self) -> list[Policy]:
        """Return the policies of header fields and of meta elements; all of them count."""
        return policies(self._said)

    @property
    def crowds(self) -> list[str]:
        """Return what there is more of than anybody looks at."""
        return [*self.markup.crowds, *(["Content-Security-Policy"] if len(self._said) > LONGEST else [])]

    @cached_property
    def drop_ins(self) -> list[Tag]:
        """Return the scripts of the drop-in for the Flemish header."""
        return [tag for tag in self.markup.scripts if self._is_drop_in(tag)]

    @cached_property
    def _base(self) -> str:
        return joined(self.page.url, self.markup.base)

    @cached_property
    def _said(self) -> str:
        metas = self.markup.meta("http-equiv", "content-security-policy")
        return ",".join([self.page.headers.get("content-security-policy", ""), *metas])

    def _loaded(self, tag: Tag, attribute: str, name: str) -> Loaded | None:
        url = self.address(tag.attributes.get(attribute, ""))
        folder, _, last = urlsplit(url).path.rpartition("/")
        if name == STYLE and origin_of(url) == self.site.origin:
            return self._copied(tag, url)
        ours = origin_of(url) == self.gateway and folder.startswith("/header/")
        if last != name or not (ours or name == SCRIPT):
            return None
        version = folder.removeprefix("/header/") if ours else ""
        release = by_address(self.releases).get(version)
        return Loaded(tag=tag, url=url, name=name, version=version, release=release)

    def _copied(self, tag: Tag, url: str) -> Loaded | None:
        """Know the site's own copy of a style sheet by the hash that stands with it, whatever it is called."""
        given = tag.attributes.get("integrity", "").split()
        release = next((one for one in self.releases if one.integrity(STYLE) in given), None)
        if release is None:
            return None
        return Loaded(tag=tag, url=url, name=STYLE, version=release.version, release=release)

    def _is_drop_in(self, tag: Tag) -> bool:
        url = self.address(tag.attributes.get("src", ""))
        return origin_of(url) == self.gateway and urlsplit(url).path.startswith(_DROP_IN)


def joined(base: str, given: str) -> str:
    """Resolve an address against another; what is none, or is endless, stays at the other."""
    if len(given) > _LONGEST_ADDRESS:
        return base
    try:
        return urljoin(base, given)
    except ValueError:
        return base
