"""The page about the kit lists every check as it is, and every section that a check names is there."""

import re
from itertools import groupby
from pathlib import Path

import yaml

from profile_core.cli.conformance import conformance
from profile_core.conformance.checks import CHECKS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/source-api/conformance.md"


def listed() -> str:
    """Write the list of checks as it stands in the page."""
    lines: list[str] = []
    for group, checks in groupby(CHECKS, key=lambda check: check.group):
        lines += [f"### {group}", "| Check | Claims | In openapi.yaml |", "|---|---|---|"]
        lines += [f"| `{check.code}` | {check.claims} | {check.section} |" for check in checks]
        lines.append("")
    return "\n".join(lines)


def test_page_lists_every_check():
    assert PAGE.read_text().partition("## All checks\n")[2] == listed()


def test_page_names_every_option():
    page = PAGE.read_text()
    options = {name.rstrip("_").replace("_", "-") for name in conformance.__annotations__} - {
        "url",
        "live",
        "return",
    }
    assert {option for option in options if f"`--{option}" not in page} == set()


def test_codes_are_there_once_and_each_claim_and_remedy_is_a_sentence():
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.code)
        assert check.claims.endswith(".") and check.remedy.endswith(".")


def test_every_section_stands_in_the_source_api():
    api = yaml.safe_load((ROOT / "docs/source-api/openapi.yaml").read_text())
    operations = {one["operationId"] for path in api["paths"].values() for one in path.values()}
    components = {name for part in api["components"].values() for name in part}
    assert {check.section for check in CHECKS} <= operations | components
