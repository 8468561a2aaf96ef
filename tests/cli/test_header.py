"""The operator says by command what the header of a site shows."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.databases import Database
from tests.embed_header.flemish_configs import CONFIG, changed

_ORIGIN = "https://www.lennik.be"
_ID = "9717ae3b-84e8-43b2-a814-e35a2547927f"
_LENNIK = """\
providers: [{code: lennik, name: {nl: Lennik}}]
applications:
  - {client_id: lennik, provider: lennik, environment: test, name: Lennik,
     profile: standard, scopes: [openid], jwks_uri: "https://www.lennik.be/jwks", redirect_uris: ["https://www.lennik.be/callback"]}
sites: [{origin: "https://www.lennik.be", provider: lennik, application: lennik, name: {nl: Lennik}}]
"""


@pytest.fixture
def settings(run: Run, database: Database, tmp_path: Path) -> dict[str, str]:
    """Know one site, and have its Flemish configuration in a file."""
    known = {
        "database_url": database.url,
        "blocks": "notifications,header",
        "public_url": "https://profile.example.org",
    }
    assert run("keyring", "create", **known).returncode == 0
    (tmp_path / "lennik.yaml").write_text(_LENNIK)
    done = run("directory", "load", "lennik.yaml", **known)
    assert done.returncode == 0, done.stderr
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    return known


def test_site_keeps_its_flemish_id_and_configuration(run: Run, settings: dict[str, str]):
    command = ("header", "configure", _ORIGIN, "--id", _ID, "--flemish-config", "config.json")
    done = run(*command, "--block", "notifications", **settings)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"The header of {_ORIGIN} shows notifications.",
        "In place of the script of the Flemish header its pages take one of:",
        f"  https://profile.example.org/api/v2/widget/{_ID}/entry",
        f"  https://profile.example.org/api/v2/widget/{_ID}/embed",
    ]
    assert run(*command, **settings).stdout == done.stdout
    listed = run("header", "list", **settings)
    assert listed.stdout == f"{_ORIGIN} {_ID}: notifications, with a Flemish configuration\n"


def test_all_blocks_are_shown_again(run: Run, settings: dict[str, str]):
    assert "No header was configured" in run("header", "list", **settings).stdout
    run("header", "configure", _ORIGIN, "--block", "notifications", **settings)
    done = run("header", "configure", _ORIGIN, "--all-blocks", **settings)
    assert done.stdout.startswith(f"The header of {_ORIGIN} shows every block.")


def test_file_that_holds_null_takes_the_configuration_away(
    run: Run, settings: dict[str, str], tmp_path: Path
):
    (tmp_path / "null.json").write_text("null")
    run("header", "configure", _ORIGIN, "--id", _ID, "--flemish-config", "config.json", **settings)
    run("header", "configure", _ORIGIN, "--flemish-config", "null.json", **settings)
    assert run("header", "list", **settings).stdout == f"{_ORIGIN} {_ID}: every block\n"


@pytest.mark.parametrize(
    ("more", "remedy"),
    [
        ((_ORIGIN, "--block", "postbode"), "Choose out of: notifications."),
        ((_ORIGIN, "--block", "notifications", "--all-blocks"), "Give either --block"),
        (("https://lennik.be",), "There is no site https://lennik.be. Give the exact origin"),
        ((_ORIGIN, "--flemish-config", "nowhere.json"), "nowhere.json cannot be read as JSON"),
        ((_ORIGIN, "--flemish-config", "lennik.yaml"), "lennik.yaml cannot be read as JSON"),
        ((_ORIGIN, "--flemish-config", "deep.json"), "deep.json cannot be read as JSON"),
        ((_ORIGIN, "--flemish-config", "latin.json"), "latin.json cannot be read as JSON"),
        ((_ORIGIN, "--flemish-config", "list.json"), "Expected `object`"),
        ((_ORIGIN, "--flemish-config", "hostile.json"), "branding.host.href is an address with 'javascript'"),
    ],
)
def test_refusal_says_what_to_do_and_stores_nothing(
    run: Run, settings: dict[str, str], tmp_path: Path, more: tuple[str, ...], remedy: str
):
    (tmp_path / "deep.json").write_text("[" * 60_000)
    (tmp_path / "latin.json").write_bytes('{"a": "é"}'.encode("latin-1"))
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "hostile.json").write_text(json.dumps(changed("branding.host.href", "javascript:x")))
    done = run("header", "configure", *more, **settings)
    assert (done.returncode, remedy in done.stderr) == (1, True), done.stderr
    assert "No header was configured" in run("header", "list", **settings).stdout


def test_id_that_is_none_is_refused(run: Run, settings: dict[str, str]):
    done = run("header", "configure", _ORIGIN, "--id", "../etc", **settings)
    assert (done.returncode, "Input should be a valid UUID" in done.stderr) == (2, True), done.stderr
