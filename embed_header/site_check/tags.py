"""HTML into tags and texts, in linear time whatever is sent (html.spec.whatwg.org section 13.2.5, in short).

``html.parser`` of the standard library takes minutes for 100 KB of open tags (CVE-2025-6069 and its kin); what is
read here comes from servers of others.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

_BEGIN = re.compile(r"[a-zA-Z][^\s/>]*")
_GAP = re.compile(r"[\s/]*")
_NAME = re.compile(r"([^\s/>][^\s/>=]*)(\s*=\s*)?")
_LONE = re.compile(r"<+")
_COMMENT_END = re.compile(r"--!?>")
_BARE = re.compile(r"[^\s>]*")
_RAW = ("iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp")
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
"""Elements whose content holds no tags; with scripts on, ``noscript`` is one of them."""
_LONGEST_ESCAPED = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag; ``at`` is where it begins. Of an attribute given twice the first counts, without value it is empty."""

    name: str
    attributes: Mapping[str, str]
    at: int
    closes: bool = False


def tokens(html: str) -> Iterator[Tag | str]:
    """Yield tags and texts in their order; what never ends ends the page, as in browsers."""
    at = 0
    while at < len(html):
        begin = html.find("<", at)
        if begin != at:
            yield html[at:begin] if begin > 0 else html[at:]
        if begin < 0:
            return
        tag, at = _tag(html, begin)
        if tag is not None:
            yield tag
        if tag is not None and tag.name in _ENDS and not tag.closes:
            end = _ENDS[tag.name].search(html, at)
            if tag.name == "title":
                yield html[at : end.start() if end else len(html)]
            at = end.start() if end else len(html)


def _tag(html: str, at: int) -> tuple[Tag | None, int]:
    """Read what begins with ``<``; return the tag, if it is one, and where to go on."""
    closes = html.startswith("/", at + 1)
    begin = _BEGIN.match(html, at + 1 + closes)
    if begin is None:
        return None, _after_remark(html, at)
    attributes: dict[str, str] = {}
    end = _attributes(html, begin.end(), attributes)
    if end is None:
        return None, len(html)
    return Tag(name=begin[0].lower(), attributes=attributes, at=at, closes=closes), end


def _attributes(html: str, at: int, found: dict[str, str]) -> int | None:
    """Fill in the attributes and return where the tag has ended, None where it never does."""
    while True:
        at = _end(_GAP.match(html, at), at)
        if at >= len(html):
            return None
        name = _NAME.match(html, at)
        if name is None:
            return at + 1
        value, at = "", name.end()
        if name[2] and html[at : at + 1] in ('"', "'"):
            end = html.find(html[at], at + 1)
            if end < 0:
                return None
            value, at = html[at + 1 : end], end + 1
        elif name[2]:
            end = _end(_BARE.match(html, at), at)
            value, at = html[at:end], end
        found.setdefault(name[1].lower(), unescape(value) if len(value) <= _LONGEST_ESCAPED else value)


def _after_remark(html: str, at: int) -> int:
    """Skip a comment (13.2.5.43 and on), a doctype, or what only looks like a tag."""
    if html.startswith(("<!-->", "<!--->"), at):
        return html.index(">", at) + 1
    if html.startswith("<!--", at):
        return _end(_COMMENT_END.search(html, at + 4), len(html))
    if html.startswith(("<!", "<?", "</"), at):
        end = html.find(">", at)
        return len(html) if end < 0 else end + 1
    return max(at + 1, _end(_LONE.match(html, at), at) - 1)


def _end(match: re.Match[str] | None, otherwise: int) -> int:
    return match.end() if match else otherwise
