"""The certified server `oidc-provider` as our identity provider, with faults: a login fails closed, on a clear page."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
import time_machine

from profile_core.contract import clock
from tests.sso.configured import Upstream
from tests.sso.conftest import Configure, Played
from tests.sso.oidc_provider import OidcProvider, oidc_provider, through_oidc_provider
from tests.sso.played import BACK, Browser, asked, fields_of, redeem

pytestmark = pytest.mark.faults("F10")

AWAY = (503, "Logging in does not work just now", "You did nothing wrong.")
WRONG = (502, "We could not check who you are", "That is why you are not logged in.")
AALST = {"client_id": "aalst", "redirect_uri": "http://aalst.localhost:8502/callback"}


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    with oidc_provider("faulty_upstream.mjs") as one:
        yield one


@pytest.fixture(scope="module")
def second() -> Iterator[OidcProvider]:
    with oidc_provider("faulty_upstream.mjs", "second") as one:
        yield one


@pytest.fixture
def idp(running: OidcProvider, configure: Configure, configured: None) -> OidcProvider:
    """Let it be the region's identity provider, without a fault."""
    running.spoil()
    configure(Upstream(issuer=running.issuer))
    return running


@pytest.fixture
def two(running: OidcProvider, second: OidcProvider, configure: Configure, configured: None) -> None:
    """Let there be two, by the names of idp and second, without a fault."""
    for one in (running, second):
        one.spoil()
    configure(Upstream(issuer=running.issuer), Upstream(issuer=second.issuer, name="second"))


async def begun(played: Played, **changed: str) -> str:
    """Come from a site; return where the browser goes to log in."""
    answer = await played.browser.go("/sso/authorize", **asked(**changed))
    return answer.headers["location"]


async def came_back(played: Played, address: str) -> httpx2.Response:
    played.browser.ours.headers["accept-language"] = "en"
    return await played.browser.back(address)


async def logged_in(played: Played) -> httpx2.Response:
    return await came_back(played, await through_oidc_provider(await begun(played, prompt="login")))


async def is_logged_in(played: Played, **changed: str) -> bool:
    return "code" in fields_of(await begun(played, prompt="none", **changed))


def says(page: httpx2.Response, expected: tuple[int, str, str]) -> None:
    status, *words = expected
    assert page.status_code == status, page.text
    for one in (*words, "Try again"):
        assert one in page.text, one
    assert "location" not in page.headers


async def test_without_a_fault_it_logs_a_citizen_in(idp: OidcProvider, played: Played):
    last = await logged_in(played)
    given = await redeem(played.ours, played.gent, fields_of(last.headers["location"])["code"])
    shown = {"authorization": f"Bearer {given.json()['access_token']}"}
    assert (await played.ours.get("/sso/userinfo", headers=shown)).json()["name"] == "Lotte Vermeulen"


async def test_citizen_of_one_name_logs_in_and_has_no_given_name(idp: OidcProvider, played: Played):
    idp.spoil(claims={"given_name": None})
    last = await logged_in(played)
    given = await redeem(played.ours, played.gent, fields_of(last.headers["location"])["code"])
    shown = {"authorization": f"Bearer {given.json()['access_token']}"}
    told = (await played.ours.get("/sso/userinfo", headers=shown)).json()
    assert (told["name"], told["family_name"], "given_name" in told) == ("Vermeulen", "Vermeulen", False)


WRONG_TOKENS: dict[str, dict[str, Any]] = {
    "iss-of-another": {"claims": {"iss": "https://evil.example"}},
    "iss-missing": {"claims": {"iss": None}},
    "aud-of-another": {"claims": {"aud": "somebody-else"}},
    "aud-of-us-and-another": {"claims": {"aud": ["citizen-profile", "somebody-else"]}},
    "aud-missing": {"claims": {"aud": None}},
    "azp-of-another": {"claims": {"azp": "somebody-else"}},
    "auth-time-to-come": {"claims": {"auth_time": 99_999_999_999}},
    "iat-stale": {"claims": {"iat": 1_000_000_000}},
    "iat-to-come": {"claims": {"iat": 99_999_999_999}},
    "iat-missing": {"claims": {"iat": None}},
    "exp-passed": {"claims": {"exp": 1_000_000_000}},
    "exp-missing": {"claims": {"exp": None}},
    "nonce-of-another": {"claims": {"nonce": "another"}},
    "nonce-missing": {"claims": {"nonce": None}},
    "sub-missing": {"claims": {"sub": None}},
    "number-missing": {"claims": {"rrn": None}},
    "number-of-nobody": {"claims": {"rrn": "88021400085"}},
    "alg-none": {"header": {"alg": "none"}},
    "signature-broken": {"broken": True},
    "key-of-another": {"foreign": True},
    "kid-unknown": {"header": {"kid": "nobody"}},
}


