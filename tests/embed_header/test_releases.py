"""The built element: pinned for ever, evergreen for now, small, and the same document as the gateway's."""

import base64
import json
from hashlib import sha384
from html.parser import HTMLParser
from pathlib import Path

import brotli
import httpx2
import pytest

from embed_header import snippet
from embed_header.document import DOCUMENT, documents
from embed_header.releases import SCRIPT, STYLE, releases
from tests.embed_header.region_of_blocks import blocks_of

GATEWAY = "https://profile.example.org"
NEWEST = releases()[-1]
FOLDER = Path(__file__).parents[2] / "embed_header"


@pytest.fixture
def gateway(open_gateway) -> httpx2.AsyncClient:
    return open_gateway(*blocks_of())


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] = dict(attrs)


def test_element_carries_the_document_that_its_token_may_ask():
    assert DOCUMENT in NEWEST.files[SCRIPT].decode()
    assert DOCUMENT in documents()


def test_newest_release_is_the_version_of_the_source():
    assert NEWEST.version == json.loads((FOLDER / "package.json").read_text())["version"]


def test_script_with_panel_and_style_weigh_at_most_8_kib():
    assert sum(len(brotli.compress(file)) for file in NEWEST.files.values()) <= 8 * 1024


async def test_release_is_kept_for_ever_and_its_line_for_minutes(gateway: httpx2.AsyncClient):
    pinned = await gateway.get(f"/header/{NEWEST.version}/{SCRIPT}")
    evergreen = await gateway.get(f"/header/v1/{SCRIPT}")
    assert pinned.content == evergreen.content == NEWEST.files[SCRIPT]
    assert pinned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert evergreen.headers["cache-control"].startswith("public, max-age=300")
    assert pinned.headers["content-type"].startswith("text/javascript")


async def test_any_page_of_any_origin_may_load_it(gateway: httpx2.AsyncClient):
    for name in (SCRIPT, STYLE):
        answer = await gateway.get(f"/header/v1/{name}", headers={"Origin": "https://anybody.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_browser_that_has_it_is_told_so(gateway: httpx2.AsyncClient):
    first = await gateway.get(f"/header/v1/{SCRIPT}")
    again = await gateway.get(f"/header/v1/{SCRIPT}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "address", ["9.9.9/fallback.css", "v1/block.py", "v9/fallback.css", "v1/..%2fblock.py"]
)
async def test_nothing_else_is_there(gateway: httpx2.AsyncClient, address: str):
    assert (await gateway.get(f"/header/{address}")).status_code == 404


async def test_snippet_pins_what_is_served(gateway: httpx2.AsyncClient):
    answer = await gateway.get("/header/v1/snippet", params={"organisation": "Stad Gent"})
    tags = Tags(answer.text).found
    for tag, attribute in (("script", "src"), ("link", "href")):
        served = await gateway.get(str(tags[tag][attribute]))
        digest = base64.b64encode(sha384(served.content).digest()).decode()
        assert tags[tag]["integrity"] == f"sha384-{digest}"
        assert tags[tag]["crossorigin"] == "anonymous"
    assert tags["citizen-profile-header"]["organisation"] == "Stad Gent"


def test_snippet_takes_names_as_text():
    html = snippet.html(GATEWAY, NEWEST, organisation='"><script>alert(1)</script>')
    assert "<script>alert" not in html
    assert Tags(html).found["citizen-profile-header"]["organisation"] == '"><script>alert(1)</script>'


def test_policy_allows_our_origin_and_nothing_wider():
    assert snippet.policy(GATEWAY) == (
        f"script-src {GATEWAY}",
        f"style-src {GATEWAY}",
        f"connect-src 'self' {GATEWAY}",
    )
