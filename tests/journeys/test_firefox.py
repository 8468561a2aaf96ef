"""The smoke journey in Debian's Firefox: in, told how much is unread, known in another role elsewhere, out everywhere."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import heard
from tests.journeys.steps import SECOND_WAY
from tests.region import Region
from tests.testing.processes import NODE, ROOT

pytestmark = [pytest.mark.journey, pytest.mark.matrix]

CITIZEN = "Lotte Vermeulen"
ENTERPRISE = "Fietsatelier Voorbeeld BV"
CHILD = "Fien Vermeulen"


def test_firefox_holds_two_roles_and_one_logout_ends_both(region: Region, tmp_path: Path):
    told = _firefox(region, tmp_path / "firefox")

    seen = told["seen"]
    assert f"U handelt voor {CHILD}" in seen["atGent"]
    assert CITIZEN in seen["header"]
    assert seen["unread"] == "1"
    assert f"U handelt voor {ENTERPRISE}" in seen["atAalst"]
    assert f"U handelt voor {CHILD}" in seen["stillAtGent"]
    assert (seen["outAtAalst"], seen["outAtGent"]) == ("Aanmelden", "Aanmelden")
    assert any(one["cookie"] for one in told["asked"] if not one["crossing"])
    crossing = [one for one in told["asked"] if one["crossing"]]
    assert any(one["address"].endswith("/graphql") for one in crossing)
    assert not [one for one in crossing if one["cookie"]]
    [session] = [cookie for cookie in told["cookies"] if cookie["name"] == "__Host-cp-sso"]
    assert session == {"name": "__Host-cp-sso", "domain": "localhost", "secure": True, "httpOnly": True}


def _firefox(region: Region, profile: Path) -> dict:
    """Let the script go its way; what it visits is heard like everything else."""
    program = shutil.which("firefox-esr") or pytest.skip("Firefox is not installed: apt install firefox-esr")
    asked = {
        "firefox": program,
        "profile": str(profile),
        "gent": region.site("gent"),
        "aalst": region.site("aalst"),
        "citizen": CITIZEN,
        "way": SECOND_WAY,
        "child": CHILD,
        "enterprise": ENTERPRISE,
    }
    done = subprocess.run(
        [NODE, ROOT / "tests" / "node" / "sign_on_in_firefox.mjs"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    for one in told["asked"]:
        heard.keep_address("GET", one["address"])
    return told
