"""While the trail cannot be written: no refreshed token, none for the header, no mandate, no source asked, no file."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from profile_core.contract import Platform, ProfileError, Store
from profile_core.kit.keyring import new_keyring
from sso.mandates import give, read
from sso.mandates.mandate import State
from tests.cli.conftest import Run, run
from tests.cli.test_citizen import LOTTE, settings
from tests.databases import Database
from tests.profile.shut_trail import Shut, close, reopen, shut
from tests.sources.conftest import open_stage, provider, stage
from tests.sources.played import PERSON, Stage
from tests.sso.conftest import Played, application, configure, configured, platform_of, played, upstream
from tests.sso.mandated import Citizen, citizen, given, in_days, wish
from tests.sso.played import ISSUER, Prover, fields_of, header_token, redeem
from tests.sso.programs import change
from tests.sso.test_mandates import ACTS
from tests.sso.test_refresh import SCOPES, refresh

__all__ = ["configure", "configured", "open_stage", "played", "provider", "run", "settings", "shut", "stage"]
__all__ += ["upstream"]


@pytest.fixture
async def asked(played: Played) -> AsyncIterator[Played]:
    """Answer faults of our own as a server does, to a site that may have refresh tokens."""
    await change(played, played.gent, scopes=SCOPES)
    transport = httpx2.ASGITransport(application(played.platform), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=ISSUER) as ours:
        yield replace(played, ours=ours)


async def _tokens(asked: Played) -> dict[str, str]:
    scope = "openid profile offline_access"
    code = fields_of((await asked.browser.log_in(scope=scope)).headers["location"])["code"]
    return (await redeem(asked.ours, asked.gent, code)).json()


async def test_no_token_is_refreshed(asked: Played, shut: Shut):
    token = (await _tokens(asked))["refresh_token"]
    async with shut():
        refused = await refresh(asked, token)
        assert refused.status_code >= 500
        assert "token" not in refused.text
    assert (await refresh(asked, token)).status_code == 200, "it serves: it was not used up"


async def test_header_gets_no_token_and_so_no_summary(asked: Played, shut: Shut):
    id_token = (await _tokens(asked))["id_token"]
    async with shut():
        refused = await header_token(asked.ours, asked.gent, id_token, Prover())
        assert refused.status_code >= 500
        assert "token" not in refused.text
    assert (await header_token(asked.ours, asked.gent, id_token, Prover())).status_code == 200


async def test_no_source_is_told_a_number(stage: Stage, shut: Shut):
    async with shut():
        with pytest.raises(Exception, match="shut") as refused:
            await stage.ask("a", "b")
        assert not isinstance(refused.value, ProfileError) or refused.value.status >= 500
    await asyncio.sleep(0)
    assert stage.provider.asked == []
    await stage.ask("a")
    assert [PERSON in one.body.decode() for one in stage.provider.asked] == [True]


@pytest.fixture
def platform(store: Store) -> Platform:
    return platform_of(store, new_keyring())


@pytest.fixture
async def two(platform: Platform) -> tuple[Citizen, Citizen]:
    """Give who gives a mandate, and who would hold it."""
    return await citizen(platform, "Giver"), await citizen(platform, "Holder")


async def _state(platform: Platform, holder: Citizen, mandate: UUID) -> State:
    return (await read.one(platform, holder.acting, mandate)).state


async def test_no_mandate_tells_a_name(platform: Platform, two: tuple[Citizen, Citizen], shut: Shut):
    giver, holder = two
    asked = wish(giver, holder.number, in_days(platform, 30))
    async with shut():
        with pytest.raises(Exception, match="shut"):
            await give.give(platform, giver.acting, asked)
        with pytest.raises(ProfileError, match="no such mandate"):
            await _state(platform, holder, asked.id)
    await give.give(platform, giver.acting, asked)
    assert await _state(platform, holder, asked.id) is State.WAITING


@pytest.mark.parametrize("named", ACTS)
async def test_mandate_stays_as_it_was(
    platform: Platform, two: tuple[Citizen, Citizen], shut: Shut, named: str
):
    (giver, holder), act = two, ACTS[named]
    mandate = await given(platform, giver, holder)
    who = giver if named == "end" else holder
    async with shut():
        with pytest.raises(Exception, match="shut"):
            await act(platform, who.acting, mandate.id)
    seen = await read.one(platform, giver.acting, mandate.id)
    assert (seen.state, seen.names.holder) == (State.WAITING, "")
    assert await act(platform, who.acting, mandate.id)


def test_command_writes_no_file(
    run: Run,
    settings: dict[str, str],
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    file = tmp_path / "lotte.json"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{LOTTE}\n{LOTTE}\n"))
    asyncio.run(close(database))
    with pytest.raises(Exception, match="shut"):
        run("citizen", "export", file.name, **settings)
    assert not file.exists()
    asyncio.run(reopen(database))
    assert run("citizen", "export", file.name, **settings).returncode == 0
    assert LOTTE in file.read_text()


def test_operator_reads_no_trail(
    run: Run,
    settings: dict[str, str],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{LOTTE}\n" * 3))
    assert run("citizen", "export", "lotte.json", **settings).returncode == 0
    asyncio.run(close(database))
    with pytest.raises(Exception, match="shut"):
        run("audit", "list", "citizen", **settings)
    assert "profile.exported" not in capsys.readouterr().out
    asyncio.run(reopen(database))
    assert "profile.exported" in run("audit", "list", "citizen", **settings).stdout
