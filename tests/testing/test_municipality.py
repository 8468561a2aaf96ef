"""A municipal site against the certified server `oidc-provider`, with a browser played by hand."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
from joserfc.jwk import ECKey

from tests.testing.played_municipality import SNIPPET, Browser, Region, logged_in, region_with


@pytest.fixture(scope="module", params=[False, True], ids=["standard", "fapi2"])
def region(start: Callable[..., str], key: ECKey, request: pytest.FixtureRequest) -> Iterator[Region]:
    with region_with(start, key, fapi2=request.param) as region:
        yield region


@pytest.fixture
async def browser(region: Region) -> Browser:
    return await logged_in(region)


async def test_page_carries_the_snippet_as_it_came_under_a_strict_policy(region: Region) -> None:
    page = await Browser().go(region.site)
    assert SNIPPET in page.text
    policy = page.headers["content-security-policy"]
    assert f"script-src {region.issuer};" in policy
    assert "unsafe" not in policy
    assert page.text.count("<script") == 1


async def test_logged_in_citizen_gets_a_header_token(region: Region, browser: Browser) -> None:
    answer = await browser.relay(region.site)
    expected = {
        "access_token": f"header:{region.issuer}/graphql:header",
        "token_type": "DPoP",
        "expires_in": 300,
    }
    assert (answer.status_code, answer.json()) == (200, expected)
    assert answer.headers["cache-control"] == "no-store"


async def test_wish_for_a_nonce_reaches_the_browser(region: Region, browser: Browser) -> None:
    answer = await browser.relay(region.site, proof="a.proof.without")
    assert (answer.status_code, answer.json()) == (400, {"error": "use_dpop_nonce"})
    assert answer.headers["dpop-nonce"] == "the-nonce"


async def test_stranger_and_foreign_page_get_no_token(region: Region, browser: Browser) -> None:
    assert (await Browser().relay(region.site)).status_code == 401
    assert (await browser.relay(region.site, Origin="https://evil.example")).status_code == 403


async def test_session_that_the_issuer_no_longer_knows_ends_here(region: Region) -> None:
    browser = await logged_in(region, "forgotten")
    kept = _session_cookie(browser)
    answer = await browser.relay(region.site)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_grant"})
    again = await Browser().relay(region.site, Cookie=f"site-session={kept}")
    assert again.json() == {"error": "no_session"}


async def test_session_ended_elsewhere_ends_here_and_no_other_does(region: Region, browser: Browser) -> None:
    other = await logged_in(region)
    page = await browser.go(f"{region.issuer}/session/end")
    await browser.submit(page, logout="yes")
    assert (await browser.relay(region.site)).json() == {"error": "no_session"}
    assert (await other.relay(region.site)).status_code == 200


async def test_logout_ends_the_session_here_and_at_the_issuer(region: Region, browser: Browser) -> None:
    page = await browser.go(f"{region.site}/logout")
    landed = await browser.submit(page, logout="yes")
    assert str(landed.url) == f"{region.site}/"
    assert (await browser.relay(region.site)).status_code == 401
    assert "/interaction/" in str((await browser.go(f"{region.site}/login")).url), "the issuer asks anew"


@pytest.mark.parametrize("query", ["?code=x&state=guessed&iss={issuer}", "?code=x"])
async def test_answer_that_was_not_asked_for_is_refused(region: Region, query: str) -> None:
    browser = Browser()
    await browser.http.get(f"{region.site}/login")
    answer = await browser.go(f"{region.site}/callback" + query.format(issuer=region.issuer))
    assert answer.status_code == 400
    assert (await browser.relay(region.site)).status_code == 401


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_login_goes_back_to_this_site_only(region: Region, path: str) -> None:
    browser = Browser()
    page = await browser.go(f"{region.site}/login?return={path}")
    page = await browser.submit(page, login="lotte", password="x")
    assert str((await browser.submit(page)).url) == f"{region.site}/"


async def test_page_says_in_whose_name_the_citizen_acts_and_how_to_change(
    region: Region, browser: Browser
) -> None:
    page = await browser.go(f"{region.site}/dienst/identiteitskaart")
    assert "U handelt in eigen naam: <strong>Lotte Vermeulen</strong>" in " ".join(page.text.split())
    assert '<a href="/login?switch&amp;return=/dienst/identiteitskaart">Van rol veranderen</a>' in page.text
    other = "/login?role=e%3D%2B1&amp;return=/dienst/identiteitskaart"
    assert f'<a href="{other}">Handelen voor Fietsatelier Voorbeeld BV</a>' in page.text
    assert "Handelen in eigen naam" not in page.text, "that is what the citizen does already"
    stranger = await Browser().go(region.site)
    assert "U handelt" not in stranger.text


async def test_citizen_who_cancels_a_change_of_role_stays_who_they_were(
    region: Region, browser: Browser
) -> None:
    for cookie in list(browser.http.cookies.jar):
        if cookie.name != "site-session":
            browser.http.cookies.delete(cookie.name, cookie.domain, cookie.path)
    page = await browser.go(f"{region.site}/login")
    abort = re.search(r'href="([^"]+/abort)"', page.text)
    assert abort, page.text
    landed = await browser.go(urljoin(str(page.url), abort[1]))
    assert (landed.status_code, "Er is niets veranderd" in landed.text) == (403, True)
    assert "Lotte Vermeulen" in landed.text
    assert (await browser.relay(region.site)).status_code == 200


def _session_cookie(browser: Browser) -> str | None:
    return next(cookie.value for cookie in browser.http.cookies.jar if cookie.name == "site-session")
