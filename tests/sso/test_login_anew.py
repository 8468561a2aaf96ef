"""Who must log in anew logs in for that very request; a login in another tab is none."""

from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest
import time_machine

from profile_core.kit import clock
from tests.sso.configured import Upstream
from tests.sso.conftest import Configure, Played
from tests.sso.played import ISSUER, Browser, asked, claims_of, fields_of, redeem


@pytest.fixture
def configured(upstream: str, configure: Configure) -> None:
    """Let sign-on know an identity provider that could be surer than it is."""
    configure(Upstream(issuer=upstream, more='[upstream.levels]\n"sure" = "high"'))


@pytest.fixture
async def known(played: Played) -> Played:
    """Log Lotte in; her identity provider knows her since a quarter of an hour."""
    await played.browser.log_in()
    return played


@pytest.fixture
def later(known: Played) -> Iterator[None]:
    with time_machine.travel(clock.now() + timedelta(seconds=900), tick=True):
        yield


def waits_at(answer: httpx2.Response) -> str:
    """Return where what waits goes on, while its login is under way."""
    return f"{ISSUER}/sso/continue/{fields_of(answer.headers['location'])['state'][32:]}"


async def log_in_silently(browser: Browser) -> None:
    """Log in anew in another tab, by what the identity provider remembers."""
    browser.ours.cookies.delete("__Host-cp-sso")
    there = await browser.go("/sso/authorize", **asked(state="other"))
    silent = await browser.theirs.get(there.headers["location"])
    assert silent.status_code == 303
    assert "code" in fields_of((await browser.back(silent.headers["location"])).headers["location"])


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("wish", [{"prompt": "login"}, {"max_age": "10"}], ids=["prompt", "max_age"])
async def test_login_in_another_tab_is_not_the_one_that_was_asked_for(known: Played, wish: dict[str, str]):
    browser = known.browser
    first = await browser.go("/sso/authorize", **asked(**wish))
    await log_in_silently(browser)
    again = await browser.settled(await browser.ours.get(waits_at(first)))
    assert again.headers["location"].startswith("http://127.0.0.1")
    last = await browser.back(await browser.through(again))
    told = (await redeem(known.ours, known.gent, fields_of(last.headers["location"])["code"])).json()
    claims = claims_of(told["id_token"])
    assert claims["iat"] - claims["auth_time"] <= 10


@pytest.mark.usefixtures("later")
async def test_login_in_another_tab_after_it_undoes_it(known: Played):
    browser = known.browser
    first = await browser.go("/sso/authorize", **asked(prompt="login"))
    waits = await browser.ours.get(await browser.through(first))
    await log_in_silently(browser)
    again = await browser.settled(waits)
    assert again.headers["location"].startswith("http://127.0.0.1")


async def test_level_of_a_login_in_another_tab_is_no_refusal_by_the_citizen_s_own(known: Played):
    browser = known.browser
    first = await browser.go("/sso/authorize", **asked(acr_values="http://eidas.europa.eu/LoA/high"))
    await log_in_silently(browser)
    again = await browser.settled(await browser.ours.get(waits_at(first)))
    assert again.headers["location"].startswith("http://127.0.0.1")
