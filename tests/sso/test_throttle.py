"""Who asks too often is told when to come back, and keeps nobody else out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from profile_core.contract import Store, clock
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.databases import Database
from tests.sso.at_gateway import HTML, gateway
from tests.sso.bombs import BOMBS
from tests.sso.conftest import Played, application, platform_of, register
from tests.sso.gateways import client as through, gateways
from tests.sso.played import ASSERTION_TYPE, ISSUER, Client, Prover, asked, fields_of, redeem
from tests.sso.programs import post

HERE, THERE = "192.0.2.1", "2001:db8:1:2::1"
BROWSER = {"accept": "text/html,*/*", "accept-language": "en"}
FORM = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}
At = Callable[[str], httpx2.AsyncClient]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Our OpenID provider with low limits, asked from several addresses."""

    at: At
    parking: Client
    gent: Client

    async def token(self, address: str, client: Client, **changed: Any) -> httpx2.Response:
        """Ask a token for a program; what is changed of its assertion makes it fail."""
        form = {
            "grant_type": "client_credentials",
            "scope": "notifications",
            "resource": f"{ISSUER}/provider/graphql",
        }
        return await self.at(address).post("/sso/token", data=form | client.authentication(**changed))


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower every limit to three a minute, and hold the clock ten seconds into one."""
    for name in ("ADDRESS", "CLIENT", "FAILURE"):
        monkeypatch.setenv(f"CITIZEN_PROFILE_SSO_{name}_LIMIT", "3")
    held = clock.now().replace(second=10)
    monkeypatch.setattr(clock, "now", lambda: held)


@pytest.fixture
async def stage(store: Store, limits: None, configured: None) -> Stage:
    gent, parking = Client("gent"), Client("parking")
    platform = platform_of(store, new_keyring())
    async with store.begin() as tx:
        await register(tx, platform.keyring, gent, Client("aalst"), parking)
    app = application(platform)

    def _at(address: str) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app, client=(address, 1))
        return httpx2.AsyncClient(transport=transport, base_url=ISSUER, follow_redirects=False)

    return Stage(at=_at, parking=parking, gent=gent)


async def test_address_that_visits_too_often_gets_a_page_and_others_do_not(stage: Stage):
    here, there = stage.at(HERE), stage.at(THERE)
    visits = [await here.get("/sso/authorize", params=asked(), headers=BROWSER) for _ in range(4)]
    assert [visit.status_code for visit in visits] == [303, 303, 303, 429]
    page = visits[3]
    assert "Wait a minute, then try again" in page.text
    assert page.headers["retry-after"] == "50"
    assert page.headers["ratelimit-policy"] == '"address";q=3;w=60'
    assert page.headers["ratelimit"] == '"address";r=0;t=50'
    assert "/sso/authorize?client_id=gent&amp;" in page.text
    assert (await there.get("/sso/authorize", params=asked(), headers=BROWSER)).status_code == 303


async def test_each_page_is_counted_by_itself_and_anew_every_minute(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    here = stage.at(HERE)
    visits = [await here.get("/sso/login", headers=BROWSER) for _ in range(4)]
    assert visits[3].status_code == 429
    assert (await here.get("/sso/authorize", params=asked(), headers=BROWSER)).status_code == 303
    later = clock.now() + timedelta(seconds=51)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (await here.get("/sso/login", headers=BROWSER)).status_code == 303


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sso/callback/idp"),
        ("POST", "/sso/authorize"),
        ("POST", "/sso/end-session"),
    ],
)
async def test_pages_that_take_posts_and_answers_of_identity_providers_are_counted_too(
    stage: Stage, method: str, path: str
):
    visits = [await stage.at(HERE).request(method, path, headers=BROWSER) for _ in range(4)]
    assert [visit.status_code == 429 for visit in visits] == [False, False, False, True]
    assert "Try again</a>" not in visits[3].text


async def test_what_is_sent_to_a_page_of_who_is_logged_in_is_counted_and_reading_it_is_not(
    limits: None, played: Played
):
    app, _ = gateway(played)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER) as here:
        read = [(await here.get("/me/sessions", headers=HTML)).status_code for _ in range(4)]
        sent = [(await here.post("/me/sessions", headers=HTML)).status_code for _ in range(4)]
    assert (read.count(429), [status == 429 for status in sent]) == (0, [False, False, False, True])


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
async def test_page_speaks_the_language_of_the_citizen(stage: Stage, language: str):
    spoken = {**BROWSER, "accept-language": language}
    *_, page = [await stage.at(HERE).get("/sso/login", headers=spoken) for _ in range(4)]
    assert (page.status_code, page.headers["content-language"]) == (429, language)


async def test_client_that_asks_too_often_gets_json_and_others_do_not(stage: Stage):
    answers = [await stage.token(HERE, stage.parking) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit"] for answer in answers[:3]] == [
        f'"client";r={left};t=50' for left in (2, 1, 0)
    ]
    assert answers[3].json()["error"] == "temporarily_unavailable"
    assert (answers[3].headers["retry-after"], answers[3].headers["cache-control"]) == ("50", "no-store")
    assert (await stage.token(THERE, stage.parking)).status_code == 429
    assert (await stage.token(HERE, stage.gent)).json()["error"] != "temporarily_unavailable"


async def test_userinfo_counts_for_its_client(played: Played, limits: None):
    browser = played.browser
    code = fields_of((await browser.log_in()).headers["location"])["code"]
    token = (await redeem(played.ours, played.gent, code)).json()["access_token"]
    transport = httpx2.ASGITransport(application(played.platform))
    low = httpx2.AsyncClient(transport=transport, base_url=ISSUER)
    bearer = {"authorization": f"Bearer {token}"}
    answers = [await low.get("/sso/userinfo", headers=bearer) for _ in range(3)]
    assert [(answer.status_code, answer.headers.get("ratelimit")) for answer in answers] == [
        (200, '"client";r=1;t=50'),
        (200, '"client";r=0;t=50'),
        (429, '"client";r=0;t=50'),
    ]


async def test_nobody_locks_a_client_out_from_elsewhere(stage: Stage):
    for _ in range(4):
        assert (await stage.token(HERE, Client("parking"))).json()["error"] == "invalid_client"
    locked = await stage.token(HERE, stage.parking)
    assert (locked.status_code, locked.headers["ratelimit-policy"]) == (429, '"failures";q=3;w=60')
    assert (await stage.token(THERE, stage.parking)).status_code == 200


async def test_failures_under_invented_names_lock_out_no_client(stage: Stage):
    answers = [await stage.token(HERE, Client(f"invented-{number}")) for number in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429]
    assert (await stage.token(HERE, stage.parking)).status_code == 200


@pytest.mark.parametrize("bomb", BOMBS)
async def test_assertion_that_is_a_bomb_counts_as_a_failure(stage: Stage, bomb: str):
    form = FORM | {"client_assertion": BOMBS[bomb]}
    answers = [await stage.at(HERE).post("/sso/token", data=form) for _ in range(5)]
    assert [answer.status_code for answer in answers[4:]] == [429]
    assert {answer.json()["error"] for answer in answers[:4]} <= {"invalid_client", "invalid_request"}
    assert answers[4].headers["ratelimit-policy"] == '"failures";q=3;w=60'
    assert (await stage.at(THERE).post("/sso/token", data=form)).status_code in (400, 401)
    assert (await stage.token(HERE, stage.gent)).status_code != 429
    assert (await stage.token(THERE, stage.parking)).status_code == 200


NOT_OURS = [
    "Bearer nonsense",
    "Bearer eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
    "DPoP nonsense",
    "Basic cGFya2luZzpzZWNyZXQ=",
]


@pytest.mark.parametrize("path", ["/sso/userinfo", "/graphql", "/provider/graphql"])
@pytest.mark.parametrize("shown", NOT_OURS)
async def test_token_that_is_not_ours_counts_as_a_failure(stage: Stage, path: str, shown: str):
    headers = {"authorization": shown}
    answers = [await stage.at(HERE).get(path, headers=headers) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert answers[3].headers["ratelimit-policy"] == '"tokens";q=3;w=60'
    assert answers[3].headers["retry-after"] == "50"
    assert (await stage.at(THERE).get(path, headers=headers)).status_code == 401


async def test_gateway_tells_who_shows_bad_tokens_when_to_come_back(limits: None, played: Played):
    app, _ = gateway(played)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER) as here:
        asking, headers = {"query": "{__typename}"}, {"authorization": "Bearer nonsense"}
        *_, last = [await here.post("/graphql", json=asking, headers=headers) for _ in range(4)]
    assert (last.status_code, last.headers["retry-after"]) == (429, "50")
    assert last.json()["errors"][0]["extensions"]["code"] == "token.too_often"


async def test_good_token_serves_where_others_show_bad_ones(stage: Stage):
    token = (await stage.token(HERE, stage.parking)).json()["access_token"]
    shown = [f"Bearer {token[:-4]}AAAA", f"Bearer {token}"]
    here = stage.at(HERE)
    answers = [await here.get("/provider/graphql", headers={"authorization": shown[0]}) for _ in range(4)]
    assert answers[3].status_code == 429
    answer = await here.get("/provider/graphql", headers={"authorization": shown[1]})
    assert answer.json()["kind"] == "caller"


async def test_wrong_proof_of_a_bound_token_counts_and_one_that_wants_our_nonce_does_not(stage: Stage):
    prover, path = Prover(), "/provider/graphql"
    given = await post(stage.at(HERE), "/sso/token", FORM, stage.parking, prover)
    token, here = given.json()["access_token"], stage.at(THERE)
    headers = {"authorization": f"DPoP {token}"}

    async def ask(**changed: Any) -> httpx2.Response:
        proof = prover.proof(f"{ISSUER}{path}", "GET", token=token, **changed)
        return await here.get(path, headers=headers | {"dpop": proof})

    nonces = [(await ask()).headers["dpop-nonce"] for _ in range(5)]
    wrong = [await ask(htm="POST") for _ in range(4)]
    assert [answer.status_code for answer in wrong] == [401, 401, 401, 429]
    assert (await ask(nonce=nonces[0])).json()["kind"] == "caller"


async def test_token_of_ours_that_has_expired_is_no_failure(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    given = await stage.token(HERE, stage.parking)
    later = clock.now() + timedelta(seconds=310)
    monkeypatch.setattr(clock, "now", lambda: later)
    headers = {"authorization": f"Bearer {given.json()['access_token']}"}
    answers = [await stage.at(HERE).get("/provider/graphql", headers=headers) for _ in range(5)]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (401, "token.invalid_token")
    }


async def test_nothing_is_let_through_when_it_cannot_be_counted(limits: None, configured: None):
    away = open_store(Settings(database_url="postgresql+asyncpg://nobody@127.0.0.1:1/x"), {})
    app = application(platform_of(away, new_keyring()))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER) as here:
        assert (await here.get("/sso/callback/idp", headers=BROWSER)).status_code == 503
    await away.close()


async def test_gateways_count_together(database: Database, configured: None, tmp_path: Path):
    with gateways(database.url, new_keyring(), tmp_path, SSO_ADDRESS_LIMIT="10") as addresses:
        async with through(*addresses) as citizen:
            visits = [await citizen.get("/sso/callback/idp", headers=BROWSER) for _ in range(30)]
    passed = sum(visit.status_code != 429 for visit in visits)
    assert 10 <= passed <= 20, "ten a minute, and a minute may end meanwhile"
