"""What the audit trail says is asked by command: about a number that stands on no command line, and with a line of its own."""

import asyncio
import io
from pathlib import Path

import pytest

from profile_core import audit
from profile_core.directory import subjects
from profile_core.kit import keyfile
from profile_core.kit.keyring import Keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.cli.conftest import Done, Run
from tests.databases import Database

LOTTE, BIKES = "88021400084", "0999990123"


@pytest.fixture
def settings(run: Run, database: Database, tmp_path: Path) -> dict[str, str]:
    """Know a provider, and an enterprise for which a citizen acted at a site."""
    known = {"database_url": database.url}
    assert run("keyring", "create", **known).returncode == 0
    (tmp_path / "lennik.yaml").write_text("providers: [{code: lennik, name: {nl: Lennik}}]")
    assert run("directory", "load", "lennik.yaml", **known).returncode == 0
    keyring = keyfile.parse((tmp_path / "var" / "keyring.json").read_bytes())
    asyncio.run(_act(database, keyring))
    return known


async def _act(database: Database, keyring: Keyring) -> None:
    store = open_store(Settings(database_url=database.url), {})
    try:
        async with store.begin() as tx:
            numbers = [subjects.national(LOTTE), subjects.enterprise(BIKES)]
            lotte, bikes = [one.ref for one in await subjects.resolve(tx, keyring, numbers)]
            said = {"by": lotte.id.hex, "role": "EA", "scope": "openid profile"}
            await audit.record_for_each(
                tx, [lotte, bikes], actor="sso", action="sso.disclosure", purpose="sign-on", detail=said
            )
    finally:
        await store.close()


def _asked(run: Run, settings: dict[str, str], whom: str, key: str = "") -> Done:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(f"{key}\n"))
        return run("audit", "list", whom, **settings)


def test_lines_about_an_enterprise_say_who_acted_and_when(run: Run, settings: dict[str, str]) -> None:
    [line] = _asked(run, settings, "enterprise", BIKES).stdout.removeprefix("Number: ").splitlines()
    assert " sso.disclosure sign-on system:sso by=" in line
    assert line.endswith(" role=EA scope='openid profile'")


def test_asking_leaves_a_line(run: Run, settings: dict[str, str]) -> None:
    _asked(run, settings, "citizen", LOTTE)
    newest, _ = _asked(run, settings, "citizen", LOTTE).stdout.removeprefix("Number: ").splitlines()
    assert newest.endswith(" audit.read citizen system:operator")


def test_lines_about_a_provider_and_the_region(run: Run, settings: dict[str, str]) -> None:
    said = _asked(run, settings, "provider", "lennik").stdout
    assert " directory.loaded created system:operator kind=provider count=1 keys=lennik" in said
    assert _asked(run, settings, "region").stdout == ""
    assert " audit.read region system:operator" in _asked(run, settings, "region").stdout


@pytest.mark.parametrize(
    ("whom", "key", "said"),
    [
        ("citizen", "85073000160", "No citizen of this number was ever known here."),
        ("citizen", "85073000161", "This is no valid national number"),
        ("enterprise", "0999990222", "No enterprise of this number was ever known here."),
        ("provider", "lenik", "There is no provider of this code."),
    ],
)
def test_who_is_not_known_is_said_without_the_number(
    run: Run, settings: dict[str, str], whom: str, key: str, said: str
) -> None:
    done = _asked(run, settings, whom, key)
    assert (done.returncode, said in done.stderr, key in done.stderr) == (1, True, False), done.stderr
