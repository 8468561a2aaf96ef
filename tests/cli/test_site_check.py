"""``citizen-profile site check`` against a site that is served: for people, for programs, with an exit status."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from embed_header.site_check.kinds import Kind
from profile_core.contract import Environment, ids
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.cli.conftest import ROOT, Run
from tests.databases import Database
from tests.embed_header.registered_sites import add_site
from tests.embed_header.site_check.sample import CLIENT, GATEWAY, Site, good, parking
from tests.standing import stood


@pytest.fixture
def settings(run: Run, database: Database) -> dict[str, str]:
    known = {"database_url": database.url, "blocks": "sso,header", "public_url": GATEWAY}
    assert run("keyring", "create", **known).returncode == 0
    return known


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Iterator[Site]:
    """Serve a registered site whose page has no widgets: the blocks of these commands draw none."""
    site = Site(answers=good(parking(tmp_path)))
    before, _, after = site.answers["page"].partition(' widgets="')
    site.answers["page"] = before + after.partition('"')[2]
    with stood(site.app()) as port:
        site.origin = f"http://gent.localhost:{port}"
        asyncio.run(_register(database, site.origin))
        yield site


async def _register(database: Database, origin: str) -> None:
    store = open_store(Settings(database_url=database.url), {})
    async with store.begin() as tx:
        await add_site(tx, origin, ids.plain_id(), Environment.TEST, CLIENT)
    await store.close()


def test_good_page_passes(run: Run, settings: dict[str, str], site: Site):
    done = run("site", "check", f"{site.origin}/", **settings)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"{site.origin}/: 0 errors, 0 warnings."), (
        done
    )
    assert "ok      files-fine\n        Script and style sheet are there, and right.\n" in done.stdout


def test_error_is_told_with_its_remedy_and_by_the_exit_status(run: Run, settings: dict[str, str], site: Site):
    site.answers["page"] = site.answers["page"].replace('type="module"', "")
    done = run("site", "check", f"{site.origin}/", **settings)
    assert (done.returncode, done.stderr) == (1, "")
    assert "error   script-no-module\n" in done.stdout
    assert '        Put type="module" on the script tag.\n' in done.stdout


def test_programs_get_codes_levels_and_remedies(run: Run, settings: dict[str, str], site: Site):
    done = run("site", "check", "--json", f"{site.origin}/?q=1", **settings)
    told = json.loads(done.stdout)
    assert (told["page"], done.returncode) == (f"{site.origin}/", 0)
    assert {tuple(one) for one in told["findings"]} == {("code", "level", "seen", "remedy")}
    assert {"code": "site-test", "level": "advice"}.items() <= told["findings"][1].items()


def test_unregistered_site_is_refused_with_what_to_do(run: Run, settings: dict[str, str], site: Site):
    done = run("site", "check", "https://nobody.example/", **settings)
    assert (done.returncode, "Register your site first." in done.stdout) == (1, True)
    assert site.asked == []


def test_page_about_the_check_names_each_code_with_its_level():
    page = (ROOT / "docs/header/site-check.md").read_text()
    words = {0: "well", 1: "advice", 2: "warnings", 3: "errors"}
    for kind in Kind:
        (line,) = [line for line in page.splitlines() if f"`{kind.code}`" in line]
        part = line[: line.index(f"`{kind.code}`")].replace(";", "|").rpartition("|")[2].split()[0]
        assert part == words[kind.level], kind
