"""The region's registers, served for tests of roles, and the page on which a role is chosen."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

import httpx2
from joserfc.jwk import KeySet, KeySetSerialization

from profile_core.contract import Platform
from profile_core.directory import subjects
from profile_core.testing.issuer_keys import IssuerKeys
from profile_core.testing.registers.app import create_app
from profile_core.testing.registers.register import Config, Register
from tests.databases import free_port
from tests.sso import configured
from tests.sso.played import ISSUER, Browser, asked, fields_of
from tests.sso.served import Served

ENTERPRISES = ("0999990123", "0999990222", "0999990321")
Offered = dict[str, str]


class Told(IssuerKeys):
    """The keys of an issuer that is served in the test's own process and at no port."""

    def __init__(self, jwks: KeySetSerialization) -> None:
        super().__init__()
        self._jwks = jwks

    async def _fetch(self, address: str) -> None:
        self._known = KeySet.import_key_set(self._jwks)


@dataclass(frozen=True, kw_only=True)
class Registers:
    """The two registers; both behave when a test begins."""

    enterprises: Register
    mandates: Register

    @property
    def configured(self) -> list[configured.Register]:
        """Return how sign-on's file names them."""
        return [
            configured.Register(name=name, address=register.config.address)
            for name, register in (("enterprises", self.enterprises), ("mandates", self.mandates))
        ]

    async def begin(self, ours: httpx2.AsyncClient) -> None:
        """Let them know the keys of this test's issuer, and behave."""
        for register in (self.enterprises, self.mandates):
            register.keys, register.fault = Told((await ours.get("/sso/jwks")).json()), "none"


@contextmanager
def registers() -> Iterator[Registers]:
    """Serve both."""
    served = Served()
    made = {}
    for data in ("enterprises", "mandates"):
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        made[data] = Register(config=Config(data=data, address=address, issuer=ISSUER))
        served.mount(create_app(made[data]), port)
    yield Registers(**made)
    served.stop()


async def publish_enterprises(platform: Platform) -> None:
    """Mark the enterprises of the register as synthetic, so that test clients reach them."""
    async with platform.store.begin() as tx:
        numbers = [subjects.enterprise(digits) for digits in ENTERPRISES]
        await subjects.mark_synthetic(tx, platform.keyring, numbers)


def offered(page: str) -> Offered:
    """Return the values that a page's choices send, by the name that is shown."""
    buttons = re.findall(r'name="role" value="([^"]*)">\s*<span class="cp-choice-name">([^<]*)</span>', page)
    return {unescape(name): unescape(value) for value, name in buttons}


async def chooser(browser: Browser, *, citizen: str = "lotte-vermeulen", **changed: str) -> httpx2.Response:
    """Come from a site and log in, as far as the page on which a role is chosen."""
    page = await browser.log_in(citizen, **changed)
    assert page.status_code == 200, page.headers
    return page


async def chosen(browser: Browser, page: httpx2.Response, name: str) -> str:
    """Choose a role by its name and return the code that the site gets."""
    answer = await browser.settled(await browser.choose(page, role=offered(page.text)[name]))
    return fields_of(answer.headers["location"])["code"]


def hint(code: str, whom: str = "") -> str:
    """Write the login hint of a role."""
    return base64.b64encode(json.dumps({"cap_hint": code, "code_hint": whom}).encode()).decode()


def said(value: str) -> dict[str, str]:
    """Read a login hint."""
    return json.loads(base64.b64decode(value))


AALST = {"client_id": "aalst", "redirect_uri": "http://aalst.localhost:8502/callback"}


async def answered(browser: Browser, **changed: str) -> dict[str, str]:
    """Ask as a site whose citizen is logged in; return what comes back at once."""
    answer = await browser.settled(await browser.go("/sso/authorize", **(asked() | changed)))
    return fields_of(answer.headers["location"])
