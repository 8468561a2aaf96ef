"""The header in the provider schema, over the gateway."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from embed_header.block import block as header
from profile_core.gateway.app import build
from profile_core.kit.settings import Settings
from tests.databases import Database
from tests.embed_header.flemish_configs import CONFIG, HOSTILE
from tests.embed_header.region_of_blocks import Shown
from tests.embed_header.registered_sites import AALST_BE, GENT_BE, PLAYERS, register
from tests.gateway.platforms import played

CONFIGURE = """mutation Configure($header: HeaderConfigurationInput!, $dryRun: Boolean! = false) {
  configureHeader(header: $header, dryRun: $dryRun) {
    __typename
    ... on HeaderConfiguration { id origin blocks flemishConfig changedAt entry embed }
    ... on Error { code message path }
  }
}"""
MINE = "{ header { configurations { id origin blocks flemishConfig changedAt entry embed } } }"


class Program:
    """A provider's program at the gateway."""

    def __init__(self, gateway: httpx2.AsyncClient, name: str) -> None:
        self._gateway = gateway
        self._bearer = {"Authorization": f"Bearer program:{name}"}

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        body = {"query": document, "variables": variables}
        answer = await self._gateway.post("/provider/graphql", json=body, headers=self._bearer)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def configure(self, *, dry_run: bool = False, **header: Any) -> dict[str, Any]:
        said = await self.ask(CONFIGURE, header={"origin": GENT_BE, **header}, dryRun=dry_run)
        return said["data"]["configureHeader"]

    async def mine(self) -> list[dict[str, Any]]:
        return (await self.ask(MINE))["data"]["header"]["configurations"]


@pytest.fixture
async def gateway(database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    settings = Settings(database_url=database.url, public_url="https://profile.example.org")
    platform = played(settings, PLAYERS, header, Shown(name="letters").block(), Shown(name="parking").block())
    async with platform.store.begin() as tx:
        await register(tx)
    transport = httpx2.ASGITransport(build(platform))
    async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
        yield client
    await platform.store.close()


@pytest.fixture
def gent(gateway: httpx2.AsyncClient) -> Program:
    return Program(gateway, "gent")


async def test_provider_configures_its_header_and_reads_it_back(gent: Program):
    said = await gent.configure(blocks=["parking"], flemishConfig=CONFIG)
    assert said.pop("__typename") == "HeaderConfiguration", said
    assert (said["origin"], said["blocks"], said["flemishConfig"]) == (GENT_BE, ["parking"], CONFIG)
    address = f"https://profile.example.org/api/v2/widget/{said['id']}"
    assert (said["entry"], said["embed"]) == (f"{address}/entry", f"{address}/embed")
    assert await gent.mine() == [said]


async def test_null_is_all_of_them_and_what_is_left_out_stays(gent: Program):
    first = await gent.configure(blocks=["parking"], flemishConfig=CONFIG)
    assert await gent.configure() == first
    second = await gent.configure(blocks=None)
    assert (second["id"], second["blocks"], second["flemishConfig"]) == (first["id"], None, CONFIG)
    third = await gent.configure(flemishConfig=None)
    assert (third["id"], third["flemishConfig"]) == (first["id"], None)


async def test_same_again_gives_the_same_answer(gent: Program):
    first = await gent.configure(blocks=["parking", "letters"])
    assert await gent.configure(blocks=["letters", "parking"]) == first


async def test_dry_run_of_a_new_one_has_no_id_and_stores_nothing(gent: Program):
    said = await gent.configure(blocks=["parking"], dry_run=True)
    assert (said["blocks"], said["id"], said["changedAt"], said["embed"]) == (["parking"], None, None, None)
    assert await gent.mine() == []


async def test_refusals_are_data_that_say_where_and_what_to_do(gent: Program, gateway: httpx2.AsyncClient):
    foreign = await gent.configure(origin=AALST_BE, blocks=["letters"])
    assert (foreign["__typename"], foreign["code"]) == ("NotFoundError", "site.unknown")
    unknown = await gent.configure(blocks=["postbode"])
    assert (unknown["code"], unknown["path"]) == ("header.block", ["header", "blocks", "0"])
    hostile = await gent.configure(flemishConfig=HOSTILE["script in a link"][0])
    assert (hostile["code"], hostile["path"][1:]) == (
        "header.flemish_config",
        ["flemishConfig", "branding", "host", "href"],
    )
    assert await Program(gateway, "aalst").mine() == await gent.mine() == []


@pytest.mark.parametrize(
    "config",
    [
        '{branding: {}, alert: {enabled: true, message: "", modifier: "error"}, extensions: [], x: 1e999}',
        '{branding: {}, alert: {enabled: true, message: "", modifier: "error"}, extensions: [], x: '
        + "9" * 5000
        + "}",
    ],
    ids=["more than a number holds", "more than a text of a number holds"],
)
async def test_number_that_json_cannot_say_is_refused(gent: Program, config: str):
    document = (
        f'mutation {{ configureHeader(header: {{origin: "{GENT_BE}", flemishConfig: {config}}}) '
        "{ __typename ... on Error { code } } }"
    )
    said = await gent.ask(document)
    assert said["data"]["configureHeader"] == {"__typename": "InvalidError", "code": "header.flemish_config"}


async def test_somebody_elses_configurations_are_not_seen(gent: Program, gateway: httpx2.AsyncClient):
    aalst = Program(gateway, "aalst")
    await gent.configure(blocks=["parking"])
    await aalst.configure(origin=AALST_BE, blocks=["letters"])
    assert [one["origin"] for one in await gent.mine()] == [GENT_BE]
    assert [one["origin"] for one in await aalst.mine()] == [AALST_BE]
