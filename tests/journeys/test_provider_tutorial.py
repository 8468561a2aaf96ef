"""The providers' tutorial, taken from it as it stands; only ports and folders are this test's."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest

from tests.region import ROOT, Region, demo

pytestmark = pytest.mark.journey

TUTORIAL = (ROOT / "docs/providers/tutorial.md").read_text()


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run one demo for both readers, as it is without settings: on SQLite."""
    with demo(tmp_path_factory.mktemp("tutorial")) as running:
        yield running


def test_with_curl_a_notification_is_delivered_and_seen_in_the_feed(region: Region):
    said = _run(_blocks("sh curl", region), region).splitlines()

    assert '"state":"APPROVED"' in said[0]
    assert "Uw kaart voor 1-DEF-456 ligt klaar" in said[1]
    assert '"externalId":"curl-2"' in said[2]
    assert said[3] == said[2], "the same again made another"
    assert re.fullmatch(r'{"position":"\d+","externalId":"curl-2".*"DELIVERED".*}', said[-1]), said[-1]


def test_with_python_a_notification_is_delivered_and_seen_in_the_feed(region: Region):
    made, sent = re.findall(r"```sh python\n(.*?)```", TUTORIAL, re.DOTALL)
    _run(_here(made, region), region)
    (region.folder / "tutorial/send.py").write_text(_blocks("python send.py", region))

    said = _run(_here(sent, region), region)

    assert "state=APPROVED" in said
    assert "Uw kaart voor 1-DEF-456 ligt klaar" in said
    assert re.search(r"^\d+ python-2 INBOX DELIVERED$", said, re.MULTILINE), said
    assert said.endswith("both delivered\n")


def _blocks(kind: str, region: Region) -> str:
    """Return what the tutorial says of this kind, for the address and folders of this region."""
    return _here("\n".join(re.findall(rf"```{kind}\n(.*?)```", TUTORIAL, re.DOTALL)), region)


def _here(text: str, region: Region) -> str:
    """Replace addresses and folders; both environments of the tutorial are the one that tests run in."""
    assert text, "the tutorial lost a piece"
    programs = re.sub(r"\.?venv/bin/", f"{ROOT}/.venv/bin/", text)
    return programs.replace("http://localhost:8400", region.gateway).replace(" schema/", f" {ROOT}/schema/")


def _run(commands: str, region: Region) -> str:
    """Run what was pasted, in the folder of the demo; the demo's address is the default, 8400, but for tests."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=region.folder,
        env={**os.environ, "CITIZEN_PROFILE_PUBLIC_URL": region.gateway},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
