"""A site joins by command: told what comes next, refused with the remedy."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, KeySet

from tests.cli.conftest import Run
from tests.databases import Database

_ORIGIN = "https://www.lennik.be"
_JOIN = ("site", "join", "lennik", _ORIGIN, "--name", "nl=Lennik", "--name", "fr=Lennik")
_BACK = ("--redirect-uri", f"{_ORIGIN}/callback")


@pytest.fixture
def settings(run: Run, database: Database, tmp_path: Path) -> dict[str, str]:
    """Know one provider, and have a public key in a file."""
    known = {"database_url": database.url, "blocks": "sso,header"}
    assert run("keyring", "create", **known).returncode == 0
    (tmp_path / "lennik.yaml").write_text("providers: [{code: lennik, name: {nl: Lennik}}]")
    assert run("directory", "load", "lennik.yaml", **known).returncode == 0
    keys = KeySet([ECKey.generate_key("P-256", auto_kid=True)])
    (tmp_path / "keys.json").write_text(json.dumps(keys.as_dict(private=False)))
    (tmp_path / "secret.json").write_text(json.dumps(keys.as_dict(private=True)))
    return known


def test_site_that_joined_is_told_what_comes_next(run: Run, settings: dict[str, str]):
    command = (*_JOIN, *_BACK, "--keys", "keys.json", "--scope", "openid", "--scope", "header")
    done = run(*command, **settings)
    assert done.returncode == 0, done.stderr
    first, *following = done.stdout.splitlines()
    assert first == f"{_ORIGIN} is registered as lennik-www.lennik.be, test."
    assert "the client id lennik-www.lennik.be" in following[0]
    assert "/header/v1/snippet prints right after <body>" in following[1]
    assert "Missing for live: An agreement about the header (block header): ask the region." in following
    assert run(*command, **settings).stdout == done.stdout


def test_rehearsal_stores_nothing(run: Run, settings: dict[str, str]):
    done = run(*_JOIN, *_BACK, "--keys", "keys.json", "--dry-run", **settings)
    assert "could be registered (nothing was stored)" in done.stdout
    taken = run(*_JOIN[:3], "https://lennik.be", *_JOIN[4:], "--redirect-uri", "https://lennik.be/c",
                "--keys", "keys.json", "--client-id", "lennik-www.lennik.be", **settings)  # fmt: skip
    assert taken.returncode == 0, taken.stderr


@pytest.mark.parametrize(
    ("more", "remedy"),
    [
        (("--keys", "secret.json"), "This is a private key: keep it at the client"),
        (("--keys", "lennik.yaml"), "lennik.yaml cannot be read as JSON: give a JWK set."),
        ((), "Give jwksUri, where your site publishes its public keys"),
        (("--keys", "keys.json", "--scope", "notifications"), "'notifications' is no scope of sites."),
    ],
    ids=["private key", "no JSON", "no key", "scope of programs"],
)
def test_refusal_says_what_to_do(run: Run, settings: dict[str, str], more: tuple[str, ...], remedy: str):
    done = run(*_JOIN, *_BACK, *more, **settings)
    assert (done.returncode, remedy in done.stderr) == (1, True), done.stderr


def test_provider_that_nobody_loaded_is_no_home_for_a_site(run: Run, settings: dict[str, str]):
    done = run("site", "join", "nobody", *_JOIN[3:], *_BACK, "--keys", "keys.json", **settings)
    assert (done.returncode, "citizen-profile directory load FILE" in done.stderr) == (1, True)


def test_operator_takes_a_site_away(run: Run, settings: dict[str, str]):
    assert run(*_JOIN, *_BACK, "--keys", "keys.json", **settings).returncode == 0
    done = run("site", "remove", _ORIGIN, **settings)
    assert done.stdout == (
        f"{_ORIGIN}, which signed on as lennik-www.lennik.be, is gone. Anybody may register it now.\n"
    )
    again = run("site", "remove", _ORIGIN, **settings)
    assert (again.returncode, "Give its exact origin" in again.stderr) == (1, True), again.stderr