@pytest.mark.parametrize("fault", WRONG_TOKENS)
async def test_id_token_that_is_wrong_logs_nobody_in(idp: OidcProvider, played: Played, fault: str):
    idp.spoil(**WRONG_TOKENS[fault])
    says(await logged_in(played), WRONG)
    assert not await is_logged_in(played)


WRONG_ENDPOINTS: dict[str, tuple[dict[str, Any], tuple[int, str, str]]] = {
    "token-500": ({"status": 500}, AWAY),
    "token-400": ({"status": 400}, WRONG),
    "token-is-html": ({"garbage": "<h1>Onderhoud</h1>"}, AWAY),
    "token-without-id-token": ({"garbage": {"access_token": "x", "token_type": "Bearer"}}, WRONG),
    "token-id-token-is-a-number": ({"garbage": {"id_token": 7}}, WRONG),
    "token-id-token-is-long": ({"garbage": {"id_token": "x" * 20_000}}, WRONG),
    "token-endless": ({"garbage": "x" * 300_000}, AWAY),
}


@pytest.mark.parametrize("fault", WRONG_ENDPOINTS)
async def test_token_endpoint_that_is_wrong_logs_nobody_in(idp: OidcProvider, played: Played, fault: str):
    spoiled, expected = WRONG_ENDPOINTS[fault]
    idp.spoil(**spoiled)
    says(await logged_in(played), expected)
    assert not await is_logged_in(played)


async def test_metadata_that_name_another_issuer_lead_nobody_away(idp: OidcProvider, played: Played):
    idp.spoil(metadata={"issuer": "https://evil.example"})
    played.browser.ours.headers["accept-language"] = "en"
    says(await played.browser.go("/sso/authorize", **asked()), WRONG)


@pytest.mark.parametrize(
    "fault", [{"down": True}, {"slow": "/.well-known/openid-configuration"}], ids=["down", "slow"]
)
async def test_identity_provider_that_is_away_is_said_so_at_once(
    idp: OidcProvider, played: Played, fault: dict[str, Any]
):
    idp.spoil(**fault)
    played.browser.ours.headers["accept-language"] = "en"
    page = await played.browser.go("/sso/authorize", **asked())
    says(page, AWAY)
    assert page.headers["retry-after"] == "60"


@pytest.mark.parametrize("fault", [{"down": True}, {"slow": "/token"}], ids=["down", "slow"])
async def test_identity_provider_that_goes_away_during_a_login_logs_nobody_in(
    idp: OidcProvider, played: Played, fault: dict[str, Any]
):
    address = await through_oidc_provider(await begun(played))
    idp.spoil(**fault)
    says(await came_back(played, address), AWAY)
    assert not await is_logged_in(played)


async def test_sessions_go_on_while_it_is_down(idp: OidcProvider, played: Played):
    await logged_in(played)
    idp.spoil(down=True)
    assert await is_logged_in(played)
    assert await is_logged_in(played, **AALST)
    code = fields_of(await begun(played, prompt="none"))["code"]
    given = await redeem(played.ours, played.gent, code)
    shown = {"authorization": f"Bearer {given.json()['access_token']}"}
    assert (await played.ours.get("/sso/userinfo", headers=shown)).status_code == 200


async def test_failed_login_of_a_citizen_who_is_logged_in_ends_nothing(idp: OidcProvider, played: Played):
    await logged_in(played)
    idp.spoil(foreign=True)
    says(await logged_in(played), WRONG)
    assert await is_logged_in(played)


