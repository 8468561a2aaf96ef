"""The tutorial of pull, taken from it as it stands; only ports and folders are this test's."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.steps import choose_role, log_in, toggle
from tests.region import ROOT, Region, demo
from tests.testing.processes import NODE, free_port

pytestmark = pytest.mark.journey

PAGE = (ROOT / "docs/providers/pull.md").read_text()
_MOST_LINES = 60
CITIZEN = "Lotte Vermeulen"


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run one demo, as it is without settings: on SQLite."""
    with demo(tmp_path_factory.mktemp("pull")) as running:
        yield running


def test_program_is_short_and_takes_nothing_of_ours():
    program = _program()
    assert len([line for line in program.splitlines() if line]) <= _MOST_LINES
    assert re.findall(r'from "(.*?)"', program) == ["node:crypto", "node:http", "node:sqlite"]


def test_letters_that_stay_with_their_library_are_in_the_list(region: Region, browser: BrowserContext):
    port, kit = free_port(), free_port()
    (region.folder / "library.mjs").write_text(_here(_program(), region, port, kit))
    commands = "\n".join(re.findall(r"```sh pull\n(.*?)```", PAGE, re.DOTALL))
    try:
        said = _run(_here(commands, region, port, kit), region)
        assert ": 0 wrong, " in said, said
        assert '"__typename":"RegisteredSource"' in said
        assert '"code":"library.loan","state":"APPROVED","inForce":true' in said
        assert '"externalId":"loan-12","changed":true' in said
        assert '"code":"library"' in said

        page = browser.new_page()
        page.goto(region.site("gent"))
        log_in(page, CITIZEN)
        choose_role(page, CITIZEN)
        toggle(page).wait_for()
        page.goto(f"{region.gateway}/me/inbox")
        choose_role(page, CITIZEN)
        letters = page.locator("main .cp-list > li").filter(has_text=re.compile(r"Boek \d+ ligt klaar"))
        expect(letters).to_have_count(12)
        letters.first.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Boek 12 ligt klaar")

        stranger = {"authorization": "Bearer a.b.c", "content-type": "application/json"}
        refused = httpx2.post(f"http://localhost:{port}/notifications/query", content="{}", headers=stranger)
        assert refused.status_code == 401
    finally:
        os.kill(int((region.folder / "library.pid").read_text()), signal.SIGTERM)


def _program() -> str:
    [program] = re.findall(r"```js library.mjs\n(.*?)```", PAGE, re.DOTALL)
    return program


def _here(text: str, region: Region, port: int, kit: int) -> str:
    """Replace addresses and programs by this test's; the library goes on when the commands have ended."""
    text = text.replace(".venv/bin/", f"{ROOT}/.venv/bin/").replace("http://localhost:8400", region.gateway)
    text = text.replace("http://localhost:8700", f"http://localhost:{port}")
    text = text.replace("http://localhost:8699", f"http://localhost:{kit}")
    text = text.replace("--type library.loan", f"--type library.loan --jwks-port {kit}")
    started = f"{NODE} library.mjs >library.log 2>&1 & echo $! >library.pid;"
    return text.replace("node library.mjs &", started)


def _run(commands: str, region: Region) -> str:
    """Run what was pasted, in the folder of the demo."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=region.folder,
        env={**os.environ, "CITIZEN_PROFILE_PUBLIC_URL": region.gateway},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
