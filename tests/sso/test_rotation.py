"""Keys rotate while citizens log in at two gateways: whoever follows the rules verifies every token.

What others may keep is shortened by a setting; all else follows from that.
"""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from joserfc import jws

from profile_core.contract import Store
from profile_core.kit.keyring import new_keyring
from sso.keys import rotation
from sso.settings import SsoSettings
from tests.databases import Database
from tests.sso.conftest import platform_of, register
from tests.sso.gateways import client, gateways
from tests.sso.played import ISSUER, SITE, Browser, Client, fields_of, redeem
from tests.testing.processes import NODE, ROOT

pytestmark = pytest.mark.faults

MAX_AGE = 1
ROTATIONS = 3
PATIENCE = 1200
"""Looks, a twentieth of a second apart."""
GENT = Client("gent")


class Load:
    """Logs in and shows what it got to everybody, over and over."""

    def __init__(self, addresses: list[str], verifier: Process) -> None:
        self._each = [client(address) for address in addresses]
        self._verifier = verifier
        self._turn = asyncio.Lock()
        self.failures: list[str] = []
        self.kids: list[str] = []
        self.first = ""

    async def run(self, browser: Browser, stop: asyncio.Event) -> None:
        while not stop.is_set():
            code = fields_of((await browser.log_in()).headers["location"])["code"]
            given = await redeem(browser.ours, GENT, code)
            tokens = given.json()
            self.first = self.first or tokens["id_token"]
            await self._verify(tokens["id_token"])
            await self._verify(tokens["access_token"])
            for gateway in self._each:
                await self._show(gateway, tokens["access_token"])

    async def _verify(self, token: str) -> None:
        assert self._verifier.stdin
        assert self._verifier.stdout
        async with self._turn:
            self._verifier.stdin.write(f"{token}\n".encode())
            said = (await self._verifier.stdout.readline()).decode().strip()
        self.kids.append(kid_of(token))
        self.failures += [f"{kid_of(token)}: {said}"] * (said != "ok")

    async def _show(self, gateway: httpx2.AsyncClient, token: str) -> None:
        answer = await gateway.get("/sso/userinfo", headers={"authorization": f"Bearer {token}"})
        self.failures += [f"{kid_of(token)}: {answer.text}"] * (answer.status_code != 200)


async def test_keys_rotate_under_load_with_no_verification_failure(
    store: Store, database: Database, configured: None, tmp_path: Path
):
    platform = platform_of(store, new_keyring())
    async with store.begin() as tx:
        await register(tx, platform.keyring, GENT, Client("aalst"), Client("parking"))
    settings = SsoSettings(jwks_max_age=MAX_AGE)
    shortened = {"SSO_JWKS_MAX_AGE": str(MAX_AGE), "SSO_ADDRESS_LIMIT": "1000000"}
    with gateways(database.url, platform.keyring, tmp_path, **shortened) as addresses:
        async with relying_party(addresses) as verifier:
            load, stop, browser = Load(addresses, verifier), asyncio.Event(), Browser(client(*addresses))
            await browser.log_in()
            loops = [asyncio.create_task(load.run(browser, stop)) for _ in range(3)]
            for number in range(2, ROTATIONS + 2):
                done = await rotation.rotate(platform, settings)
                assert (done.made, done.key.number) == (True, number)
                await until_seen(load, str(json.loads(done.key.public)["kid"]), loops)
            stop.set()
            await asyncio.gather(*loops)
            assert not load.failures, load.failures[:5]
            assert len(set(load.kids)) == ROTATIONS + 1
            home = {"id_token_hint": load.first, "post_logout_redirect_uri": f"{SITE}/"}
            assert (await browser.go("/sso/end-session", **home)).headers["location"] == f"{SITE}/"


async def until_seen(load: Load, kid: str, loops: list[asyncio.Task[None]]) -> None:
    """Wait until a key signed something that was shown to everybody; a key that never does fails the test."""
    for _ in range(PATIENCE):
        if kid in load.kids:
            return
        assert not any(loop.done() for loop in loops), [loop.exception() for loop in loops if loop.done()]
        await asyncio.sleep(0.05)
    pytest.fail(f"nothing was signed by {kid}")


@asynccontextmanager
async def relying_party(addresses: list[str]) -> AsyncIterator[Process]:
    """Run a relying party in Node that reads the keys at each gateway."""
    script = ROOT / "tests" / "node" / "verify_with_jose.mjs"
    child = await asyncio.create_subprocess_exec(str(NODE), str(script), stdin=PIPE, stdout=PIPE)
    assert child.stdin
    question = {"jwks": [f"{address}/sso/jwks" for address in addresses], "issuer": ISSUER}
    child.stdin.write(json.dumps(question).encode() + b"\n")
    try:
        yield child
    finally:
        child.stdin.close()
        await child.wait()


def kid_of(token: str) -> str:
    return jws.extract_compact(token.encode()).headers()["kid"]
