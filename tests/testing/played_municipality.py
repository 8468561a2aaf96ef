"""A municipal site against the certified server `oidc-provider`, and a browser played by hand."""

import json
import re
import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

import httpx2
from joserfc.jwk import ECKey

from profile_core.testing import outside
from tests.testing.processes import NODE, ROOT, free_port, wait_for

SNIPPET = '<script type="module" src="http://localhost:1/header.js"></script><citizen-profile-header></citizen-profile-header>'
RELAY = "/citizen-profile/header-token"


@dataclass(frozen=True, slots=True)
class Region:
    issuer: str
    site: str


@contextmanager
def region_with(start: Callable[..., str], key: ECKey, fapi2: bool = False) -> Iterator[Region]:
    """Start issuer and site; ``fapi2`` for both of them."""
    port, site_port = free_port(), free_port()
    issuer, site = f"http://localhost:{port}", f"http://gent.localhost:{site_port}"
    asked = {
        "port": port,
        "clientId": "gent",
        "jwks": {"keys": [key.as_dict(private=False)]},
        "redirectUri": f"{site}/callback",
        "homeUri": f"{site}/",
        "logoutUri": f"http://127.0.0.1:{site_port}/backchannel-logout",
        "fapi2": fapi2,
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
        "profile": "fapi2" if fapi2 else "standard",
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


async def logged_in(region: Region, citizen: str = "somebody") -> Browser:
    browser = Browser()
    page = await browser.go(f"{region.site}/login?return=/dienst/identiteitskaart")
    page = await browser.submit(page, login=f"{citizen}-{secrets.token_hex(4)}", password="x")
    landed = await browser.submit(page)
    assert str(landed.url) == f"{region.site}/dienst/identiteitskaart", landed.text
    return browser
