"""J6: statuses come late, twice and out of order, and from a case system that keeps them; the citizen sees one road."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.provider import ask
from tests.journeys.steps import choose_role, log_in, toggle
from tests.region import PROGRAM, Region
from tests.testing.processes import free_port

pytestmark = pytest.mark.journey

CITIZEN, NUMBER = "Lotte Vermeulen", "88021400084"
CASE = "Kapvergunning"
ROAD = ["Aanvraag ontvangen", "In behandeling", "Aanvulling nodig", "Afgehandeld"]
MOMENTS = ["2026-10-01T09:00:00Z", "2026-10-05T09:00:00Z", "2026-10-20T09:00:00Z", "2026-11-02T09:00:00Z"]
SECRET = "a secret of some length"
_WITHIN = 30
_MODE = """
mutation Join($url: String!) {
  registerSource(code: "zaken", url: $url) { __typename ... on Error { code message } }
  chooseFileMode(mode: PULL_LIVE, source: "zaken") { __typename ... on Error { code message } }
}
"""
_REGISTER = "mutation ($items: [FileInput!]!) { registerFiles(items: $items) { __typename ... on Error { code message path } } }"
_UPDATE = """
mutation ($items: [FileStatusUpdateInput!]!) {
  updateFileStatuses(items: $items) { __typename ... on Error { code message path } }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSystem:
    """A case system that runs, with one case; ``adapter`` is where a region asks."""

    address: str
    adapter: str

    def moves(self, statuses: int, **fields: Any) -> None:
        """Let the case have had so many statuses."""
        self.control(case=case(statuses, **fields))

    def control(self, **wish: Any) -> None:
        httpx2.post(f"{self.address}/_control", json=wish, trust_env=False).raise_for_status()

    def asked(self) -> list[str]:
        return httpx2.get(f"{self.address}/_control", trust_env=False).json()["asked"]


@pytest.fixture
def system(region: Region, tmp_path: Path) -> Iterator[CaseSystem]:
    """Run a case system and, in a process of its own, what stands between it and the region."""
    port, other = free_port(), free_port()
    address, adapter = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{other}"
    config, plan = tmp_path / "zaken.json", tmp_path / "plan.yaml"
    config.write_text(json.dumps(_system(address)))
    plan.write_text(yaml.safe_dump(_plan(region, address, adapter)))
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    simulator = [sys.executable, "-m", "profile_core.testing.zaken", "--config", config, "--port", str(port)]
    with _running(simulator, f"{address}/_control"):
        serving = [PROGRAM, "files", "zgw", plan, "--port", str(other)]
        with _running(serving, f"{adapter}/.well-known/citizen-profile-source"):
            yield CaseSystem(address=address, adapter=adapter)


def test_case_of_another_system_is_on_the_citizens_road_beside_what_was_pushed(
    region: Region, browser: BrowserContext, system: CaseSystem
):
    pushed = _push_in_disorder(region)
    ask(region, _MODE, url=system.adapter)
    page = _at_files(region, browser)
    expect(_row(page, CASE)).to_have_count(1)
    expect(_row(page, pushed)).to_have_count(1)

    _row(page, pushed).get_by_role("link").click()
    expect(_road(page)).to_have_text(["Samenstelling", "Behandeling", re.compile("^Beslissing Nu")])

    _look(page, region, lambda: _row(page, CASE).get_by_role("link").click())
    expect(page.get_by_role("heading", level=1)).to_have_text(CASE)
    expect(page.locator(".cp-timeline-now")).to_contain_text("Nu")
    assert len(_done(page)) == 2

    system.moves(3)
    page.reload()
    expect(page.locator("main")).to_contain_text("Stuur ons een foto van de boom.")
    assert len(_done(page)) == 3
    _look(page, region, lambda: expect(page.locator("main h2").first).to_have_text("Hier moet u iets doen"))

    system.control(fault="error")
    _look(page, region, lambda: expect(page.locator("main .cp-notice")).to_contain_text("Stad Gent"))
    expect(_row(page, pushed)).to_have_count(1)
    system.control(fault="none")

    system.moves(4, einddatum="2026-11-02")
    _until(lambda: _found(page, region, CASE, "?view=over"))
    _row(page, CASE).get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("Verleend")
    expect(page.locator("main")).not_to_contain_text("Stuur ons een foto")
    assert not [one for one in system.asked() if NUMBER in one], "no number stands in an address"


def _at_files(region: Region, browser: BrowserContext) -> Page:
    """Log in at Gent and open the list of files."""
    page = browser.new_page()
    page.goto(region.site("gent"))
    log_in(page, CITIZEN)
    choose_role(page, CITIZEN)
    toggle(page).wait_for()
    page.goto(f"{region.gateway}/me/files")
    choose_role(page, CITIZEN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw dossiers")
    return page


def _push_in_disorder(region: Region) -> str:
    """Push a file whose statuses come in the wrong order, and twice; return its name."""
    name, key = "Subsidie zonnepanelen", "2026-ZP-1"
    submitted, advice, granted = (
        {"phase": phase, "code": code, "changedAt": moment}
        for (phase, code), moment in zip(
            [("composition", "submitted"), ("treatment", "advice"), ("decision", "granted")],
            MOMENTS,
            strict=False,
        )
    )
    item = {
        "externalId": key,
        "name": [{"language": "nl", "text": name, "default": True}],
        "service": "LPDC-44021-0101",
        "participants": [{"relation": "APPLICANT", "recipient": {"nationalNumber": NUMBER}}],
        "statuses": [granted],
        "createdAt": MOMENTS[0],
        "changedAt": granted["changedAt"],
    }
    ask(region, _REGISTER, items=[item])
    for one in (advice, granted, submitted, advice):
        ask(region, _UPDATE, items=[{"externalId": key, "status": one}])
    ask(region, _REGISTER, items=[item])
    return name


def case(statuses: int, **fields: Any) -> dict[str, Any]:
    """Return the case with so many statuses."""
    initiator = {
        "kind": "natuurlijk_persoon",
        "role": "initiator",
        "identification": {"anpIdentificatie": NUMBER},
    }
    told = [{"type": name, "at": moment} for name, moment in zip(ROAD, MOMENTS, strict=True)][:statuses]
    return {
        "uuid": "00000000-0000-4000-8000-000000000007",
        "type": "KAPPEN",
        "started": "2026-10-01",
        "roles": [initiator],
        "statuses": told,
        "result": "Verleend" if "einddatum" in fields else "",
        "fields": fields,
    }


def _system(address: str) -> dict[str, Any]:
    return {
        "address": address,
        "clients": {"citizen-profile": SECRET},
        "types": [{"code": "KAPPEN", "name": CASE, "statuses": ROAD}],
        "cases": [case(2)],
    }


def _plan(region: Region, address: str, adapter: str) -> dict[str, Any]:
    asks = {
        "phase": "treatment",
        "code": "information_needed",
        "action": {"nl": "Stuur ons een foto van de boom."},
        "actionLink": "https://loket.gent.example/{identificatie}",
    }
    return {
        "profile": region.facts["issuer"],
        "address": adapter,
        "zaken": f"{address}/zaken/api/v1",
        "catalogi": f"{address}/catalogi/api/v1",
        "organisation": "002564440",
        "clientId": "citizen-profile",
        "secretFile": "secret",
        "person": "anpIdentificatie",
        "types": {"KAPPEN": {"service": "LPDC-44021-0101", "statuses": {"Aanvulling nodig": asks}}},
    }


@contextmanager
def _running(command: list[Any], ready: str) -> Iterator[None]:
    process = subprocess.Popen(command, env=os.environ)
    try:
        _until(lambda: process.poll() is None and _answers(ready))
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(address: str) -> bool:
    try:
        return httpx2.get(address, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


def _look(page: Page, region: Region, then: Callable[[], object]) -> None:
    page.goto(f"{region.gateway}/me/files")
    then()


def _found(page: Page, region: Region, name: str, view: str) -> bool:
    page.goto(f"{region.gateway}/me/files{view}")
    return _row(page, name).count() == 1


def _row(page: Page, name: str) -> Locator:
    return page.locator("main li").filter(has=page.get_by_role("link", name=name, exact=True))


def _road(page: Page) -> Locator:
    """Return the steps of the timeline that were set."""
    return page.locator(".cp-timeline li:not(.cp-timeline-expected) .cp-timeline-title")


def _done(page: Page) -> list[str]:
    return [one for one in _road(page).all_inner_texts() if one]


def _until(so: Callable[[], bool]) -> None:
    until = time.monotonic() + _WITHIN
    while not so():
        assert time.monotonic() < until
        time.sleep(0.5)
