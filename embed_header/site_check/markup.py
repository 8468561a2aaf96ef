"""What a page holds that concerns the header."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from embed_header.site_check.tags import Tag, tokens

ELEMENT = "citizen-profile-header"
_One = TypeVar("_One")
NESTED = ("a", "article", "aside", "button", "dialog", "footer", "main", "nav")
"""Elements in which the header's own landmark would be misread."""
_KEPT_OPEN = (*NESTED, "body", "head", "header", "template", "svg", ELEMENT)
_CONTENT = ("button", "canvas", "iframe", "img", "input", "object", "picture", "select", "textarea", "video")
"""Elements that are seen although they hold no text; what only wraps others is not among them."""
_DEEPEST = 100
"""Elements that are remembered as open: deeper ones are somebody's trick, and would cost us the square of their number."""
_MOST_PIECES = 50_000
"""Tags and texts of a page that are read: a megabyte of what people write has less."""
_MOST = 500
"""Elements of a kind that are kept."""


@dataclass(slots=True, kw_only=True)
class Header:
    """The element in the page: in which other elements it stands, what comes before it, and its fallback links."""

    tag: Tag
    inside: tuple[str, ...]
    before: str
    links: int = 0
    ends: bool = False


@dataclass(slots=True, kw_only=True)
class Markup:
    """A page, in its order."""

    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of the ``html`` element."""
    title: str = ""
    base: str = ""
    mains: int = 0
    metas: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])
    scripts: list[Tag] = field(default_factory=list[Tag])
    styles: list[Tag] = field(default_factory=list[Tag])
    headers: list[Header] = field(default_factory=list[Header])
    crowds: dict[str, None] = field(default_factory=dict[str, None])
    """What there is more of than is kept."""

    def meta(self, attribute: str, name: str) -> list[str]:
        """Return the content of the meta elements whose ``name`` or ``http-equiv`` is this."""
        return [meta.get("content", "") for meta in self.metas if meta.get(attribute, "").lower() == name]


def read(html: str) -> Markup:
    """Read a page."""
    reader = _Reader()
    pieces = tokens(html)
    for token in islice(pieces, _MOST_PIECES):
        reader.take(token)
    if next(pieces, None) is not None:
        reader.page.crowds["HTML"] = None
    return reader.page


class _Reader:
    def __init__(self) -> None:
        self.page = Markup()
        self._open: list[str] = []
        self._inside = Counter[str]()
        """How often each name is among the open ones, so that nobody has to look through them."""
        self._before = ""
        self._in_title = self._in_skip_link = False

    def take(self, token: Tag | str) -> None:
        if isinstance(token, str):
            self._text(token)
        elif token.closes:
            self._close(token.name)
        elif not self._inside["template"]:
            self._start(token)
            if token.name in _KEPT_OPEN and len(self._open) < _DEEPEST:
                self._open.append(token.name)
                self._inside[token.name] += 1

    def _text(self, text: str) -> None:
        words = " ".join(text[:200].split())
        if self._in_title:
            self.page.title = words
        elif not self._in_skip_link and not (self._inside["template"] or self._inside["svg"]):
            self._precede(words)

    def _precede(self, what: str) -> None:
        """Remember what a reader meets first."""
        self._before = self._before or what

    def _close(self, name: str) -> None:
        if name == "title":
            self._in_title = False
        if name == "a":
            self._in_skip_link = False
        last = "" if self._inside[name] else name
        while last != name:
            last = self._open.pop()
            self._inside[last] -= 1
        if name == ELEMENT and self.page.headers:
            self.page.headers[-1].ends = True

    def _start(self, tag: Tag) -> None:
        page, has = self.page, tag.attributes
        if tag.name == "html":
            page.attributes = has
        elif tag.name == "title":
            self._in_title = not self._inside["svg"]
        elif tag.name == "base":
            page.base = page.base or has.get("href", "")
        elif tag.name == "meta":
            self._keep(tag.name, page.metas, has)
        elif tag.name == "script":
            self._keep(tag.name, page.scripts, tag)
        elif tag.name == "link" and "stylesheet" in has.get("rel", "").lower().split():
            self._keep(tag.name, page.styles, tag)
        elif tag.name == ELEMENT:
            self._keep(ELEMENT, page.headers, Header(tag=tag, inside=tuple(self._open), before=self._before))
        else:
            self._content(tag)

    def _keep(self, name: str, kept: list[_One], one: _One) -> None:
        if len(kept) < _MOST:
            kept.append(one)
        else:
            self.page.crowds[f"<{name}>"] = None

    def _content(self, tag: Tag) -> None:
        self.page.mains += tag.name == "main"
        if tag.name == "a":
            self._in_skip_link = tag.attributes.get("href", "").startswith("#")
            if self._inside[ELEMENT] and tag.attributes.get("href"):
                self.page.headers[-1].links += 1
        if tag.name in _CONTENT and tag.attributes.get("type", "").lower() != "hidden":
            self._precede(f"<{tag.name}>")
