"""Logout at one site reaches both, also when one was down for ten minutes; the worker is a process of its own."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from profile_core.contract import clock
from profile_core.directory.tables import application_table
from profile_core.kit import keyfile
from profile_core.outbound.tables import call_table
from tests.databases import Database, free_port
from tests.sso.conftest import Played
from tests.sso.played import BACK, ISSUER, claims_of, fields_of, redeem
from tests.sso.served import Served
from tests.testing.processes import ROOT, ask_node
from tests.worker.conftest import until

pytestmark = pytest.mark.faults

AALST_BACK = "http://aalst.localhost:8502/callback"
ATTEMPTS = 7
"""Those that fall into ten minutes: at 0, 5, 15, 35, 75, 155, 315 seconds; the next one comes at 615."""


class Site:
    """A site's address for logouts, which notes what comes; it can be opened later, at the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/told"
        self.tokens: list[str] = []
        self.served = Served()

    def open(self) -> None:
        self.served.mount(Starlette(routes=[Route("/told", self._told, methods=["POST"])]), self.port)

    async def _told(self, request: Request) -> Response:
        self.tokens.append(parse_qs((await request.body()).decode())["logout_token"][0])
        return Response(status_code=200)


@contextmanager
def worker(database: Database, played: Played, folder: Path) -> Iterator[None]:
    """Run a worker as a process over the database of a test."""
    file = folder / "keyring.json"
    file.write_bytes(keyfile.dump(played.platform.keyring))
    said = {"DATABASE_URL": database.url, "KEYRING_FILE": str(file), "PUBLIC_URL": ISSUER, "BLOCKS": "sso"}
    said["WORKER_LOOK_EVERY"] = "0.05"
    environment = {**os.environ, **{f"CITIZEN_PROFILE_{name}": value for name, value in said.items()}}
    command = [sys.executable, "-m", "profile_core.cli", "worker"]
    with (folder / "worker.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, stdout=log)
    try:
        yield
    finally:
        child.terminate()
        child.wait(30)


async def test_logout_reaches_both_sites_also_when_one_was_down_for_ten_minutes(
    played: Played, database: Database, tmp_path: Path
):
    gent, aalst = Site(), Site()
    await let_be_told(played, gent=gent, aalst=aalst)
    of_gent, of_aalst = await at_both_sites(played)
    gent.open()
    with worker(database, played, tmp_path):
        await played.browser.go("/sso/end-session", id_token_hint=of_gent)
        await until(lambda: has(gent.tokens))
        for attempt in range(1, ATTEMPTS):
            await until(lambda attempt=attempt: was_tried(played, aalst, attempt))
            await move_clock(played, aalst)
        await until(lambda: was_tried(played, aalst, ATTEMPTS))
        aalst.open()
        await move_clock(played, aalst)
        await until(lambda: has(aalst.tokens))
        await until(lambda: is_done(played, aalst))
    for site, client, id_token in ((gent, "gent", of_gent), (aalst, "aalst", of_aalst)):
        assert len(site.tokens) == 1
        claims = await verified(played, site.tokens[0], client)
        assert (claims["sid"], claims["sub"]) == (claims_of(id_token)["sid"], claims_of(id_token)["sub"])
    gent.served.stop()
    aalst.served.stop()


async def verified(played: Played, token: str, audience: str) -> dict[str, Any]:
    """Let `jose` check a logout token as a site does."""
    jwks = (await played.ours.get("/sso/jwks")).json()
    question = {"token": token, "jwks": jwks, "issuer": ISSUER, "audience": audience}
    answer = await asyncio.to_thread(ask_node, "verify_logout_token_with_jose.mjs", question)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


async def let_be_told(played: Played, **sites: Site) -> None:
    t = application_table
    async with played.platform.store.begin() as tx:
        for client_id, site in sites.items():
            told_at = {"backchannel_logout_uri": site.address}
            await tx.run(sa.update(t).where(t.c.client_id == client_id).values(told_at))


async def at_both_sites(played: Played) -> tuple[str, str]:
    """Log in at two sites in one browser; return the id token of each."""
    tokens: list[str] = []
    for client, back in ((played.gent, BACK), (played.aalst, AALST_BACK)):
        answer = await played.browser.log_in(client_id=client.client_id, redirect_uri=back)
        code = fields_of(answer.headers["location"])["code"]
        tokens.append((await redeem(played.ours, client, code, redirect_uri=back)).json()["id_token"])
    return tokens[0], tokens[1]


async def move_clock(played: Played, site: Site) -> None:
    """Let the wait after an attempt be over: what waits is due now. What a lane holds is left to it."""
    t = call_table
    async with played.platform.store.begin() as tx:
        waits = (t.c.due_at.is_not(None), t.c.lease_owner.is_(None))
        theirs = (t.c.bucket.in_(range(1024)), t.c.address == site.address, *waits)
        assert await tx.run(sa.update(t).where(*theirs).values(due_at=clock.ago(1))) == 1


async def call_to(played: Played, site: Site) -> Any:
    t = call_table
    async with played.platform.store.read() as tx:
        return await tx.row(t.select().where(t.c.bucket.in_(range(1024)), t.c.address == site.address))


async def was_tried(played: Played, site: Site, attempts: int) -> bool:
    """Tell whether so many attempts failed, and the next one waits as long as the schedule says."""
    call = await call_to(played, site)
    if call.attempts < attempts or call.lease_owner is not None:
        return False
    wait = (call.due_at - clock.now()).total_seconds()
    assert wait <= min(5 * 2 ** (attempts - 1), 300)
    return True


async def is_done(played: Played, site: Site) -> bool:
    call = await call_to(played, site)
    return call.ended_at is not None and call.failure is None


async def has(tokens: list[str]) -> bool:
    return bool(tokens)
