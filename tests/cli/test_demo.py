"""`citizen-profile demo`: a whole region that comes, serves, and goes without a trace outside var/."""

import json
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

from profile_core.kit.redaction import contains_number
from tests.cli.conftest import Run
from tests.region import PROGRAM, Region, demo, free_ports


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("demo")
    with demo(folder) as running:
        yield running
    _assert_nothing_is_left(running)


def _assert_nothing_is_left(region: Region) -> None:
    told = region.log()
    assert "Stopped." in told, told
    assert "Traceback" not in told
    assert sorted(path.name for path in region.folder.iterdir()) == ["demo.log", "var"]
    for port in _ports(region):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, f"something still listens at {port}"
    for log in (region.folder / "var" / "log").iterdir():
        assert not contains_number(log.read_text()), f"{log.name} holds a national number"


def _ports(region: Region) -> range:
    first = int(region.gateway.rpartition(":")[2])
    return range(first, first + 10)


def _children(region: Region) -> list[Path]:
    """Name the processes that the demo started, those that listen nowhere included."""
    demo = region.process.pid
    return [Path("/proc", child) for child in Path(f"/proc/{demo}/task/{demo}/children").read_text().split()]


def _token(region: Region) -> str:
    command = [PROGRAM, "token", region.facts["providers"][0]["client_id"]]
    environment = {"CITIZEN_PROFILE_PUBLIC_URL": region.gateway}
    done = subprocess.run(
        command, cwd=region.folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _ask(region: Region, query: str, token: str) -> dict:
    asked = urllib.request.Request(
        region.facts["provider_graphql"],
        json.dumps({"query": query}).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {token}"},
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return json.load(answer)


def test_facts_for_scripts_have_the_promised_shape(region: Region) -> None:
    facts = region.facts
    assert set(facts) == {
        "gateway", "issuer", "citizen_graphql", "provider_graphql", "providers", "sites", "citizens",
        "identity_providers", "registers", "enterprises", "mailbox", "sources",
    }  # fmt: skip
    assert {tuple(one) for one in facts["providers"]} == {("name", "client_id", "private_jwk", "scopes")}
    assert {tuple(one) for one in facts["sites"]} == {("name", "url", "client_id")}
    assert {tuple(one) for one in facts["citizens"]} == {("name", "national_number")}
    assert {tuple(one) for one in facts["enterprises"]} == {("name", "enterprise_number")}
    assert {tuple(one) for one in facts["identity_providers"]} == {("name", "issuer")}
    assert {tuple(one) for one in facts["registers"]} == {("name", "address")}
    assert [site["url"].split(":")[1] for site in facts["sites"]] == ["//gent.localhost", "//aalst.localhost"]


def test_printed_token_opens_the_provider_schema(region: Region) -> None:
    assert _ask(region, "{ __typename }", _token(region)) == {"data": {"__typename": "Query"}}
    with pytest.raises(HTTPError, match="401"):
        _ask(region, "{ __typename }", "not.a.token")


def test_doctor_finds_a_running_demo_well(region: Region, run: Run) -> None:
    var = region.folder / "var"
    done = run(
        "doctor",
        database_url=f"sqlite+aiosqlite:///{var}/citizen-profile.sqlite",
        keyring_file=str(var / "keyring.json"),
        public_url=region.gateway,
    )
    assert done.returncode == 0, done.stdout


def test_check_of_a_page_finds_nothing_to_mend_at_the_sites_of_a_demo(region: Region, run: Run) -> None:
    var = region.folder / "var"
    for site in region.facts["sites"]:
        done = run(
            "site",
            "check",
            "--json",
            f"{site['url']}/",
            database_url=f"sqlite+aiosqlite:///{var}/citizen-profile.sqlite",
            keyring_file=str(var / "keyring.json"),
            public_url=region.gateway,
        )
        found = {one["code"]: one["level"] for one in json.loads(done.stdout)["findings"]}
        assert {"error", "warning"}.isdisjoint(found.values()), done.stdout
        assert {"files-fine", "element-fine", "policy-fine", "links-fine", "token-fine"} <= found.keys()


def test_second_demo_on_the_same_ports_says_what_to_do(region: Region, tmp_path: Path) -> None:
    port = _ports(region)[0]
    done = subprocess.run(
        [PROGRAM, "demo"],
        cwd=tmp_path,
        env={"DEMO_PORT": str(port)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
    assert f"DEMO_PORT={port + 100} make demo" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_keys_and_configuration_are_for_their_owner_only(region: Region) -> None:
    secrets = [region.folder / "var" / name for name in ("demo.json", "keyring.json")]
    secrets += [*(region.folder / "var" / "keys").iterdir(), *(region.folder / "var" / "config").iterdir()]
    assert {oct(file.stat().st_mode & 0o777) for file in secrets} == {"0o600"}


def test_production_never_runs_a_demo(run: Run, tmp_path: Path) -> None:
    done = run("demo", environment="production", public_url="https://profile.example.org")
    assert (done.returncode, "never runs in production" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.faults
def test_process_that_ends_by_itself_ends_the_demo_with_its_last_words(tmp_path: Path) -> None:
    environment = {"DEMO_PORT": str(free_ports()), "CITIZEN_PROFILE_GATEWAY_CITIZEN_BODY": "many"}
    done = subprocess.run(
        [PROGRAM, "demo"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "gateway ended with status 1" in done.stderr
    assert "CITIZEN_PROFILE_GATEWAY_CITIZEN_BODY" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.faults
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGKILL])
def test_demo_whose_terminal_closes_or_that_is_killed_leaves_nothing_running(
    number: signal.Signals, tmp_path: Path
) -> None:
    with demo(tmp_path) as region:
        while len(children := _children(region)) < 12:
            time.sleep(0.1)
        region.process.send_signal(number)
        region.process.wait(60)
        for _ in range(600):
            if not any(child.exists() for child in children):
                break
            time.sleep(0.1)
        assert [(child / "cmdline").read_text() for child in children if child.exists()] == []
