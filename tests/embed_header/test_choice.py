"""Which blocks a site's header shows: two sites, two choices, one citizen."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import httpx2
import pytest

from embed_header import choices, configure
from embed_header.block import block as header
from embed_header.configure import Change
from embed_header.document import DOCUMENT
from profile_core.contract import Acting, Platform, Store, clock
from profile_core.directory import rows as directory
from profile_core.gateway.app import build
from profile_core.kit.settings import Settings
from tests import sent
from tests.databases import Database
from tests.embed_header.played_region import served
from tests.embed_header.region_of_blocks import Shown, day
from tests.embed_header.registered_sites import (
    AALST,
    AALST_BE,
    GENT_BE,
    GENT_TEST,
    PLAYERS,
    add_site,
    register,
)
from tests.embed_header.test_live import LIVE, events
from tests.gateway.platforms import played
from tests.gateway.played import subject

Ask = Callable[[str], httpx2.Response]


@pytest.fixture
def letters() -> Shown:
    return Shown(name="letters", unread=2, dates=(day(3),))


@pytest.fixture
def parking() -> Shown:
    return Shown(name="parking", unread=5, dates=(day(4), day(5)))


@pytest.fixture
async def platform(database: Database, letters: Shown, parking: Shown, monkeypatch: pytest.MonkeyPatch):
    """Give a region in which Ghent shows letters and parking, and Aalst parking alone."""
    for name, seconds in {"COUNT_EVERY": "0.05", "STREAM_LIFE": "20"}.items():
        monkeypatch.setenv(f"CITIZEN_PROFILE_HEADER_{name}", seconds)
    monkeypatch.setattr(choices, "LONGEST", 0.1)
    settings = Settings(database_url=database.url, public_url="https://profile.example.org")
    platform = played(settings, PLAYERS, header, letters.block(), parking.block())
    async with platform.store.begin() as tx:
        await register(tx)
    await configure.configure_any(platform, Change(origin=AALST_BE, blocks=["parking"]))
    yield platform
    await platform.store.close()


@pytest.fixture
def gateway(platform: Platform, database: Database) -> Iterator[str]:
    """Serve the region by a process-like gateway of its own, with a store of its own."""
    own = played(platform.settings, *platform.blocks)
    with served(build(own)) as port:
        yield f"http://127.0.0.1:{port}"


def headers(site: str, name: str = "An") -> dict[str, str]:
    return {"Authorization": f"Bearer header:{name}", "Origin": site}


def summary(gateway: str, site: str) -> dict:
    body = {"query": DOCUMENT, "variables": {"language": "nl"}}
    answer = httpx2.post(f"{gateway}/graphql", json=body, headers=headers(site))
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["header"]["summary"]


def test_summary_keeps_to_what_each_site_chose(gateway: str, letters: Shown):
    both, one = summary(gateway, GENT_BE), summary(gateway, AALST_BE)
    assert [entry["block"] for entry in both["entries"]] == ["letters", "parking"]
    assert (both["unreadCount"], [item["block"] for item in both["items"]]) == (
        7,
        ["parking", "parking", "letters"],
    )
    assert [entry["block"] for entry in one["entries"]] == ["parking"]
    assert (one["unreadCount"], [item["block"] for item in one["items"]]) == (5, ["parking"] * 2)
    assert letters.asked == [1]


@pytest.fixture
def follow(gateway: str) -> Iterator[Callable[..., Iterator[str]]]:
    """Open streams at sites; each gives its events as they come."""
    with ExitStack() as stack:
        client = stack.enter_context(httpx2.Client(base_url=gateway, timeout=10))

        def _follow(site: str, name: str = "An") -> Iterator[str]:
            answer = stack.enter_context(client.stream("POST", LIVE, headers=headers(site, name)))
            assert answer.status_code == 200
            return events(answer)

        yield _follow


def test_live_count_keeps_to_what_each_site_chose(
    follow: Callable[..., Iterator[str]], letters: Shown, parking: Shown
):
    gent, aalst = follow(GENT_BE), follow(AALST_BE)
    assert (next(gent), next(aalst)) == ("count 7", "count 5")
    letters.unread = 10
    assert next(gent) == "count 15"
    parking.unread = 6
    assert (next(gent), next(aalst)) == ("count 16", "count 6")


def test_each_block_is_asked_once_a_round_for_those_who_see_it(
    follow: Callable[..., Iterator[str]], letters: Shown, parking: Shown
):
    streams = [follow(site, name) for site in (GENT_BE, AALST_BE) for name in ("An", "Bo", "Cy")]
    assert [next(heard) for heard in streams] == ["count 7"] * 3 + ["count 5"] * 3
    while (letters.asked[-1], parking.asked[-1]) != (3, 6):
        time.sleep(0.01)
    letters.asked.clear()
    parking.asked.clear()
    parking.unread = 6
    assert [next(heard) for heard in streams] == ["count 8"] * 3 + ["count 6"] * 3
    assert (set(letters.asked), set(parking.asked)) == ({3}, {6})


def test_block_that_fails_holds_up_only_those_who_see_it(
    follow: Callable[..., Iterator[str]], letters: Shown, parking: Shown
):
    gent, aalst = follow(GENT_BE), follow(AALST_BE)
    assert (next(gent), next(aalst)) == ("count 7", "count 5")
    letters.fails = True
    asked = len(letters.asked)
    while len(letters.asked) < asked + 2:
        time.sleep(0.01)
    parking.unread = 6
    assert next(aalst) == "count 6"
    letters.fails = False
    assert next(gent) == "count 8"


async def test_new_choice_reaches_streams_that_are_open(
    follow: Callable[..., Iterator[str]], platform: Platform
):
    gent = follow(GENT_BE)
    assert next(gent) == "count 7"
    await configure.configure_any(platform, Change(origin=GENT_BE, blocks=["letters"]))
    assert next(gent) == "count 2"
    await configure.configure_any(platform, Change(origin=GENT_BE, blocks=None))
    assert next(gent) == "count 7"


async def test_origin_that_becomes_anothers_leaves_its_choice_behind(gateway: str, platform: Platform):
    await configure.configure_any(platform, Change(origin=GENT_BE, blocks=["letters"]))
    async with platform.store.begin() as tx:
        site = await directory.site(tx, GENT_BE)
        assert site
        await directory.take_away(tx, site)
        await add_site(tx, GENT_BE, AALST.id, client_id="gent")
    assert summary(gateway, GENT_BE)["unreadCount"] == 7


def at(site: str, client_id: str, name: str) -> Acting:
    who = subject(name)
    return Acting(citizen=who, subject=who, name=name, site=site, client_id=client_id)


async def test_choices_of_a_crowd_are_read_together_and_not_again_for_a_while(
    platform: Platform, store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(choices, "LONGEST", 2.0)
    sites = [(GENT_BE, "gent"), (AALST_BE, "aalst"), (GENT_TEST, "gent-test")]
    crowd = [at(*site, f"citizen {number}") for number in range(30) for site in sites]
    with sent.collected("FROM header_configuration") as asked, sent.collected("FROM site") as looked:
        first = await choices.of(store, crowd)
        again = await choices.of(store, crowd)
    assert (len(asked), len(looked)) == (1, 1)
    assert first == again == [None, {"parking"}, None] * 30


def test_questions_to_one_process_share_what_it_read(gateway: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(choices, "LONGEST", 60.0)
    summary(gateway, AALST_BE)
    with sent.collected("FROM header_configuration") as asked:
        summary(gateway, AALST_BE)
    assert asked == []


async def test_choice_counts_everywhere_after_a_moment(
    platform: Platform, store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(choices, "LONGEST", 2.0)
    one = at(AALST_BE, "aalst", "An")
    assert await choices.of(store, [one]) == [{"parking"}]
    await configure.configure_any(platform, Change(origin=AALST_BE, blocks=["letters"]))
    later = clock.now() + timedelta(seconds=2.1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await choices.of(store, [one]) == [{"letters"}]
