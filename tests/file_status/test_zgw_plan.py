"""The plan of an adapter: that of the docs can be used, and what is wrong with one is said where."""

import re
from pathlib import Path

import pytest

from blocks.file_status.zgw import plan as plans
from blocks.file_status.zgw.command import _secret
from blocks.file_status.zgw.plan import Plan
from profile_core.contract import InvalidError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/providers/zgw.md").read_text()
[SAMPLE] = re.findall(r"^```yaml zaken.yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def read(folder: Path, text: str) -> Plan:
    file = folder / "zaken.yaml"
    file.write_text(text)
    return plans.read(file)


def test_the_plan_of_the_docs_can_be_used(tmp_path: Path):
    plan = read(tmp_path, SAMPLE)
    assert plan.types["KAPVERGUNNING"].asks
    assert plan.allowed == ("openbaar",)
    assert plan.roles["initiator"] == "APPLICANT"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("clientId: ", "client: ", "client"),
        ("person: inpBsn", "person: bsn", "person"),
        ("atMost: openbaar", "atMost: top secret", "beperkt_openbaar"),
        ("zaken/api/v1 ", "zaken/api/v1/ ", "without a slash"),
        ("profile: https://", "profile: ftp://", "no address"),
        ("phase: treatment", "phase: completed", "asks nothing"),
        ("types: ", "types: {}\nrest: ", "rest"),
        ("profile: https", "profile: [https", "no plan"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, right: str, wrong: str, said: str):
    assert right in SAMPLE
    with pytest.raises(InvalidError, match=re.escape(said)):
        read(tmp_path, SAMPLE.replace(right, wrong, 1))


def test_a_zone_that_there_is_not_is_said(tmp_path: Path):
    with pytest.raises(InvalidError, match="Mars"):
        read(tmp_path, f"timezone: Europe/Mars\n{SAMPLE}")


def test_the_secret_lies_beside_the_plan_and_is_one(tmp_path: Path):
    plan, file = read(tmp_path, SAMPLE), tmp_path / "zaken.yaml"
    with pytest.raises(InvalidError, match="cannot be read"):
        _secret(file, plan)
    (tmp_path / "zaken.secret").write_text("short\n")
    with pytest.raises(InvalidError, match="no secret"):
        _secret(file, plan)
    (tmp_path / "zaken.secret").write_text("one of some length\n")
    assert _secret(file, plan) == b"one of some length"
