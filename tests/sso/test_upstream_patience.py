"""An identity provider that is slow: the citizen is told so by us, before the gateway gives the request up."""

import re
from dataclasses import replace
from html import unescape

import httpx2
import pytest

from profile_core.contract import Platform
from profile_core.kit.settings import Settings
from sso.issuer import issuer_of
from sso.upstream.metadata import UpstreamAwayError
from tests.sso.at_gateway import HTML, gateway
from tests.sso.configured import Upstream
from tests.sso.conftest import Configure, Played
from tests.sso.played import ISSUER, Browser, asked, fields_of
from tests.sso.told_provider import ATTEMPT, IdentityProvider, idp, party, served

pytestmark = pytest.mark.faults("F10")

__all__ = ["idp", "served"]


async def test_calls_of_one_login_share_one_deadline(idp: IdentityProvider):
    """Neither takes too long by itself."""
    ours = party(idp, patience=0.6)
    await ours.address("s", ATTEMPT, {})
    idp.takes = 0.4
    with pytest.raises(UpstreamAwayError, match=r"more than 0\.6 s"):
        await ours.finish({"code": "c", "iss": idp.issuer}, ATTEMPT)


@pytest.mark.parametrize("gives", [0.5, 2.0, 5.0, 60.0])
async def test_we_are_less_patient_than_the_gateway(played: Played, gives: float):
    assert issuer_of(patient(played.platform, gives)).patience <= min(0.8 * gives, 4.0)


def patient(platform: Platform, seconds: float) -> Platform:
    return replace(platform, settings=Settings(public_url=ISSUER, request_timeout=seconds))


@pytest.fixture
def slow(idp: IdentityProvider, configured: None, configure: Configure) -> IdentityProvider:
    """Let the region have two identity providers, of which one can be told to be slow."""
    configure(Upstream(issuer=idp.issuer), Upstream(issuer="http://127.0.0.1:9", name="second"))
    return idp


async def failed(slow: IdentityProvider, played: Played) -> tuple[Browser, httpx2.Response]:
    """Come back from an identity provider that lets us wait for the tokens; return what the browser is answered."""
    app, _ = gateway(replace(played, platform=patient(played.platform, 3.0)))
    ours = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER, headers=HTML)
    browser = Browser(ours)
    await browser.settled(await browser.go("/sso/authorize", **asked()))
    page = await browser.settled(await browser.go("/sso/authorize", **asked()))
    there = await browser.go(str(page.request.url), upstream="idp")
    slow.takes = 60.0
    said = {"code": "the-code", "state": fields_of(there.headers["location"])["state"], "iss": slow.issuer}
    return browser, await ours.get("/sso/callback/idp", params=said)


async def test_slow_identity_provider_is_a_page_with_a_way_on(
    slow: IdentityProvider, played: Played, capsys: pytest.CaptureFixture[str]
):
    browser, answer = await failed(slow, played)
    page = await browser.settled(answer)
    assert (page.status_code, page.headers["retry-after"]) == (503, "60")
    for words in ("Aanmelden lukt nu niet", "Opnieuw proberen", "Op een andere manier aanmelden"):
        assert words in page.text
    assert "login failed" in "".join(capsys.readouterr())


async def test_page_of_a_failed_login_carries_no_code_and_speaks_each_language(
    slow: IdentityProvider, played: Played
):
    browser, answer = await failed(slow, played)
    page = await browser.settled(answer)
    assert "the-code" not in f"{page.text} {page.request.url} {answer.headers['location']}"
    [english] = re.findall(r'href="([^"]*lang=en)"', page.text)
    again = await browser.go(unescape(english))
    assert (again.status_code, "Logging in does not work just now" in again.text) == (503, True)
    assert slow.tokens_asked == 1
