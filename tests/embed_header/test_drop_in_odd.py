"""What cannot be read, in a stored configuration or from a page, is left out; the rest of the header is there."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_drop_in import Played

pytestmark = pytest.mark.matrix

ODD = """
  const ODD = [null, 5, "x", true, [], {}, [null], [5], [[]], { nl: 5 }, { nl: null, x: "x" }];
  const within = (part) => Object.entries(Object(typeof part === "object" ? part : {}))
    .flatMap(([name, one]) => [[name], ...within(one).map((path) => [name, ...path])]);
  const changed = (part, [name, ...path], odd) => {
    const copy = Array.isArray(part) ? [...part] : { ...part };
    copy[name] = path.length ? changed(part[name], path, odd) : odd;
    return copy;
  };
"""
CONFIGURED = f"""async ([config, ofPart]) => {{ {ODD}
  const draw = async (config) => {{
    delete window.globalHeaderClient;
    citizenProfileDropIn.start({{ gateway: location.origin, script: {{}}, embed: false, config }});
    const mounted = await globalHeaderClient.mount();
    const header = document.querySelector("citizen-profile-header");
    const said = {{}};
    for (const lang of ["nl", "fr"]) {{
      document.documentElement.lang = lang;
      await globalHeaderClient.branding.setLevel(3);
      for (const one of header.children) said[one.slot || "way"] = (said[one.slot || "way"] ?? "") + one.outerHTML;
    }}
    await globalHeaderClient.unmount();
    return {{ mounted: String(mounted), ...said }};
  }};
  await globalHeaderClient.unmount();
  const whole = await draw(config), wrong = [];
  const slots = Object.keys(whole);
  for (const path of within(config)) for (const odd of ODD) {{
    const where = `${{path.join(".")}} = ${{JSON.stringify(odd)}}`;
    const drawn = await draw(changed(config, path, odd)).catch(String);
    const may = Object.entries(ofPart).find(([start]) => path.join(".").startsWith(start))[1];
    const others = slots.filter((slot) => !may.includes(slot) && drawn[slot] !== whole[slot]);
    if (others.length) wrong.push(`${{where}}: ${{others}} ${{typeof drawn === "string" ? drawn : ""}}`);
    if (/undefined|\\[object/.test(JSON.stringify(drawn))) wrong.push(`${{where}}: ${{JSON.stringify(drawn)}}`);
  }}
  return wrong;
}}"""
OF_PART = {
    "branding": ["brand"],
    "alert": ["alert"],
    "extensions.0": ["contact"],
    "extensions.1": ["links", "way"],
    "extensions": ["contact", "links", "way"],
    "i18n.translations.fr.branding": ["brand"],
    "i18n.translations.fr.alert": ["alert"],
    "i18n": ["brand", "alert", "contact", "links", "way"],
}
"""Which slots may be others when a part of the configuration cannot be read."""
WHO: dict[str, Any] = {
    "active": True,
    "loginUrl": "/in",
    "logoutUrl": "/uit",
    "switchCapacityUrl": "/rol",
    "idpData": {
        "user": {"firstName": "John", "name": "Doe"},
        "activeIdentity": {"onBehalfOf": {"code": "EA", "name": "Acme"}, "loginHint": "a"},
        "identities": [
            {"onBehalfOf": {"code": "BUR", "firstName": "Jane", "name": "Smith"}, "loginHint": "b"}
        ],
    },
}
TOLD = f"""async (who) => {{ {ODD}
  const wrong = [], {{ setProfile }} = globalHeaderClient.accessMenu;
  for (const odd of ODD.filter((odd) => !odd?.x && !odd?.nl && odd?.constructor !== Object)) {{
    const done = await setProfile(odd).catch(String);
    if (done !== false) wrong.push(`${{JSON.stringify(odd)}}: ${{done}}`);
  }}
  for (const path of within(who)) for (const odd of ODD) {{
    const done = await setProfile(changed(who, path, odd)).catch(String);
    await globalHeaderClient.accessMenu.setProfile(who);
    if (done !== true) wrong.push(`${{path.join(".")}} = ${{JSON.stringify(odd)}}: ${{done}}`);
  }}
  return wrong;
}}"""
SET = f"""async () => {{ {ODD}
  const wrong = [];
  for (const part of ["contact", "accessMenu", "branding"]) {{
    for (const name of Object.keys(globalHeaderClient[part]).filter((name) => /^(set|add)[A-Z]/.test(name))) {{
      for (const odd of [undefined, ...ODD]) {{
        await globalHeaderClient[part][name](odd).catch((error) => wrong.push(`${{name}}(${{JSON.stringify(odd)}}): ${{error}}`));
      }}
    }}
  }}
  return wrong;
}}"""


@pytest.fixture
def embed(page: Page, drop_in: Played) -> Iterator[Page]:
    """Give a page whose header is mounted, and let nothing go wrong in it uncaught."""
    uncaught: list[str] = []
    page.on("pageerror", lambda error: uncaught.append(str(error)))
    page.goto(f"{drop_in.site}/pages/embed.html")
    expect(page.get_by_role("link", name="Aanmelden")).to_be_visible()
    yield page
    assert uncaught == []


def test_part_of_a_configuration_that_cannot_be_read_takes_no_other_with_it(embed: Page, drop_in: Played):
    assert embed.evaluate(CONFIGURED, [drop_in.config, OF_PART]) == []


@pytest.mark.parametrize("links", ["x", 5, [None], [{"label": {}, "href": 5}]])
def test_stored_configuration_that_is_older_than_the_checks_shows_the_rest(
    page: Page, drop_in: Played, links: Any
):
    drop_in.config["extensions"][1]["mainLinks"] = links
    drop_in.config["i18n"]["translations"]["nl"] = {"alert": {"message": 5}, "extensions": "x"}
    page.goto(f"{drop_in.site}/pages/embed.html")
    expect(page.get_by_role("link", name="Stad Gent")).to_be_visible()
    expect(page.get_by_role("link", name="Mijn aanvragen")).to_have_count(1)
    expect(page.get_by_role("link", name="Startpagina")).to_have_count(0)
    expect(page.locator("[slot=alert]")).to_contain_text("Op 1 december")
    assert page.evaluate("globalHeaderClient.getConfig()") == drop_in.config


def test_translation_may_name_the_places_of_a_list(page: Page, drop_in: Played):
    french = {"mainLinks": {"0": {"label": "Accueil"}}}
    drop_in.config["i18n"]["translations"]["fr"]["extensions"] = {"1": french}
    del drop_in.config["extensions"][1]["i18n"]
    page.goto(f"{drop_in.site}/pages/embed.html")
    page.evaluate("document.documentElement.lang = 'fr'")
    expect(page.locator("ul[slot=links] a").first).to_have_text("Accueil")
    expect(page.locator("ul[slot=links] a").last).to_have_text("Mijn aanvragen")


def test_who_is_there_may_be_odd_without_any_harm(embed: Page):
    assert embed.evaluate(TOLD, WHO) == []
    embed.get_by_role("button", name="John Doe Acme").click()
    expect(embed.get_by_role("link", name="Verder als Jane Smith")).to_be_visible()


@pytest.mark.smoke
def test_odd_role_is_left_out_and_the_others_are_there(embed: Page, drop_in: Played):
    odd = [None, 5, "x", *WHO["idpData"]["identities"]]
    told = {**WHO, "idpData": {**WHO["idpData"], "identities": odd}, "logoutUrl": 5}
    assert embed.evaluate("(who) => globalHeaderClient.accessMenu.setProfile(who)", told) is True
    embed.get_by_role("button", name="John Doe Acme").click()
    expect(embed.get_by_role("link", name="Verder als")).to_have_text(["Verder als Jane Smith"])
    expect(embed.get_by_role("link", name="Afmelden")).to_have_attribute("href", f"{drop_in.site}/logout")


def test_no_method_fails_on_what_it_cannot_read(embed: Page):
    assert embed.evaluate(SET) == []
