"""The scan of logs and addresses finds what is planted, says where, repeats none of it, and needs something to scan."""

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.region import ROOT
from tools.scan.__main__ import main
from tools.scan.find import LIKELY, NAME, NUMBER, TOKEN, in_address, in_log
from tools.scan.known import known

NUMBER_OF_LOTTE = "88021400084"
NUMBER_OF_GIULIA = "01020300071"
CHROMIUM = Path("/usr/bin/chromium")
KNOWN = known()
JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4eXoifQ.c2lnbmF0dXJl"
HANDLE = f"{'0a' * 16}.{'x' * 43}"
PLANTED = """
import subprocess, sys
import httpx2

async def test_planted():
    print("in this process 88.02.14-000.84")
    subprocess.run([sys.executable, "-c", "print('in a process 88.02.14-000.84')"], check=True)
    async def away(scope, receive, send):
        await send({"type": "http.response.start", "status": 303, "headers": [(b"location", b"/me/88021400084")]})
        await send({"type": "http.response.body", "body": b""})
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(away), base_url="http://x") as client:
        await client.get("/")
"""
VISITED = """
from playwright.sync_api import Error, sync_playwright

def test_visited():
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        try:
            page.goto("http://127.0.0.1:1/88021400084")
        except Error:
            pass  # nobody is there
        browser.close()
"""


@pytest.fixture
def apart() -> Iterator[Path]:
    """Return a folder that the scan of this very run does not look into."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _wrapped(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "dress",
    [
        NUMBER_OF_LOTTE,
        "88.02.14-000.84",
        "88 02 14 000 84",
        "88/02/14–000/84",
        "88.02.14%2D000%2E84",
        "88%252E02%252E14%252D000%252E84",
        "88&#46;02&#46;14&#45;000&#46;84",
        r"88\u002e02\u002e14\\u002d000.84",
        r"\u0038\u0038021400084",
        "８８０２１４０００８４",
        f"x{NUMBER_OF_LOTTE}y",
        f"1{NUMBER_OF_LOTTE}1",
        base64.b64encode(NUMBER_OF_LOTTE.encode()).decode(),
        _wrapped(NUMBER_OF_LOTTE),
        f"login_hint={_wrapped(json.dumps({'code_hint': NUMBER_OF_LOTTE}))}",
        f"h.{_wrapped(json.dumps({'hint': _wrapped(NUMBER_OF_LOTTE)}))}.s",
        rf"\x{NUMBER_OF_LOTTE.encode().hex()}",
        NUMBER_OF_GIULIA.lstrip("0"),
    ],
)
def test_number_of_a_citizen_is_found_in_any_dress(dress: str):
    assert in_log(f"who={dress}", KNOWN) == {NUMBER}
    assert in_address(f"GET https://example.org/{dress}", KNOWN) == {NUMBER}


@pytest.mark.parametrize("dress", ["{}{}{}{}{:02}", "{}.{}.{}-{}.{:02}", "{} {} {} {} {:02}"])
def test_what_reads_as_a_number_is_found_whoever_has_it(dress: str):
    born = ("71", "03", "04", "998")
    nobodys = dress.format(*born, 97 - int("".join(born)) % 97)
    assert in_log(f"who={nobodys}", KNOWN) == {LIKELY}


@pytest.mark.parametrize(
    "line",
    [
        "88021400085",
        "2026-11-22T05:34:28.802140Z took=0.88021400083",
        "01a201c9-9199-7331-b3f6-5b0d86a16d39 127.0.0.1:51234 http://localhost:8400",
        "enterprise=0999990123 count=880214000",
    ],
)
def test_other_figures_are_left_alone(line: str):
    assert in_log(line, KNOWN) == set()


@pytest.mark.parametrize("line", [f"DPoP {JWT}", f"at /callback?code={'a' * 43}", f"cookie {HANDLE}"])
def test_token_in_a_log_is_found(line: str):
    assert in_log(line, KNOWN) == {TOKEN}


def test_code_and_hint_may_stand_in_an_address_and_tokens_may_not():
    assert in_address(f"GET /callback?code={'a' * 43}&state=1", KNOWN) == set()
    assert in_address(f"GET /logout?id_token_hint={JWT}", KNOWN) == set()
    assert in_address(f"GET /x?access_token={HANDLE}", KNOWN) == {TOKEN}


def test_name_that_chance_spelled_in_a_key_is_none():
    assert in_address("GET /x?hint=smviNeLuR-amina5IoO_ee9WOUt2z9Z36DCo6d7y", KNOWN) == set()


@pytest.mark.parametrize(
    "name", ["Lotte+Vermeulen", "gr%C3%A2ce", f"x.{_wrapped(json.dumps({'n': 'Amina'}))}.y"]
)
def test_name_of_a_citizen_in_an_address_is_found(name: str):
    assert in_address(f"GET /me/{name}", KNOWN) == {NAME}


def test_planted_line_is_found_with_its_place_and_not_repeated(
    apart: Path, capsys: pytest.CaptureFixture[str]
):
    log = _heard_nothing(apart) / "gateway.log"
    log.write_text("well\nwho=88.02.14-000.84\n")
    assert main(apart) == 1
    said = capsys.readouterr().out
    assert "side/gateway.log:2: a citizen's national number" in said
    assert "88" not in said
    log.write_text("well\n")
    assert main(apart) == 0


@pytest.mark.parametrize("silent", ["addresses-1.tsv", "output-1.tsv", "side/gateway.log"])
def test_run_of_which_nothing_was_heard_fails(silent: str, apart: Path):
    _heard_nothing(apart)
    (apart / silent).unlink()
    assert main(apart) == 1


def test_tests_their_processes_and_redirects_are_heard(apart: Path, capsys: pytest.CaptureFixture[str]):
    said = _said_of(PLANTED, apart, capsys)
    assert [part in said for part in ("in this process", "in a process", "Location /me/")] == [True] * 3
    assert said.count("test_written.py::test_planted") == 3


def test_browsers_are_heard(apart: Path, capsys: pytest.CaptureFixture[str]):
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt install chromium")
    assert "test_written.py::test_visited GET http://" in _said_of(VISITED, apart, capsys)


def _said_of(test: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Run a test that somebody wrote, and return what the scan says of it."""
    _heard_nothing(folder)
    written = folder / "written"
    written.mkdir()
    (written / "conftest.py").write_text("from tests import heard\n\npytest_configure = heard.listen\n")
    (written / "test_written.py").write_text(test)
    environment = {**os.environ, "CITIZEN_PROFILE_TEST_HEARD": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml"]
    subprocess.run(
        [*command, f"--rootdir={written}", f"--confcutdir={written}", written],
        env=environment, cwd=written, check=True, capture_output=True,
    )  # fmt: skip
    assert main(folder) == 1
    return capsys.readouterr().out


def _heard_nothing(folder: Path) -> Path:
    """Lay out what a run leaves that has nothing to hide; return the temporary folder of its tests."""
    (folder / "side").mkdir()
    for name in ("addresses-1.tsv", "output-1.tsv", "side/gateway.log"):
        (folder / name).write_text("")
    return folder / "side"
