"""The report for programs."""

import msgspec

from profile_core.conformance.model import SECTIONS, Report, Result, State


def written(report: Report) -> str:
    """Return the report as indented JSON; a check has a remedy and a section whatever came of it."""
    said = {
        "url": report.url,
        "block": report.block,
        "calls": report.calls,
        "wrong": report.count(State.WRONG),
        "ok": report.count(State.OK),
        "notLookedAt": report.count(State.UNSEEN),
        "checks": [_check(result) for result in report.results],
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode()


def _check(result: Result) -> dict[str, object]:
    check = result.check
    return {
        "code": check.code,
        "group": check.group.value,
        "state": result.state.value,
        "claims": check.claims,
        "findings": list(result.wrong),
        "why": result.unseen,
        "remedy": check.remedy,
        "section": f"{SECTIONS}, {check.section}",
    }
