"""J10: a stranger's block comes as a wheel of its own; named it is everywhere, un-named all else still runs."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import httpx2
import pytest

from profile_core.kit import keyfile
from profile_core.kit.keyring import new_keyring
from tests.conftest import KINDS
from tests.databases import Database, free_port
from tests.testing.processes import ROOT, wait_for

FIXTURES = ROOT / "tests" / "fixtures"
OURS = "notifications,header"
WITH_ACME = f"{OURS},acme_parking"
STRANGERS = ("acme_parking", "acme_letterbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A virtual environment in which the project and the stranger's block were installed from wheels."""

    folder: Path

    def run(self, *command: str, **settings: str) -> str:
        """Run a program of the environment and return what it printed."""
        done = subprocess.run(
            [self.program(command[0]), *command[1:]],
            cwd=self.folder,
            env=_environment(settings),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def program(self, name: str) -> str:
        return str(self.folder / "venv" / "bin" / name)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Build all wheels and install them into a second environment, beside the dependencies of this one."""
    folder = tmp_path_factory.mktemp("machine")
    wheels = [_wheel(source, folder) for source in (ROOT, *(FIXTURES / name for name in STRANGERS))]
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    packages = sysconfig.get_path("purelib", vars={"base": str(folder / "venv")})
    (Path(packages) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, *wheels], check=True
    )
    return Machine(folder=folder)


@pytest.fixture
def settings(empty_database: Database, tmp_path: Path) -> dict[str, str]:
    """Give what processes must know, with a new keyring and an empty database; each test takes one kind."""
    keyring = tmp_path / "keyring.json"
    keyring.write_bytes(keyfile.dump(new_keyring()))
    return {"DATABASE_URL": empty_database.url, "KEYRING_FILE": str(keyring)}


@pytest.mark.parametrize("empty_database", KINDS[:1], indirect=True)
def test_named_it_is_migrated_in_both_schemas_healthy_and_in_the_header(
    machine: Machine, settings: dict[str, str]
):
    settings["BLOCKS"] = WITH_ACME
    assert "acme_parking: up to date" in machine.run("citizen-profile", "migrate", **settings)
    with _served(machine, settings) as address:
        assert _ready(address)["acme_parking"] == "ok"
        assert httpx2.get(f"{address}/me/parking", headers={"Accept": "text/html"}).status_code == 303
        module = httpx2.get(_widgets(address)["acme_parking"])
        assert "customElements.define" in module.text
        assert module.headers["cache-control"].endswith("immutable")
    played = json.loads(machine.run("python", str(FIXTURES / "stranger_play.py"), **settings))
    assert str(machine.folder) in played["from"]
    assert "acmeParking: Parking" in played["citizen"]
    assert "registerParkingPermit(" in played["provider"]
    _assert_played(played)


def _assert_played(played: dict[str, Any]) -> None:
    assert not [one["errors"] for one in played["answers"] if one["errors"]]
    first, again, refused, holder, other = [one["data"] for one in played["answers"]]
    assert first["registerParkingPermit"]["plate"] == "1-ABC-234"
    assert again == first
    assert refused["registerParkingPermit"]["code"] == "permit.plate"
    assert holder["acmeParking"] == {"permits": [{"plate": "1-ABC-234", "ends": "2020-01-01"}]}
    assert other["acmeParking"] == {"permits": []}
    assert played["wants"]["data"]["registerNotificationType"]["__typename"] == "NotificationType"
    assert played["overview"] == [["City of Ghent: Parking permit 1-ABC-234"], []]
    told = [one["data"]["notifications"]["list"]["nodes"] for one in played["told"]]
    letter = {"title": "You have a permit", "text": "It holds until 2020-01-01.", "sender": "City of Ghent"}
    assert told == [[letter], []]
    entry = {"block": "acme_parking", "label": "Parking", "path": "/me/parking", "count": 1}
    assert entry in _entries(holder)
    assert {**entry, "count": 0} in _entries(other)


def _entries(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the header's entries, without the mark of the role that they are shown in."""
    entries = data["header"]["summary"]["entries"]
    return [{**one, "path": one["path"].partition("?in_role=")[0]} for one in entries]


@pytest.mark.parametrize("empty_database", KINDS[-1:], indirect=True)
def test_unnamed_everything_else_migrates_and_runs_also_where_it_ran_before(
    machine: Machine, settings: dict[str, str]
):
    machine.run("citizen-profile", "migrate", **settings, BLOCKS=WITH_ACME)
    settings["BLOCKS"] = OURS
    assert "acme_parking" not in machine.run("citizen-profile", "migrate", **settings)
    assert "arking" not in machine.run("citizen-profile", "schema", "citizen", **settings)
    with _served(machine, settings) as address:
        parts = _ready(address)
        assert set(parts.values()) == {"ok"}
        assert "acme_parking" not in parts
        assert httpx2.get(f"{address}/me/parking").status_code == 404
        assert _widgets(address).keys() == {"notifications"}


@pytest.mark.parametrize("empty_database", KINDS[:1], indirect=True)
def test_channel_of_a_stranger_brings_a_notification_to_whom_it_reaches(
    machine: Machine, settings: dict[str, str]
):
    settings["BLOCKS"] = f"{OURS},acme_letterbox"
    machine.run("citizen-profile", "migrate", **settings)
    with _letterboxes() as (address, letters):
        settings["ACME_LETTERBOX_ADDRESS"] = address
        began = _letterbox_play(machine, "begin", settings)
        assert [kind for one in began for kind in _kinds(one)] == [
            "InvalidError",
            "Letterbox",
            "NotificationType",
            "AcceptedNotification",
        ]
        with _working(machine, settings):
            headers, letter = letters.get(timeout=30)
            delivery = _until_sent(machine, settings)
    assert letter["box"] == "12345678"
    assert letter["items"][0].keys() == {"what", "from", "link"}
    assert len(headers["idempotency-key"]) == 36
    assert delivery == {"channel": "OTHER", "state": "SENT", "reason": None}
    assert letters.empty()


def _letterbox_play(machine: Machine, step: str, settings: dict[str, str]) -> list[Any]:
    played = json.loads(machine.run("python", str(FIXTURES / "letterbox_play.py"), step, **settings))
    assert str(machine.folder) in played["from"]
    assert not [one["errors"] for one in played["answers"] if one["errors"]]
    return [one["data"] for one in played["answers"]]


def _kinds(data: dict[str, Any]) -> list[str]:
    (answer,) = data.values()
    return [one["__typename"] for one in (answer if isinstance(answer, list) else [answer])]


def _until_sent(machine: Machine, settings: dict[str, str]) -> dict[str, Any]:
    """Ask until the worker has noted what it was answered."""
    while True:
        [looked] = _letterbox_play(machine, "look", settings)
        [delivery] = looked["notifications"]["deliveries"]["nodes"]
        if delivery["state"] not in ("ACCEPTED", "SCHEDULED", "SENDING"):
            return delivery


@contextmanager
def _letterboxes() -> Iterator[tuple[str, Queue[tuple[dict[str, str], dict[str, Any]]]]]:
    """Play Acme; gives its address and the letters that came."""
    letters: Queue[tuple[dict[str, str], dict[str, Any]]] = Queue()

    class Acme(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(201)
            self.send_header("content-length", "0")
            self.end_headers()
            letters.put(({name.lower(): value for name, value in self.headers.items()}, json.loads(body)))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the signature)
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Acme) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/letters", letters
        server.shutdown()


