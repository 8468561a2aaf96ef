"""HTML is read whatever it is, in time that grows with its length and no faster."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from embed_header.site_check.markup import ELEMENT, read
from embed_header.site_check.tags import Tag, tokens

PIECES = st.sampled_from(
    ["<a", "<A href='x'", ' b="', "'", ">", "/>", "</a", "<!--", "-->", "<!doctype html>", "<?", "&#99999999;", "<script>", "</script", "<title>", "=", " ", "\n", "\0", "é", "<citizen-profile-header", "<template>"]
)  # fmt: skip


class Standard(HTMLParser):
    """What the standard library makes of a page that is written as it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in reversed(attrs)}))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_to_its_end(html: str):
    read(html)
    places = [token.at for token in tokens(html) if isinstance(token, Tag)]
    assert places == sorted(set(places))


NAMES = st.sampled_from(["a", "DIV", "citizen-profile-header", "br"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["href", "Class", "data-x"]), st.text("abc &;<>'\t=/é", max_size=8), max_size=3
)


def attributes(has: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in has.items())


@given(st.lists(st.tuples(NAMES, ATTRIBUTES), max_size=6))
def test_tags_are_those_that_the_standard_library_finds(written: list[tuple[str, dict[str, str]]]):
    html = "x > y".join(f"<{name}{attributes(has)}>" for name, has in written)
    ours = [(one.name, dict(one.attributes)) for one in tokens(html) if isinstance(one, Tag)]
    assert ours == Standard(html).found


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<a a='", '<a a="', "<a a=", "<", "<!--", "<!", "</", "<?", "<script>", "<script></", "<title>", "<a a ", "&#", "<svg>", f"<{ELEMENT}>", "<main>", "<template>", "</body>"],
)  # fmt: skip
def test_megabyte_of_what_never_ends_is_read(piece: str):
    """The standard library takes minutes for a tenth of it, in which no other request is served."""
    read(piece * (1_000_000 // len(piece)))


def test_number_that_is_too_long_for_a_character_is_left_alone():
    (tag,) = [one for one in tokens(f'<a href="&#{"9" * 5000};">') if isinstance(one, Tag)]
    assert tag.attributes["href"].startswith("&#999")


@pytest.mark.parametrize(
    "remark",
    ["<!-->", "<!--->", "<!---->", "<!-- a -->", "<!-- a --!>", "<!--->-->", "<!-- <!-->", "<!-- --!-->", "<!----!>", "<!--!> <a> -->", "<!---!> <a> -->", "<!-- <a> - - > -->", "<!>", "</>", "<?x>"],
)  # fmt: skip
def test_remark_ends_where_browsers_end_it(remark: str):
    """HTML 13.2.5.43 to 52: a remark may end at once, and by an exclamation mark."""
    names = [one.name for one in tokens(f"{remark}<b>") if isinstance(one, Tag)]
    assert names == ["b"]


def test_raw_text_and_remarks_hold_no_tags():
    html = "<!-- <a> --><script><a></script><style><a></style><noscript><a></noscript><title><a></title><b>"
    names = [one.name for one in tokens(html) if isinstance(one, Tag) and not one.closes]
    assert names == ["script", "style", "noscript", "title", "b"]
