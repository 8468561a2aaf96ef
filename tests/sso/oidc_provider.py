"""The certified server `oidc-provider` as an identity provider: run as a process, and its pages gone through."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin

import httpx2

from tests.databases import free_port
from tests.sso.conftest import UPSTREAM_KEY
from tests.sso.played import ISSUER
from tests.testing.processes import NODE, ROOT, wait_for


@dataclass(frozen=True)
class OidcProvider:
    """One that runs, and does wrong what it is told to."""

    issuer: str

    def spoil(self, **fault: Any) -> None:
        """Let it do one thing wrong from now on; nothing when none is given."""
        httpx2.post(f"{self.issuer}/fault", json=fault).raise_for_status()

    def asked(self, path: str) -> int:
        """Return how often one of its addresses was asked so far."""
        return httpx2.get(f"{self.issuer}/asked").json().get(path, 0)


@contextmanager
def oidc_provider(script: str, name: str = "idp") -> Iterator[OidcProvider]:
    """Run a script of tests/node that knows us by the address of ``name``."""
    port = free_port()
    question = {
        "port": port,
        "clientId": "citizen-profile",
        "jwks": {"keys": [UPSTREAM_KEY.as_dict(private=False)]},
        "redirectUri": f"{ISSUER}/sso/callback/{name}",
    }
    file = ROOT / "tests" / "node" / script
    child = subprocess.Popen([str(NODE), str(file), json.dumps(question)], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/asked", child)
        yield OidcProvider(address)
    finally:
        child.terminate()
        child.wait(10)


async def through_oidc_provider(address: str) -> str:
    """Log in and consent on its pages, as a browser would; return where it leads back."""
    async with httpx2.AsyncClient() as browser:
        for _ in range(12):
            page = await browser.get(address)
            while page.is_redirect:
                address = urljoin(address, page.headers["location"])
                if address.startswith(ISSUER):
                    return address
                page = await browser.get(address)
            action = re.search(r'<form[^>]* action="([^"]*)"', page.text)
            assert action, page.text
            hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
            form = hidden | ({"login": "lotte", "password": "x"} if hidden["prompt"] == "login" else {})
            sent = await browser.post(urljoin(address, unescape(action[1])), data=form)
            address = urljoin(address, sent.headers["location"])
    raise AssertionError("never came back")
