"""In production the operator looks at a type before anybody is reached with it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from blocks.notifications import approval, types
from blocks.notifications.model import Accepted, TypeState
from profile_core.contract import NotFoundError
from profile_core.kit import keyfile
from profile_core.kit.settings import Deployment, Settings
from tests.cli.conftest import Run, run  # noqa: F401 (fixture)
from tests.databases import Database
from tests.notifications.played import PERMIT, Stage, agree, draft, live, refusals, type_draft


@pytest.fixture
async def production(stage: Stage) -> Stage:
    """Give a stage that serves real citizens, with a live type that waits."""
    settings = Settings(
        environment=Deployment.PRODUCTION,
        database_url=stage.platform.settings.database_url,
        public_url="https://profile.example.org",
    )
    serving = replace(stage, platform=replace(stage.platform, settings=settings))
    caller = live(stage.gent)
    await agree(serving.platform, caller)
    wanted = type_draft(stage.gent, PERMIT)
    registered = await types.register(serving.platform, caller, wanted, dry_run=False)
    assert registered.state is TypeState.SUBMITTED
    return serving


async def test_a_live_type_in_production_reaches_nobody_before_it_is_approved(production: Stage):
    caller = live(production.gent)
    assert refusals(await production.register(draft(), caller=caller)) == ["type.not_approved"]
    [(provider, waits)] = await approval.waiting(production.platform)
    assert (provider.code, waits.code) == ("gent", PERMIT)
    await approval.approve(production.platform, "gent", PERMIT)
    [accepted] = await production.register(draft(), caller=caller)
    assert isinstance(accepted, Accepted)
    assert await approval.waiting(production.platform) == []


async def test_http_links_are_for_development_only(production: Stage):
    await approval.approve(production.platform, "gent", PERMIT)
    outcomes = await production.register(draft(link="http://gent.be/"), caller=live(production.gent))
    assert refusals(outcomes) == ["item.link"]


async def test_what_does_not_wait_cannot_be_approved(production: Stage):
    for provider, code in (("aalst", PERMIT), ("gent", "no.such.type")):
        with pytest.raises(NotFoundError):
            await approval.approve(production.platform, provider, code)


async def test_the_operator_sees_what_waits_and_approves_it_by_command(
    production: Stage,
    run: Run,  # noqa: F811
    database: Database,
    tmp_path: Path,
):
    (tmp_path / "keyring.json").write_bytes(keyfile.dump(production.platform.keyring))
    known = {
        "database_url": database.url,
        "keyring_file": str(tmp_path / "keyring.json"),
        "blocks": "notifications",
    }
    assert (
        "gent parking.permit: Parkeerkaart"
        in (await asyncio.to_thread(run, "types", "waiting", **known)).stdout
    )
    assert (await asyncio.to_thread(run, "types", "approve", "gent", PERMIT, **known)).returncode == 0
    assert (await asyncio.to_thread(run, "types", "waiting", **known)).stdout == "Nothing waits.\n"
    again = await asyncio.to_thread(run, "types", "approve", "gent", PERMIT, **known)
    assert (again.returncode, "waits for approval" in again.stderr) == (1, True)
