"""Typings and manifest of the element say what it is: read from the element in Chromium, and from its source."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from embed_header.releases import releases
from tests.embed_header.played_region import Region
from tests.testing.processes import ROOT

HEADER = ROOT / "embed_header"
BUILT = HEADER / "dist" / releases()[-1].version
SCRIPTS = "".join(path.read_text() for path in sorted(HEADER.glob("src/*.ts")))
STYLES = "".join(path.read_text() for path in sorted(HEADER.glob("src/*.css")))
WIDGETS = "".join(path.read_text() for path in sorted(ROOT.glob("blocks/*/widgets/*.js")))
CALLBACKS = {"constructor", "connectedCallback", "disconnectedCallback", "attributeChangedCallback"}
READ = """() => {
  const real = customElements.get("citizen-profile-header");
  const own = Object.entries(Object.getOwnPropertyDescriptors(real.prototype));
  const header = document.querySelector("citizen-profile-header");
  return {
    attributes: real.observedAttributes,
    methods: own.filter(([, { value }]) => value).map(([name]) => name),
    readonly: own.filter(([, { get, set }]) => get && !set).map(([name]) => name),
    fields: [...own.filter(([, { get, set }]) => get && set).map(([name]) => name), ...Object.keys(header)],
    slots: [...header.shadowRoot.querySelectorAll("slot")].map(({ name }) => name),
    parts: [...header.shadowRoot.querySelectorAll("[part]")].map((one) => one.getAttribute("part")),
  };
}"""


def manifest() -> dict[str, Any]:
    [module] = json.loads((BUILT / "custom-elements.json").read_text())["modules"]
    [declared] = module["declarations"]
    return declared


def named(kind: str) -> set[str]:
    """Return the names of a kind, each of which stands there once and says what it is for."""
    listed = manifest()[kind]
    names = [one["name"] for one in listed]
    assert len(set(names)) == len(names)
    assert all(one["description"] for one in listed)
    return set(names)


@pytest.fixture
def real(page: Page, region: Region) -> dict[str, Any]:
    """Read the element as it stands in a page, its panel open."""
    page.goto(region.site)
    page.get_by_role("button", name="Marieke").click()
    expect(page.get_by_role("link", name="Afmelden")).to_be_visible()
    return page.evaluate(READ)


def test_attributes_are_those_that_the_element_reads(real: dict[str, Any]):
    read = re.findall(r'getAttribute\("([\w-]+)"\)', SCRIPTS)
    styled = re.findall(r"(?::host\(|citizen-profile-header)\[([\w-]+)", STYLES)
    assert named("attributes") == {*real["attributes"], *read, *styled} - {"hidden"}


def test_members_are_those_of_the_element(real: dict[str, Any]):
    members = manifest()["members"]
    methods = {one["name"] for one in members if one["kind"] == "method"}
    assert methods == set(real["methods"]) - CALLBACKS
    assert all(
        one["return"]["type"]["text"].startswith("Promise<") for one in members if one["kind"] == "method"
    )
    readonly = {one["name"] for one in members if one.get("readonly")}
    assert readonly == {*real["readonly"], "version"}
    declared = set(re.findall(r"^  declare (\w+):", SCRIPTS, re.MULTILINE))
    assert named("members") - methods - readonly == {*real["fields"], *declared} - {"version"}


def test_slots_and_parts_are_those_of_the_element(real: dict[str, Any]):
    assert named("slots") == set(real["slots"])
    assert named("cssParts") == set(re.findall(r'part: "([\w-]+)"', SCRIPTS + WIDGETS))
    assert set(real["parts"]) <= named("cssParts")


def test_custom_properties_are_those_of_the_style_sheets():
    assert named("cssProperties") == set(re.findall(r"var\((--cp-[\w-]+)", STYLES))


def test_events_are_those_that_the_element_tells():
    told = {
        name for call in re.findall(r"#tell\(([^){]*)", SCRIPTS) for name in re.findall(r'"([\w-]+)"', call)
    }
    assert named("events") == {f"cp-{name}" for name in told}
    listed = re.search(r"MAY_BE_STOPPED = \[(.*?)\]", SCRIPTS)
    assert listed
    stopped = {f"cp-{name}" for name in re.findall(r'"([\w-]+)"', listed[1])}
    assert {one["name"] for one in manifest()["events"] if "preventDefault" in one["description"]} == stopped
    typings = (BUILT / "citizen-profile-header.d.ts").read_text()
    assert set(re.findall(r'"(cp-[\w-]+)":', typings)) == named("events")


def test_manifest_names_the_element_as_editors_look_for_it():
    document = json.loads((BUILT / "custom-elements.json").read_text())
    assert document["schemaVersion"] == "1.0.0"
    [module] = document["modules"]
    [export] = module["exports"]
    assert (export["kind"], export["name"]) == ("custom-element-definition", manifest()["tagName"])
    assert export["declaration"]["name"] == manifest()["name"] == "CitizenProfileHeader"
    assert (BUILT / module["path"]).exists()
