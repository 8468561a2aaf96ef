"""The live count of a citizen of ours, over real HTTP: it does not outlive what it was opened with."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace

import httpx2
import pytest

from embed_header.block import block as header
from profile_core.contract import ids
from profile_core.directory.tables import application_table as a
from profile_core.gateway.app import build
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from sso import ending
from sso.block import block as sso
from sso.token import access_token
from tests.databases import Database
from tests.embed_header.played_region import served
from tests.sso.conftest import PAGES, Played, application
from tests.sso.played import ISSUER, SITE, Browser, Prover, claims_of, fields_of, header_token, redeem
from tests.sso.programs import change, post
from tests.sso.registered import chooser, chosen
from tests.sso.test_environment import become, club, real_citizens
from tests.sso.test_scope import agree

LIVE = "/header/v1/live"
PATIENCE = 30.0
"""Seconds after which a stream that should have ended counts as one that goes on."""


@pytest.fixture
def gateway(played: Played, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve sign-on and the header with a quick pulse; no stream ends by the header's own limit."""
    for name, seconds in {"COUNT_EVERY": "0.05", "CHECK_EVERY": "0.1", "STREAM_LIFE": "3600"}.items():
        monkeypatch.setenv(f"CITIZEN_PROFILE_HEADER_{name}", seconds)
    settings = Settings(database_url=database.url, public_url=ISSUER)
    platform = replace(
        played.platform, settings=settings, store=open_store(settings, {}), pages=PAGES, blocks=(sso, header)
    )
    with served(build(platform)) as port:
        yield f"http://127.0.0.1:{port}"


class Stream:
    """A stream that is open, and the token that opened it."""

    def __init__(self, answer: httpx2.Response, token: str) -> None:
        self.token = token
        self._events = _events(answer)

    async def next(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return await anext(self._events)

    async def rest(self) -> list[str]:
        async with asyncio.timeout(PATIENCE):
            return [event async for event in self._events]


async def _events(answer: httpx2.Response) -> AsyncIterator[str]:
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event:"):
            name = line.removeprefix("event: ")
        if line.startswith("data:"):
            data = json.loads(line.removeprefix("data: "))
            yield f"{name} {data.get('unreadCount', '')}".strip()


Follow = Callable[[str], Awaitable[Stream]]


@pytest.fixture
async def follow(played: Played, gateway: str) -> AsyncIterator[Follow]:
    """Open streams, each with a header token of its own that an id token was exchanged for."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx2.AsyncClient(base_url=gateway, timeout=PATIENCE))

        async def _follow(id_token: str) -> Stream:
            prover, url = Prover(), f"{ISSUER}{LIVE}"
            given = await header_token(played.ours, played.gent, id_token, prover)
            token = given.json()["access_token"]
            headers = {"authorization": f"DPoP {token}", "origin": SITE}
            asked = await client.post(LIVE, headers=headers | {"dpop": prover.proof(url, token=token)})
            proof = prover.proof(url, token=token, nonce=asked.headers["dpop-nonce"])
            opened = client.stream("POST", LIVE, headers=headers | {"dpop": proof})
            answer = await stack.enter_async_context(opened)
            assert answer.status_code == 200
            stream = Stream(answer, token)
            assert await stream.next() == "count 0"
            return stream

        yield _follow


@pytest.fixture
async def id_token(played: Played) -> str:
    return await logged_in(played)


async def logged_in(played: Played) -> str:
    code = fields_of((await played.browser.log_in()).headers["location"])["code"]
    return (await redeem(played.ours, played.gent, code)).json()["id_token"]


async def test_revoked_token_ends_its_stream_and_no_other(played: Played, follow: Follow, id_token: str):
    streams = [await follow(id_token) for _ in range(2)]
    revoked = await post(played.ours, "/sso/revoke", {"token": streams[0].token}, played.gent)
    assert revoked.status_code == 200
    assert await streams[0].rest() == []
    await played.browser.go("/sso/end-session", id_token_hint=id_token)
    assert await streams[1].rest() == ["ended"]


async def test_stream_ends_when_its_token_does(
    follow: Follow, id_token: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(access_token, "LIFETIME", 0)  # what is left is the leeway for clocks that differ
    assert await (await follow(id_token)).rest() == []


async def test_client_session_that_ends_ends_the_stream(played: Played, follow: Follow, id_token: str):
    other = await logged_in(played)
    stream, goes_on = await follow(id_token), await follow(other)
    sid = ids.parse_id(claims_of(id_token)["sid"])
    assert sid
    async with played.platform.store.begin() as tx:
        await ending.end_client_session(tx, sid, "revoked")
    assert await stream.rest() == ["ended"]
    await played.browser.go("/sso/end-session", id_token_hint=other)
    assert await goes_on.rest() == ["ended"]


async def removed(played: Played) -> None:
    async with played.platform.store.begin() as tx:
        await tx.run(a.delete().where(a.c.client_id == "gent"))


async def without_header(played: Played) -> None:
    await change(played, played.gent, scopes=["openid", "profile"])


@pytest.mark.parametrize("taken_away", [removed, without_header])
async def test_site_that_lost_its_right_keeps_no_stream(
    played: Played, follow: Follow, id_token: str, taken_away: Callable[[Played], Awaitable[None]]
):
    stream = await follow(id_token)
    await taken_away(played)
    assert await stream.rest() == []


async def test_site_that_becomes_a_test_site_keeps_no_stream_of_a_real_citizen(
    played: Played, follow: Follow
):
    await live(played)
    await real_citizens(played)
    stream = await follow(await logged_in(played))
    await become(played, "test")
    assert await stream.rest() == ["ended"]


async def test_site_that_becomes_a_test_site_keeps_no_stream_about_somebody_real(
    played: Played, follow: Follow
):
    await live(played)
    platform = replace(played.platform, blocks=(*played.platform.blocks, club()))
    ours = httpx2.AsyncClient(transport=httpx2.ASGITransport(application(platform)), base_url=ISSUER)
    browser = Browser(ours)
    tokens: list[str] = []
    for name in ("Voor mezelf", "Kring Voorbeeld"):
        page = await chooser(browser, prompt="select_account")
        code = await chosen(browser, page, name)
        tokens.append((await redeem(ours, played.gent, code)).json()["id_token"])
    own, of_club = [await follow(one) for one in tokens]
    await become(played, "test")
    assert await of_club.rest() == ["ended"]
    await played.browser.go("/sso/end-session", id_token_hint=tokens[0])
    assert await own.rest() == ["ended"]


async def live(played: Played) -> None:
    """Let the site serve real citizens."""
    await become(played, "live")
    await agree(played, "sso", "profile", "citizen", "offline_access")
    await agree(played, "header")
