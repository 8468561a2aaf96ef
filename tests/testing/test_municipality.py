"""A municipal site against the certified server `oidc-provider`, with a browser played by hand."""

import json
import re
import secrets
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

import httpx2
import pytest
from joserfc.jwk import ECKey

from profile_core.testing import outside
from tests.testing.processes import NODE, ROOT, free_port, wait_for

SNIPPET = '<script type="module" src="http://localhost:1/header.js"></script><citizen-profile-header></citizen-profile-header>'
RELAY = "/citizen-profile/header-token"


@dataclass(frozen=True, slots=True)
class Region:
    issuer: str
    site: str


@pytest.fixture(scope="module")
def region(start: Callable[..., str], key: ECKey) -> Iterator[Region]:
    port, site_port = free_port(), free_port()
    issuer, site = f"http://localhost:{port}", f"http://gent.localhost:{site_port}"
    asked = {
        "port": port,
        "clientId": "gent",
        "jwks": {"keys": [key.as_dict(private=False)]},
        "redirectUri": f"{site}/callback",
        "homeUri": f"{site}/",
    }
    script = ROOT / "tests" / "node" / "issuer_with_oidc_provider.mjs"
    process = subprocess.Popen([str(NODE), str(script), json.dumps(asked)])
    wait_for(f"http://127.0.0.1:{port}", process)
    config = {
        "content": "gent",
        "url": site,
        "issuer": issuer,
        "gateway": issuer,
        "client_id": "gent",
        "private_jwk": key.as_dict(private=True, kid=key.kid),
        "snippet": SNIPPET,
    }
    start("municipality", site_port, config)
    yield Region(issuer, site)
    process.terminate()
    process.wait(10)


class Browser:
    """Follows redirects by hand, keeps cookies per host, and fills in forms."""

    def __init__(self) -> None:
        self.http = httpx2.AsyncClient(transport=outside.LoopbackTransport(), timeout=20)

    async def go(self, address: str) -> httpx2.Response:
        answer = await self.http.get(address)
        return await self._follow(answer)

    async def submit(self, page: httpx2.Response, **typed: str) -> httpx2.Response:
        action = re.search(r'action="([^"]+)"', page.text)
        assert action, page.text
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        address = urljoin(str(page.url), unescape(action[1]))
        fields = {name: unescape(value) for name, value in hidden} | typed
        return await self._follow(await self.http.post(address, data=fields))

    async def relay(
        self, site: str, proof: str = "a.proof.with-the-nonce", **headers: str
    ) -> httpx2.Response:
        return await self.http.post(site + RELAY, headers={"DPoP": proof, "Origin": site} | headers)

    async def _follow(self, answer: httpx2.Response) -> httpx2.Response:
        while answer.is_redirect:
            answer = await self.http.get(urljoin(str(answer.url), answer.headers["location"]))
        return answer


@pytest.fixture
async def browser(region: Region) -> Browser:
    browser = Browser()
    page = await browser.go(f"{region.site}/login?return=/dienst/identiteitskaart")
    page = await browser.submit(page, login=secrets.token_hex(4), password="x")
    landed = await browser.submit(page)
    assert str(landed.url) == f"{region.site}/dienst/identiteitskaart", landed.text
    return browser


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


async def test_session_ended_elsewhere_ends_here(region: Region, browser: Browser) -> None:
    await _end_session_at_issuer(region, browser)
    kept = next(cookie.value for cookie in browser.http.cookies.jar if cookie.name == "site-session")
    answer = await browser.relay(region.site)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_grant"})
    again = await Browser().relay(region.site, Cookie=f"site-session={kept}")
    assert again.json() == {"error": "no_session"}


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


async def _end_session_at_issuer(region: Region, browser: Browser) -> None:
    page = await browser.go(f"{region.issuer}/session/end")
    await browser.submit(page, logout="yes")