@contextmanager
def _working(machine: Machine, settings: dict[str, str]) -> Iterator[None]:
    command = [machine.program("citizen-profile"), "worker"]
    with (machine.folder / "worker.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=machine.folder, env=_environment(settings), stderr=log)
    try:
        yield
    finally:
        child.terminate()
        child.wait(30)


def test_demo_of_a_wheel_has_the_site_kit_that_its_sites_use(machine: Machine):
    asked = "import citizen_profile_site as kit, profile_core.testing.municipality.app; print(kit.__file__)"
    assert machine.run("python", "-c", asked).startswith(str(machine.folder))


@pytest.mark.parametrize("stranger", STRANGERS)
def test_it_imports_nothing_of_ours_but_the_contract(stranger: str):
    files = (FIXTURES / stranger).rglob("*.py")
    lines = [line for file in files for line in file.read_text().splitlines()]
    ours = {
        line.split()[1] for line in lines if line.startswith(("import ", "from ")) and "profile_core" in line
    }
    assert ours == {"profile_core.contract"}


def _wheel(source: Path, folder: Path) -> Path:
    """Build a wheel of a copy, so that building leaves nothing in the tree."""
    copy = folder / source.name
    left_out = shutil.ignore_patterns(".*", "node_modules", "var", "__pycache__", "tests", "benchmarks")
    shutil.copytree(source, copy, ignore=left_out)
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    before = set(folder.glob("*.whl"))
    subprocess.run(built, cwd=copy, check=True, capture_output=True)
    [wheel] = set(folder.glob("*.whl")) - before
    return wheel


def _environment(settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CITIZEN_PROFILE_")}
    kept.pop("PYTHONPATH", None)
    return {**kept, **{f"CITIZEN_PROFILE_{name}": value for name, value in settings.items()}}


@contextmanager
def _served(machine: Machine, settings: dict[str, str]) -> Iterator[str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = _environment({**settings, "PUBLIC_URL": address, "GATEWAY_PORT": str(port)})
    with (machine.folder / f"gateway-{port}.log").open("wb") as log:
        command = [machine.program("citizen-profile"), "serve"]
        child = subprocess.Popen(command, cwd=machine.folder, env=environment, stderr=log)
    try:
        wait_for(f"{address}/alive", child)
        yield address
    finally:
        child.terminate()
        child.wait(30)


def _ready(address: str) -> dict[str, str]:
    answer = httpx2.get(f"{address}/ready")
    assert answer.status_code == 200, answer.text
    return answer.json()["parts"]


def _widgets(address: str) -> dict[str, str]:
    """Return where each module that the snippet pins is, by the block that draws with it."""
    snippet = httpx2.get(f"{address}/header/v1/snippet").text
    [pinned] = re.findall(r'widgets="([^"]*)"', snippet)
    words = pinned.split()
    names = [pin.removeprefix("sha384-").translate(str.maketrans("+/", "-_")) for pin in words[1::2]]
    return {
        block: f"{address}/header/widgets/{block}/{name}.js"
        for block, name in zip(words[::2], names, strict=True)
    }
