"""What a page costs us grows with its length and no faster, whatever it holds: whoever likes may have it checked."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from embed_header.releases import SCRIPT, STYLE, releases
from embed_header.site_check import markup
from embed_header.site_check.case import Case, Page, Registered
from embed_header.site_check.checks import findings
from embed_header.site_check.kinds import Finding
from profile_core.contract import Environment
from tests.embed_header.site_check.sample import GATEWAY, RELEASE

ORIGIN = "https://www.gent.be"
BIG = 1_000_000
_SCRIPT = f'<script src="{GATEWAY}/header/{RELEASE.version}/{SCRIPT}"></script>'
_STYLE = f'<link rel=stylesheet href="{GATEWAY}/header/{RELEASE.version}/{STYLE}">'
_COPY = f'<link rel=stylesheet href=/a.css integrity="{RELEASE.integrity(STYLE)}">'
_HEADER = "<citizen-profile-header"


def numbered(pattern: str, size: int) -> str:
    """Repeat a piece, each time with another number in the place of ``#``, up to a size."""
    pieces = (pattern.replace("#", str(number)) for number in range(size // len(pattern)))
    return "".join(pieces)[:size]


def policy(*directives: str) -> str:
    return f'<meta http-equiv=content-security-policy content="{"; ".join(directives)}">'


HOSTILE = {
    "the same source and widget, often": lambda size: (
        policy("script-src " + "a.b " * (size // 8)) + f"{_HEADER} widgets='{'a b ' * (size // 8)}'>"
    ),
    "sources and widgets": lambda size: (
        policy("script-src " + numbered("#.b ", size // 2))
        + f"{_HEADER} widgets='{numbered('parking # ', size // 2)}'>"
    ),
    "sources and scripts": lambda size: (
        policy("script-src " + numbered("#.b ", size // 2)) + _SCRIPT * (size // 200)
    ),
    "sources and styles": lambda size: (
        policy("style-src " + numbered("#.b ", size // 2)) + _STYLE * (size // 200)
    ),
    "policies and scripts": lambda size: (
        numbered(policy("script-src #.b"), size // 2) + _SCRIPT * (size // 200)
    ),
    "policies in one": lambda size: policy(numbered("script-src #.b,", size // 2)) + _SCRIPT * (size // 200),
    "hashes and sources": lambda size: (
        policy("script-src " + numbered("'sha384-#' ", size // 2))
        + _SCRIPT.replace("<script", f"<script integrity='{numbered('sha512-# ', size // 2)}'")
    ),
    "base and scripts": lambda size: f"<base href='/{'a/' * (size // 4)}'>" + "<script src=x></script>" * (size // 46),
    "copies of the style sheet": lambda size: _COPY * (size // len(_COPY)),
    "unknown attributes": lambda size: f"{_HEADER} {numbered('a# ', size)}>",
    "unknown widgets": lambda size: f"{_HEADER} widgets='{numbered(f'a# {RELEASE.integrity(SCRIPT)} ', size)}'>",
    "headers": lambda size: "<nav>" * 99 + f"{_HEADER}>" * (size // 24),
    "tags": lambda size: "<nav>" * 99 + "<a>" * (size // 3),
    "texts": lambda size: "<nav>" * 99 + "<b>x" * (size // 4),
    "ends": lambda size: "<nav>" * 99 + "</b>" * (size // 4),
    "drop-ins": lambda size: (
        policy("script-src " + numbered("#.b ", size // 2))
        + f"<script src={GATEWAY}/api/v2/widget/1/embed></script>" * (size // 140)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_work_for_a_megabyte_is_bounded(name: str):
    html = HOSTILE[name](BIG)
    assert len(html) < 1.3 * BIG
    told: Sequence[Finding]
    with counted() as calls:
        told = judged(html)
    assert calls[0] < 2_000_000
    assert len(told) < 200


def test_field_of_an_answer_that_begins_often_and_never_ends_is_read_once():
    """Ten times as long took a hundred times as long."""
    judged("", {"integrity-policy": "blocked-destinations=(" * 50_000})


def judged(html: str, headers: dict[str, str] | None = None) -> Sequence[Finding]:
    site = Registered(
        origin=ORIGIN, client_id="gent", environment=Environment.TEST, scopes=frozenset(), lacking=()
    )
    case = Case(
        gateway=GATEWAY,
        site=site,
        page=Page(url=f"{ORIGIN}/", headers=headers or {}, html=html),
        markup=markup.read(html),
        releases=releases(),
        widgets={"parking": [RELEASE.integrity(SCRIPT)]},
    )
    return list(findings(case))


class TooMuchError(Exception):
    """More work than anybody waits for."""


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count calls of functions, ours and those of the language: work, whatever the machine."""
    calls = [0]

    def count(_: object, event: str, __: object) -> None:
        calls[0] += event in ("call", "c_call")
        if calls[0] > 20_000_000:
            raise TooMuchError

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)
