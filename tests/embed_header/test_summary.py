"""The one document: what a header token can read, and that nothing else is in its reach."""

from collections.abc import Callable

import httpx2
import pytest

from embed_header import parts
from embed_header.document import DOCUMENT
from tests.embed_header.region_of_blocks import Shown, blocks_of, day

HEADER = {"Authorization": "Bearer header:An"}
Open = Callable[..., httpx2.AsyncClient]


async def summary(open_gateway: Open, *shown: Shown, language: str = "nl") -> dict:
    client = open_gateway(*blocks_of(*shown))
    body = {"query": DOCUMENT, "variables": {"language": language}}
    answer = await client.post("/graphql", json=body, headers=HEADER)
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json()
    return answer.json()["data"]["header"]["summary"]


async def test_header_shows_who_is_there_and_what_each_block_has(open_gateway: Open):
    first = Shown(name="letters", unread=3, dates=(day(3),))
    second = Shown(name="parking", unread=1)
    shown = await summary(open_gateway, first, second, language="en")
    assert (shown["name"], shown["unreadCount"]) == ("An", 4)
    entries = [{**one, "path": one["path"].partition("?")[0]} for one in shown["entries"]]
    assert entries == [
        {"block": "letters", "label": "letters (en)", "path": "/letters", "count": 3},
        {"block": "parking", "label": "parking (en)", "path": "/parking", "count": 1},
    ]
    (item,) = shown["items"]
    assert (item["name"], item["sender"]["name"]) == ("Message of letters", "Ghent")


async def test_five_newest_of_all_blocks_are_shown_newest_first(open_gateway: Open):
    first = Shown(name="letters", dates=(day(1), day(3), day(5), day(7)))
    second = Shown(name="files", dates=(day(2), day(4), day(6)))
    shown = await summary(open_gateway, first, second)
    assert [item["date"][8:10] for item in shown["items"]] == ["07", "06", "05", "04", "03"]


async def test_counts_stop_at_100_in_all(open_gateway: Open):
    shown = await summary(open_gateway, Shown(name="letters", unread=100), Shown(name="files", unread=50))
    assert shown["unreadCount"] == 100


@pytest.mark.parametrize("trouble", ["fails", "hangs"])
async def test_block_in_trouble_is_left_out_and_the_rest_stays(
    open_gateway: Open, monkeypatch: pytest.MonkeyPatch, trouble: str
):
    monkeypatch.setattr(parts, "TIMEOUT", 0.5)
    broken = Shown(name="broken", unread=9, fails=trouble == "fails", hangs=trouble == "hangs")
    shown = await summary(open_gateway, broken, Shown(name="letters", unread=3, dates=(day(3),)))
    assert shown["unreadCount"] == 3
    assert [entry["block"] for entry in shown["entries"]] == ["letters"]
    assert len(shown["items"]) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{DOCUMENT} ",
        DOCUMENT.replace("count", "count block"),
        "{ me { name } }",
        "{ header { __typename } }",
    ],
)
async def test_header_token_asks_this_document_to_the_letter_or_nothing(open_gateway: Open, text: str):
    client = open_gateway(*blocks_of())
    answer = await client.post("/graphql", json={"query": text}, headers=HEADER)
    assert answer.status_code == 403


async def test_nobody_without_a_token_reads_the_header(open_gateway: Open):
    client = open_gateway(*blocks_of())
    answer = await client.post("/graphql", json={"query": DOCUMENT, "variables": {"language": "nl"}})
    assert answer.status_code == 401


async def test_entries_know_in_which_role_they_are_shown(open_gateway: Open):
    """Our pages may be in another role than the site: a link that was shown in one asks before it opens."""
    (entry,) = (await summary(open_gateway, Shown(name="letters")))["entries"]
    assert entry["path"].startswith("/letters?in_role=")