async def test_rotated_keys_are_read_again_but_not_more_than_once_a_minute(idp: OidcProvider, played: Played):
    before = idp.asked("/jwks")
    await logged_in(played)
    idp.spoil(rotate=True)
    for _ in range(3):
        says(await logged_in(played), WRONG)
    assert idp.asked("/jwks") == before + 1
    with time_machine.travel(clock.ahead(61)):
        for _ in range(2):
            browser = played.new_browser()
            page = await browser.go("/sso/authorize", **asked())
            last = await browser.back(await through_oidc_provider(page.headers["location"]))
            assert last.headers["location"].startswith(BACK)
    assert idp.asked("/jwks") == before + 2


async def test_token_with_an_unknown_key_makes_us_read_the_keys_at_most_once_a_minute(
    idp: OidcProvider, played: Played
):
    await logged_in(played)
    before = idp.asked("/jwks")
    idp.spoil(header={"kid": "nobody"})
    for _ in range(3):
        says(await logged_in(played), WRONG)
    assert idp.asked("/jwks") == before


async def choose(browser: Browser, name: str) -> httpx2.Response:
    """Come from a site and choose one of two identity providers."""
    page = await browser.settled(await browser.go("/sso/authorize", **asked()))
    link = re.search(rf'href="([^"]*[?]upstream={name})"', page.text)
    assert link, page.text
    return await browser.go(link[1])


async def chosen(played: Played, name: str) -> str:
    return (await choose(played.browser, name)).headers["location"]


def moved(address: str, to: str = "", **changed: str | None) -> str:
    """Change where an answer is brought, or what is in it."""
    parts = urlsplit(address)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
    query = urlencode({name: value for name, value in fields.items() if value is not None})
    return parts._replace(path=to or parts.path, query=query).geturl()


@pytest.mark.usefixtures("two")
async def test_either_of_two_logs_a_citizen_in(played: Played):
    for name in ("idp", "second"):
        browser = played.new_browser()
        there = await choose(browser, name)
        last = await browser.back(await through_oidc_provider(there.headers["location"]))
        assert last.headers["location"].startswith(BACK), name


@pytest.mark.usefixtures("two")
async def test_answer_of_one_at_the_address_of_the_other_goes_nowhere(
    running: OidcProvider, second: OidcProvider, played: Played
):
    sent = running.asked("/token"), second.asked("/token")
    answer = await through_oidc_provider(await chosen(played, "idp"))
    page = await came_back(played, moved(answer, "/sso/callback/second"))
    assert (page.status_code, "Logging in took too long" in page.text) == (400, True)
    assert (running.asked("/token"), second.asked("/token")) == sent
    assert not await is_logged_in(played)


@pytest.mark.usefixtures("two")
async def test_code_of_an_honest_one_is_not_sent_to_the_other_that_was_chosen(
    running: OidcProvider, second: OidcProvider, played: Played
):
    """The mix-up attack (RFC 9700 section 4.4): the login began at the attacker's, the code is the honest one's."""
    state = parse_qs(urlsplit(await chosen(played, "second")).query)["state"][0]
    answer = await through_oidc_provider(await chosen(played, "idp"))
    sent = second.asked("/token")
    page = await came_back(played, moved(answer, "/sso/callback/second", state=state))
    says(page, WRONG)
    assert second.asked("/token") == sent
    assert not await is_logged_in(played)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("iss", ["second", "evil", "missing"])
async def test_answer_whose_issuer_was_swapped_goes_nowhere(
    running: OidcProvider, second: OidcProvider, played: Played, iss: str
):
    named = {"second": second.issuer, "evil": "https://evil.example", "missing": None}[iss]
    answer = await through_oidc_provider(await chosen(played, "idp"))
    sent = running.asked("/token"), second.asked("/token")
    page = await came_back(played, moved(answer, iss=named))
    says(page, WRONG)
    assert "Log in another way" in page.text
    assert (running.asked("/token"), second.asked("/token")) == sent
    assert not await is_logged_in(played)


@pytest.mark.usefixtures("two")
async def test_one_that_is_down_leaves_the_other(running: OidcProvider, played: Played):
    running.spoil(down=True)
    played.browser.ours.headers["accept-language"] = "en"
    away = await choose(played.browser, "idp")
    says(away, AWAY)
    assert "Log in another way" in away.text
    last = await came_back(played, await through_oidc_provider(await chosen(played, "second")))
    assert last.headers["location"].startswith(BACK)
