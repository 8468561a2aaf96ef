"""What one citizen's record does to a register, what several do, and what a register may not say."""

import asyncio
from dataclasses import dataclass, field, replace

import httpx2
import pytest
import time_machine

from profile_core.contract import Block, Citizen, Held, RoleSource, clock, subjects, texts
from profile_core.testing import citizens
from sso.block import block as sso
from sso.roles import gather
from tests.sso.conftest import Played, application
from tests.sso.played import ISSUER, LOTTE, WOUT, Browser, Prover, fields_of, header_token, redeem
from tests.sso.registered import offered

THREE = [LOTTE, "amina-el-idrissi", "mehmet-yildiz"]
BAKERY = "0999990123"
NUMBERS = {one.sub: one.national_number for one in citizens.load()}


@dataclass
class Register:
    """Lets those wait whose record is slow; everybody holds the bakery, under the code that it is told."""

    slow: set[str] = field(default_factory=set[str])
    code: str = "EA"
    asked: list[str] = field(default_factory=list[str])

    async def roles(self, citizen: Citizen) -> list[Held]:
        [who] = (sub for sub, number in NUMBERS.items() if number == citizen.national_number)
        self.asked.append(who)
        if who in self.slow:
            await asyncio.Event().wait()
        return [Held(code=self.code, name="Bakkerij", whom=subjects.enterprise(BAKERY))]


@dataclass(frozen=True)
class Scene:
    register: Register
    played: Played
    transport: httpx2.ASGITransport

    @property
    def ours(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=self.transport, base_url=ISSUER)

    async def chooser(self, citizen: str) -> httpx2.Response:
        """Log a citizen in, in a browser of their own, as far as the page on which a role is chosen."""
        return await Browser(self.ours).log_in(citizen, prompt="select_account")

    async def names(self, citizen: str) -> list[str]:
        return list(offered((await self.chooser(citizen)).text))

    async def as_bakery(self, citizen: str) -> str:
        """Log in in the role of the bakery, and return the id token."""
        browser = Browser(self.ours)
        page = await browser.log_in(citizen, prompt="select_account")
        answer = await browser.settled(await browser.choose(page, role=offered(page.text)["Bakkerij"]))
        given = await redeem(self.ours, self.played.gent, fields_of(answer.headers["location"])["code"])
        return given.json()["id_token"]

    async def exchange(self, id_token: str) -> int:
        return (await header_token(self.ours, self.played.gent, id_token, Prover())).status_code


@pytest.fixture
async def scene(played: Played, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Our provider with one register, which is not waited for long."""
    monkeypatch.setattr(gather, "DEADLINE", 0.05)
    register = Register()
    source = RoleSource(name="registry", title=texts(nl="Het register"), roles=register.roles)
    roles = Block(name="roles", title=texts(nl="Rollen"), role_sources=lambda _: [source])
    async with played.platform.store.begin() as tx:
        await subjects.mark_synthetic(tx, played.platform.keyring, [subjects.enterprise(BAKERY)])
    app = application(replace(played.platform, blocks=(sso, roles)))
    return Scene(register=register, played=played, transport=httpx2.ASGITransport(app))


async def test_citizen_whose_record_is_slow_takes_the_register_from_nobody_else(scene: Scene):
    scene.register.slow = {LOTTE}
    for _ in range(4):
        assert "Het register" in (await scene.chooser(LOTTE)).text
        assert await scene.names(WOUT) == ["Voor mezelf", "Bakkerij"]
    assert scene.register.asked.count(LOTTE) == 1


async def test_three_citizens_who_wait_in_a_row_let_the_register_be_left_alone_until_it_answers_one(
    scene: Scene,
):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        scene.register.slow = set(THREE)
        for citizen in THREE:
            assert "Het register" in (await scene.chooser(citizen)).text
        assert "Het register" in (await scene.chooser(WOUT)).text
        assert scene.register.asked == THREE
        traveller.shift(10)
        assert await scene.names(WOUT) == ["Voor mezelf", "Bakkerij"]
        assert await scene.names(WOUT) == ["Voor mezelf", "Bakkerij"]


async def test_role_of_one_citizen_that_cannot_be_confirmed_leaves_those_of_others(scene: Scene):
    tokens = {citizen: await scene.as_bakery(citizen) for citizen in (LOTTE, WOUT)}
    scene.register.slow = {LOTTE}
    scene.register.asked.clear()
    with time_machine.travel(clock.ahead(301), tick=False):
        for _ in range(2):
            assert [await scene.exchange(tokens[one]) for one in (LOTTE, WOUT)] == [200, 200]
    assert scene.register.asked == [LOTTE, WOUT]


async def test_no_register_says_who_is_the_citizen_self(scene: Scene):
    scene.register.code = "BUR"
    page = await scene.chooser(LOTTE)
    assert (list(offered(page.text)), page.text.count('name="role"')) == (["Voor mezelf"], 1)
