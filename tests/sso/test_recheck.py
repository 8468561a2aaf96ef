"""A role is asked for again while somebody acts in it: no longer held it ends, unconfirmed it goes on for an hour."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import httpx2
import pytest
import sqlalchemy as sa
import time_machine

from profile_core.contract import Block, Citizen, Held, RoleSource, SourceAwayError, clock, subjects, texts
from profile_core.directory.tables import application_table
from profile_core.outbound.tables import call_table
from sso.block import block as sso
from tests.sso.conftest import Played, application
from tests.sso.played import BACK, ISSUER, Browser, Prover, asked, fields_of, header_token, redeem

BAKERY = "0999990123"


@dataclass
class Registry:
    """A source of roles in this process: holds what it is told to, is away when told so, and counts the questions."""

    held: bool = True
    away: bool = False
    asked: list[str] = field(default_factory=list[str])

    async def roles(self, citizen: Citizen) -> Sequence[Held]:
        self.asked.append(citizen.national_number)
        if self.away:
            raise SourceAwayError("gone for lunch")
        whom = subjects.enterprise(BAKERY)
        return [Held(code="EA", name="Bakkerij", whom=whom)] if self.held else []


@dataclass(frozen=True)
class Scene:
    registry: Registry
    played: Played
    browser: Browser
    ours: httpx2.AsyncClient

    async def as_bakery(self, **changed: str) -> dict[str, str]:
        """Log in at Ghent in the role of the bakery, and return the tokens that the code gave."""
        page = await self.browser.log_in(**changed)
        answer = await self.browser.settled(page, role=choice_of(page))
        code = fields_of(answer.headers["location"])["code"]
        return (await redeem(self.ours, self.played.gent, code, redirect_uri=BACK)).json()

    async def exchange(self, tokens: dict[str, str]) -> httpx2.Response:
        return await header_token(self.ours, self.played.gent, tokens["id_token"], Prover())

    async def told(self) -> list[str]:
        async with self.played.platform.store.read() as tx:
            rows = await tx.rows(call_table.select().where(call_table.c.bucket.in_(range(1024))))
        return [row.use for row in rows]


def choice_of(page: httpx2.Response) -> str:
    """Return the second role of the page, the first being oneself."""
    return re.findall(r'name="role" value="([^"]*)"', page.text)[1]


@pytest.fixture
async def scene(played: Played) -> Scene:
    """Our provider with one source of roles, and a site that is told of logouts."""
    registry = Registry()
    source = RoleSource(name="registry", title=texts(nl="Register"), roles=registry.roles)
    roles = Block(name="roles", title=texts(nl="Rollen"), role_sources=lambda _: [source])
    async with played.platform.store.begin() as tx:
        await subjects.mark_synthetic(tx, played.platform.keyring, [subjects.enterprise(BAKERY)])
        told_at = {"backchannel_logout_uri": "http://gent.localhost/told"}
        await tx.run(
            sa.update(application_table).where(application_table.c.client_id == "gent").values(told_at)
        )
    app = application(replace(played.platform, blocks=(sso, roles)))
    clients = [httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER) for _ in range(2)]
    return Scene(registry=registry, played=played, browser=Browser(clients[0]), ours=clients[1])


async def in_profile(scene: Scene) -> None:
    """Enter our own pages as the bakery."""
    page = await scene.browser.back(await scene.browser.through(await scene.browser.go("/sso/login")))
    await scene.browser.settled(page, role=choice_of(page))


async def who(scene: Scene) -> dict[str, str] | None:
    return (await scene.browser.ours.get("/graphql")).json()


async def test_role_that_is_still_held_goes_on_and_is_asked_for_once_in_five_minutes(scene: Scene):
    tokens = await scene.as_bakery()
    scene.registry.asked.clear()
    assert (await scene.exchange(tokens)).status_code == 200
    assert scene.registry.asked == []
    with time_machine.travel(clock.ahead(301), tick=False):
        for _ in range(3):
            assert (await scene.exchange(tokens)).status_code == 200
    assert len(scene.registry.asked) == 1


async def test_role_that_is_no_longer_held_ends_the_client_session_and_its_site_is_told(scene: Scene):
    tokens = await scene.as_bakery()
    scene.registry.held = False
    with time_machine.travel(clock.ahead(301), tick=False):
        refused = await scene.exchange(tokens)
        assert refused.json()["error"] == "invalid_grant"
        assert await scene.told() == ["sso.logout"]
        scene.registry.held = True
        assert (await scene.exchange(tokens)).json()["error"] == "invalid_grant"
        silent = await scene.browser.go("/sso/authorize", **asked(prompt="none"))
        assert fields_of(silent.headers["location"])["error"] == "account_selection_required"


async def test_header_goes_on_for_an_hour_while_the_source_is_away_and_no_longer(scene: Scene):
    tokens = await scene.as_bakery()
    start = clock.now().timestamp()
    scene.registry.away = True
    await in_use(scene, start, until=3599)
    with time_machine.travel(start + 3599, tick=False):
        assert (await scene.exchange(tokens)).status_code == 200
    await in_use(scene, start + 3599, until=100)
    with time_machine.travel(start + 3700, tick=False):
        assert (await scene.exchange(tokens)).json()["error"] == "invalid_grant"
    scene.registry.away = False
    with time_machine.travel(start + 3800, tick=False):
        assert (await scene.exchange(tokens)).status_code == 200
    assert await scene.told() == []


async def in_use(scene: Scene, start: float, *, until: int) -> None:
    """Keep the session alive by logins as oneself, which ask nothing of the source."""
    oneself = asked(login_hint=base64.b64encode(b'{"cap_hint": "BUR"}').decode())
    for seconds in range(0, until, 1200):
        with time_machine.travel(start + seconds, tick=False):
            answer = await scene.browser.go("/sso/authorize", **oneself)
            assert "code" in fields_of(answer.headers["location"])


async def test_source_that_is_away_is_left_alone_for_a_moment(scene: Scene):
    tokens = await scene.as_bakery()
    scene.registry.away = True
    scene.registry.asked.clear()
    with time_machine.travel(clock.ahead(301), tick=False):
        for _ in range(3):
            assert (await scene.exchange(tokens)).status_code == 200
    assert len(scene.registry.asked) == 1
    with time_machine.travel(clock.ahead(340), tick=False):
        assert (await scene.exchange(tokens)).status_code == 200
    assert len(scene.registry.asked) == 2


async def test_own_role_is_never_asked_for(scene: Scene):
    page = await scene.browser.go("/sso/login")
    page = await scene.browser.back(await scene.browser.through(page))
    first = page.text.split('name="role" value="')[1].split('"')[0]
    await scene.browser.settled(page, role=first)
    scene.registry.asked.clear()
    with time_machine.travel(clock.ahead(1000), tick=False):
        assert await who(scene)
    assert scene.registry.asked == []


async def test_pages_of_our_own_stop_when_the_role_is_no_longer_held(scene: Scene):
    await in_profile(scene)
    said = await who(scene)
    assert said is not None
    assert said["name"] == "Lotte Vermeulen"
    scene.registry.held = False
    assert await who(scene)
    with time_machine.travel(clock.ahead(301), tick=False):
        assert await who(scene) is None
        scene.registry.held = True
        assert await who(scene) is None


async def test_pages_of_our_own_refuse_an_unconfirmed_role_and_take_it_again_when_it_is_confirmed(
    scene: Scene,
):
    await in_profile(scene)
    start = clock.now()
    scene.registry.away = True
    for seconds in (301, 1500, 2700, 3599):
        with time_machine.travel(start.timestamp() + seconds, tick=False):
            assert await who(scene), seconds
    with time_machine.travel(start.timestamp() + 3700, tick=False):
        assert await who(scene) is None
    scene.registry.away = False
    with time_machine.travel(start.timestamp() + 3800, tick=False):
        assert await who(scene)
