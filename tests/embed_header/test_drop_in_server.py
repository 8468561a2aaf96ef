"""The addresses of the Flemish header at the gateway: the script of each site, and no script where there is no site."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from embed_header import configure, flemish
from embed_header.block import block as header
from embed_header.configure import Change
from embed_header.releases import SCRIPT, pinned, releases
from profile_core.contract import Platform
from profile_core.directory import rows as directory
from profile_core.gateway.app import build
from profile_core.kit.settings import Settings
from tests.databases import Database
from tests.embed_header.flemish_configs import CONFIG
from tests.embed_header.registered_sites import AALST, AALST_BE, GENT_BE, PLAYERS, add_site, register
from tests.gateway.platforms import played

KNOWN = UUID("9717ae3b-84e8-43b2-a814-e35a2547927f")
GATEWAY = "https://profile.example.org"
PAGES = Path(__file__).with_name("drop_in_pages")


@pytest.fixture
async def platform(database: Database) -> AsyncIterator[Platform]:
    """Give a region where Ghent has its Flemish configuration, and Aalst none."""
    platform = played(Settings(database_url=database.url, public_url=GATEWAY), PLAYERS, header)
    async with platform.store.begin() as tx:
        await register(tx)
    await configure.configure_any(platform, Change(origin=GENT_BE, id=KNOWN, flemish=CONFIG))
    yield platform
    await platform.store.close()


@pytest.fixture
async def gateway(platform: Platform) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(build(platform))
    async with httpx2.AsyncClient(transport=transport, base_url=GATEWAY) as client:
        yield client


def started(script: str) -> tuple[str, dict[str, Any]]:
    """Return what stands before the start, and with what it starts."""
    before, said = script.removesuffix(");\n").split("\ncitizenProfileDropIn.start(")
    return before, json.loads(said)


async def ask(gateway: httpx2.AsyncClient, how: str, of: object = KNOWN, **headers: str) -> httpx2.Response:
    return await gateway.get(f"/api/v2/widget/{of}/{how}", headers=headers)


async def test_script_brings_the_configuration_that_was_imported(gateway: httpx2.AsyncClient):
    bundle = Path(flemish.__file__).with_name("dist") / "drop-in" / "global-header.js"
    pinning = pinned(releases())
    for how in ("entry", "embed"):
        before, said = started((await ask(gateway, how)).text)
        assert before == bundle.read_text(encoding="utf-8")
        assert said == {
            "gateway": GATEWAY,
            "script": {
                "src": f"{GATEWAY}/header/{pinning.version}/{SCRIPT}",
                "integrity": pinning.integrity(SCRIPT),
            },
            "embed": how == "embed",
            "config": CONFIG,
        }


async def test_script_is_for_any_page_and_is_kept_for_minutes(gateway: httpx2.AsyncClient):
    answer = await ask(gateway, "entry")
    assert answer.headers["content-type"].partition(";")[0] == "text/javascript"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in answer.headers
    again = await ask(gateway, "entry", **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await ask(gateway, "embed")).headers["etag"] != answer.headers["etag"]


async def test_what_is_configured_can_end_neither_script_nor_line(gateway: httpx2.AsyncClient):
    _, _, started = (await ask(gateway, "entry")).text.partition("citizenProfileDropIn.start(")
    assert "\\u003c/script>" in started
    assert "\\u003cb>Gesloten" in started
    assert not {"<", "\u2028", "\u2029"} & set(started)


async def test_site_without_a_configuration_shows_its_own_name_in_four_languages(
    gateway: httpx2.AsyncClient, platform: Platform
):
    aalst = await configure.configure_any(platform, Change(origin=AALST_BE))
    config = started((await ask(gateway, "entry", aalst.id)).text)[1]["config"]
    assert flemish.checked(config)
    branding = config["branding"]
    assert (branding["level"], branding["host"]["label"], branding["host"]["href"]) == (
        4,
        "Stad Gent",
        AALST_BE,
    )
    labels = {code: one["host"]["label"] for code, one in branding["i18n"]["translations"].items()}
    assert labels == {"nl": "Stad Gent", "fr": "Ville de Gand", "de": "Stad Gent", "en": "City of Ghent"}
    assert branding["i18n"]["default"] == "nl"


@pytest.mark.parametrize("how", ["entry", "embed"])
@pytest.mark.parametrize(
    "of",
    ["x", "9717ae3b", "..%2f..%2fetc", "%3Cscript%3E", "'", "3d15a723-9e98-4c1f-be79-637748c3db42", "%00"],
)
async def test_id_that_is_none_and_one_that_nobody_has_are_a_sentence_and_no_script(
    gateway: httpx2.AsyncClient, of: str, how: str
):
    answer = await ask(gateway, how, of)
    assert answer.status_code == 404
    if "%2f" not in of:  # a slash in an id is another address, which there is not
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.text.startswith("There is no header with this id. Ask the operator")


async def test_site_that_is_gone_or_anothers_has_no_script(gateway: httpx2.AsyncClient, platform: Platform):
    async with platform.store.begin() as tx:
        site = await directory.site(tx, GENT_BE)
        assert site
        await directory.take_away(tx, site)
    assert (await ask(gateway, "entry")).status_code == 404
    async with platform.store.begin() as tx:
        await add_site(tx, GENT_BE, AALST.id)
    assert (await ask(gateway, "entry")).status_code == 404


async def test_configuration_of_a_site_that_moved_here_is_taken(platform: Platform):
    config = json.loads((PAGES / "config.json").read_text())
    done = await configure.configure_any(platform, Change(origin=GENT_BE, flemish=config))
    assert done.flemish == flemish.checked(config)
