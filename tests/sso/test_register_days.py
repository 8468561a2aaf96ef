"""A register that hangs slows one login, not all; the days it names are days where the deployment is."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx2
import pytest
import time_machine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from profile_core.contract import Block, Citizen, Held, RoleSource, SubjectRef, clock, ids, texts
from sso.block import block as sso
from sso.roles import gather, register
from tests.sso import configured as files
from tests.sso.conftest import Configure, Played, application
from tests.sso.played import ISSUER, Browser, asked, fields_of, redeem
from tests.sso.registered import hint
from tests.sso.served import Served


@dataclass
class Hanging:
    """A source that lets everybody wait, and counts them."""

    asked: int = 0

    async def roles(self, _: Citizen) -> list[Held]:
        self.asked += 1
        await asyncio.Event().wait()
        return []


async def test_register_that_hangs_is_left_alone_for_half_a_minute(
    played: Played, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(gather, "DEADLINE", 0.05)
    hanging = Hanging()
    source = RoleSource(name="slow", title=texts(nl="Traag"), roles=hanging.roles)
    roles = Block(name="roles", title=texts(nl="Rollen"), role_sources=lambda _: [source])
    app = application(replace(played.platform, blocks=(sso, roles)))
    ours = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER)
    browser = Browser(ours)
    page = await browser.log_in()
    assert "Traag" in page.text
    [oneself] = re.findall(r'name="role" value="([^"]*)"', page.text)
    back = await browser.settled(await browser.choose(page, role=oneself))
    code = fields_of(back.headers["location"])["code"]
    token = (await redeem(ours, played.gent, code)).json()["access_token"]
    told = await ours.get("/sso/userinfo", headers={"authorization": f"Bearer {token}"})
    assert told.json()["given_name"] == "Lotte"
    assert hanging.asked == 1
    silent = asked(prompt="none", login_hint=hint("BUR"))
    assert "code" in fields_of(
        (await browser.settled(await browser.go("/sso/authorize", **silent))).headers["location"]
    )
    assert hanging.asked == 1
    with time_machine.travel(clock.ahead(31), tick=False):
        await browser.go("/sso/authorize", **asked(prompt="none"))
    assert hanging.asked == 2


@pytest.fixture
def days() -> list[str]:
    return []


@pytest.fixture
def configured(upstream: str, configure: Configure, days: list[str]) -> Iterator[None]:
    """Let there be a register that answers with one role from one day to another."""

    async def roles(_: Request) -> JSONResponse:
        [first, last] = days
        role = {"code": "EA", "name": "Bakkerij", "enterpriseNumber": "0999990123"}
        return JSONResponse({"roles": [role | {"validFrom": first, "validUntil": last}]})

    served = Served()
    address = served.mount(Starlette(routes=[Route("/roles", roles, methods=["POST"])]))
    configure(files.Upstream(issuer=upstream), files.Register(name="days", address=address))
    yield
    served.stop()


async def test_role_begins_with_its_first_day_in_local_time(played: Played, days: list[str]):
    [source] = register.role_sources(played.platform)
    citizen = Citizen(subject=SubjectRef(ids.new_id(1)), national_number="88021400084")
    evening = clock.now().replace(hour=23, minute=30) + timedelta(days=1)
    tomorrow = (evening + timedelta(days=1)).date()
    for first, held in ((tomorrow, 1), (tomorrow + timedelta(days=1), 0)):
        days[:] = [first.isoformat(), (first + timedelta(days=9)).isoformat()]
        with time_machine.travel(evening, tick=False):
            assert len(await source.roles(citizen)) == held
