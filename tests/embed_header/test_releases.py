"""The built element: pinned for ever, evergreen for now, small, and the same document as the gateway's."""

import json
from pathlib import Path

import brotli
import httpx2
import pytest

from blocks.notifications.block import block as notifications
from embed_header.document import DOCUMENT, documents
from embed_header.releases import SCRIPT, STYLE, Release, by_address, pinned, releases
from embed_header.widgets import widgets
from tests.embed_header.region_of_blocks import blocks_of

NEWEST = releases()[-1]
FOLDER = Path(__file__).parents[2] / "embed_header"


@pytest.fixture
def gateway(open_gateway) -> httpx2.AsyncClient:
    return open_gateway(*blocks_of())


def test_element_carries_the_document_that_its_token_may_ask():
    assert DOCUMENT in NEWEST.files[SCRIPT].decode()
    assert DOCUMENT in documents()


def test_newest_release_is_the_version_of_the_source():
    assert NEWEST.version == json.loads((FOLDER / "package.json").read_text())["version"]


def test_script_with_its_panel_weighs_at_most_8_kib():
    assert len(brotli.compress(NEWEST.files[SCRIPT])) <= 8 * 1024


def test_inbox_that_comes_when_the_panel_opens_weighs_at_most_1_kib():
    inbox, *_ = widgets([notifications])
    assert len(brotli.compress(inbox.content)) <= 1024


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


async def test_next_is_the_newest_of_all(gateway: httpx2.AsyncClient):
    newest = await gateway.get(f"/header/next/{SCRIPT}")
    assert newest.content == NEWEST.files[SCRIPT]
    assert newest.headers["cache-control"].startswith("public, max-age=300")


def test_early_version_is_next_but_on_no_line_and_in_no_snippet():
    known = sorted(
        map(release, ("1.2.0-next.2", "1.10.0", "1.2.0", "2.0.0-next.1", "1.2.0-next.10")), key=order
    )
    assert [one.version for one in known] == [
        *("1.2.0-next.2", "1.2.0-next.10", "1.2.0", "1.10.0", "2.0.0-next.1"),
    ]
    addresses = by_address(known)
    assert addresses["next"].version == "2.0.0-next.1"
    assert addresses["v1"].version == pinned(known).version == "1.10.0"
    assert addresses["2.0.0-next.1"].version == "2.0.0-next.1"
    assert "v2" not in addresses


def test_version_that_is_out_is_next_until_there_is_a_newer_one():
    known = [release("1.2.0-next.1"), release("1.2.0")]
    assert by_address(known)["next"].version == "1.2.0"


def release(version: str) -> Release:
    return Release(version=version, files={})


def order(one: Release) -> tuple[int, ...]:
    return one.order
