"""J11: a citizen sees all that is held about them, takes it along, and has it erased; with scripts and without."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import KINDS
from tests.journeys.conftest import one_region
from tests.journeys.steps import FIRST_WAY, choose_role
from tests.region import Region

pytestmark = pytest.mark.journey

ONE_ROLE, ROLES = "Amina El Idrissi", "Lotte Vermeulen"
ENTERPRISE = "Fietsatelier Voorbeeld BV"
DATA = "/me/data"


@pytest.fixture(scope="module", params=KINDS[-1:])
def region(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run the demo on one kind of database: what is asked of it is tested on each."""
    with one_region(request, tmp_path_factory.mktemp("region")) as running:
        yield running


@pytest.mark.parametrize(
    ("citizen", "scripts"), [(ONE_ROLE, True), (ROLES, False)], ids=["scripts", "no-scripts"]
)
def test_all_that_is_held_is_seen_taken_along_and_erased(
    region: Region, browser: BrowserContext, tmp_path: Path, citizen: str, scripts: bool
):
    page = browser.new_page()
    if not scripts:
        browser.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    _log_in(page, region, citizen)
    letters = page.locator("section").filter(has=page.get_by_role("heading", name="Berichten", exact=True))
    letters.locator("summary").click()
    expect(letters.locator("ol")).to_contain_text("Stad Gent")
    _photograph(page, tmp_path / f"data-{scripts}")

    file = _download(page, tmp_path / "my-data.json")
    held = {one["name"]: one["rows"] for one in file["holdings"]}
    assert len(held["notification"]) >= 4 and held["sso_session"]
    assert [row["sealed"] for row in held["subject_number"]], "the number that lies sealed is given"
    tasks = [row for row in held["notification"] if row["kind"] == "TASK" and not row["done_at"]]
    assert tasks, "the demo has something that must be done"

    page.get_by_role("link", name="Laten wissen").click()
    expect(page.locator("main")).to_contain_text("Hier moet u nog iets voor doen")
    page.get_by_role("button", name="Nu wissen").click()
    expect(page.locator("main")).to_contain_text("Vink aan dat u dit voorgoed wilt wissen")
    page.get_by_label("Ja, wis dit voorgoed.").check()
    page.get_by_role("button", name="Nu wissen").click()
    expect(page.get_by_role("heading", name="Het is gewist")).to_be_visible()
    _photograph(page, tmp_path / f"erased-{scripts}")

    _log_in(page, region, citizen)
    left = {one["name"]: one["rows"] for one in _download(page, tmp_path / "again.json")["holdings"]}
    said = {row["external_id"] for row in left["notification"] if row["title"]}
    before = {row["external_id"] for row in held["notification"]}
    assert said & before == {row["external_id"] for row in tasks}, "what the demo sent since is new"
    assert {"profile.exported", "profile.erased"} <= {row["action"] for row in left["audit"]}


def test_who_acts_for_an_enterprise_is_told_that_it_is_about_themselves(
    region: Region, browser: BrowserContext
):
    page = browser.new_page()
    _log_in(page, region, ROLES, role=ENTERPRISE)
    expect(page.locator("main")).to_contain_text("Dit gaat alleen over u zelf")
    expect(page.get_by_role("link", name="Laten wissen")).to_have_count(0)
    refused = page.request.get(f"{region.gateway}{DATA}/export.json")
    assert refused.status == 403


def _log_in(page: Page, region: Region, citizen: str, role: str = "Voor mezelf") -> None:
    """Come to the page by its address, and log in on the way."""
    page.goto(f"{region.gateway}{DATA}")
    page.get_by_role("link", name=FIRST_WAY).click()
    page.get_by_role("button", name=citizen).click()
    if citizen == ROLES:
        choose_role(page, role)
    expect(page.get_by_role("heading", name="Wat wij over u bewaren")).to_be_visible()


def _download(page: Page, file: Path) -> dict[str, Any]:
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Alles downloaden").click()
    downloading.value.save_as(file)
    return json.loads(file.read_text())


def _photograph(page: Page, name: Path) -> None:
    for width, height in ((360, 740), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=f"{name}-{width}.png", full_page=True)
