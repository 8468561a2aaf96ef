"""The emergency stop: what goes to citizens is stopped, seen and released by the operator."""

import asyncio

import pytest

from tests.cli.conftest import Run
from tests.databases import Database
from tests.worker.seen import rows

CITIZENS = ["notifications.own", "notifications.web_push"]


def said(database: Database) -> list[tuple[str, bool, str]]:
    query = "SELECT use, stopped, reason FROM outbound_stop ORDER BY use"
    return [(use, bool(stopped), reason) for use, stopped, reason in asyncio.run(rows(database, query))]


@pytest.fixture
def region(run: Run, database: Database) -> Run:
    """Run commands in a region that has its keyring."""
    assert run("keyring", "create").returncode == 0
    return lambda *command: run(*command, database_url=database.url)


def test_all_that_goes_to_citizens_is_stopped_seen_and_released(region: Run, database: Database) -> None:
    done = region("outbound", "stop", "--citizens", "--reason", "wrong letters")
    assert done.returncode == 0, done.stderr
    assert said(database) == [(name, True, "wrong letters") for name in CITIZENS]
    listed = region("outbound", "stops").stdout
    for line in listed.splitlines():
        assert ("STOPPED" in line) == any(name in line for name in CITIZENS), "logouts are not citizens' mail"
    assert "sso.logout" in listed
    done = region("outbound", "release", "--citizens", "--reason", "mended")
    assert done.returncode == 0, done.stderr
    assert said(database) == [(name, False, "mended") for name in CITIZENS]
    assert "STOPPED" not in region("outbound", "stops").stdout
    lines = region("audit", "list", "region").stdout.splitlines()
    assert ["outbound.released" in lines[0], "outbound.stopped" in lines[1]] == [True, True], lines
    assert all("operator" in line and CITIZENS[1] in line for line in lines[:2])


def test_one_use_is_stopped_by_its_name_and_an_unknown_one_stops_nothing(
    region: Run, database: Database
) -> None:
    done = region("outbound", "stop", "notifications.own", "sso.nothing", "--reason", "x")
    assert done.returncode == 1
    assert "sso.nothing" in done.stderr and "sso.logout" in done.stderr
    assert said(database) == []
    assert region("outbound", "stop", "sso.logout", "--reason", "x").returncode == 0
    assert said(database) == [("sso.logout", True, "x")]
    assert region("outbound", "stop", "--reason", "x").returncode == 1, "all is never meant by chance"
