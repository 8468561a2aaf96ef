"""Signing keys by command: listed, rotated, withdrawn, and sealed anew with everything else."""

import pytest

from tests.cli.conftest import Run
from tests.databases import Database


@pytest.fixture
def settings(run: Run, database: Database) -> dict[str, str]:
    known = {"database_url": database.url, "blocks": "sso"}
    assert run("keyring", "create", **known).returncode == 0
    return known


def _states(run: Run, settings: dict[str, str]) -> list[tuple[str, str]]:
    lines = run("keys", "list", **settings).stdout.splitlines()
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "│" in line]
    return [(number, state) for number, state, *_ in cells]


def test_rotated_key_is_listed_and_signs_later(run: Run, settings: dict[str, str]) -> None:
    assert (
        "Key 1 is published and signs from" in run("keys", "rotate", "--publish-for", "0", **settings).stdout
    )
    assert "Key 2 is published and signs from" in run("keys", "rotate", **settings).stdout
    again = run("keys", "rotate", **settings)
    assert (again.returncode, "nothing was made" in again.stdout) == (0, True)
    assert _states(run, settings) == [("2", "to come"), ("1", "signs")]


def test_short_wait_says_who_will_notice(run: Run, settings: dict[str, str]) -> None:
    assert "some will refuse it" in run("keys", "rotate", "--publish-for", "3", **settings).stdout
    assert run("keys", "rotate", "--publish-for", "-1", **settings).returncode == 2


def test_withdrawn_key_is_listed_as_such(run: Run, settings: dict[str, str]) -> None:
    for _ in range(2):
        run("keys", "rotate", "--publish-for", "0", **settings)
    assert _states(run, settings) == [("2", "signs"), ("1", "verifies")]
    assert "Key 2 is withdrawn; key 1 signs." in run("keys", "revoke", "2", **settings).stdout
    assert _states(run, settings) == [("2", "revoked"), ("1", "signs")]
    only = run("keys", "revoke", "1", **settings)
    assert (only.returncode, "is the only one" in only.stderr) == (1, True)


def test_keyring_reseals_signing_keys(run: Run, settings: dict[str, str]) -> None:
    run("keys", "rotate", **settings)
    assert "sso: 0 secrets" in run("keyring", "reseal", **settings).stdout
    for step in ("rotate", "promote"):
        assert run("keyring", step, **settings).returncode == 0
    assert "sso: 1 secrets were sealed anew" in run("keyring", "reseal", **settings).stdout
