"""Names, roles and states as the browser's own accessibility tree has them."""

import re

import pytest
from playwright.sync_api import Page

from profile_core.kit.texts import LANGUAGES
from tests.embed_header.played_region import Region
from tests.embed_header.spoken import spoken
from tests.embed_header.state import bring
from tests.embed_header.states import STATES

pytestmark = pytest.mark.matrix

NAMES = {"nl": "Mijn Profiel", "fr": "Mon Profil", "de": "Mein Profil", "en": "My Profile"}
NAMELESS = re.compile(r"^\s*(link|button|heading|image|DisclosureTriangle|navigation)(?! \")", re.MULTILINE)
SLOTTED_LISTS = """  list
    listitem
      link "Afspraak maken"
    listitem
      link "Belastingen"
    listitem
      link "Nieuws"
  group
    DisclosureTriangle "Hulp nodig?" collapsed
  list
    listitem
      link "Français"
    listitem
      link "English"
"""
INBOX = """  paragraph
    StaticText "Marieke Van den Broeck, In eigen naam"
  list
    listitem
      link "Berichten 2 ongelezen"
      list
        listitem
          link "Stad Gent · 4 minuten geleden Herinnering voor uw afspraak"
        listitem
          link "Vlaamse Belastingdienst · 3 dagen geleden Aanslagbiljet"
    listitem
      link "Parkeren"
"""
WAYS = """  link "Naar Mijn Profiel"
  link "Afmelden"
"""
TREES = {
    "links-only": """navigation "Mijn Profiel"
  link "Stad Gent"
  link "Naar Mijn Profiel"
  status live=polite""",
    "loading": """navigation "Mijn Profiel" busy=1
  link "Stad Gent"
  status live=polite""",
    "out": """navigation "Mijn Profiel"
  link "Stad Gent"
  link "Aanmelden"
  status live=polite""",
    "in-unread": """navigation "Mijn Profiel"
  link "Stad Gent"
  button "Marieke Van den Broeck In eigen naam , 2 ongelezen berichten" collapsed
  status live=polite""",
    "panel-everything": f"""paragraph
  StaticText "Het stadhuis is maandag gesloten."
  link "Lees meer"
navigation "Mijn Profiel"
  link "Stad Gent"
  button "Marieke Van den Broeck In eigen naam , 2 ongelezen berichten" expanded=True focused=True
{INBOX}  list
    listitem
      link "Andere rol kiezen"
{WAYS}{SLOTTED_LISTS}  status live=polite""",
    "contact-open": """navigation "Mijn Profiel"
  link "Stad Gent"
  button "Marieke Van den Broeck In eigen naam , 2 ongelezen berichten" collapsed
  group
    DisclosureTriangle "Hulp nodig?" expanded=True focused=True
    list
      listitem
        link "Bel 09 210 10 10"
      listitem
        link "Stel uw vraag"
  status live=polite""",
    "down-panel": f"""navigation "Mijn Profiel"
  link "Stad Gent"
  button "Marieke Van den Broeck ! Niet bijgewerkt , 2 ongelezen berichten" expanded=True focused=True
{INBOX}{WAYS}  paragraph
    StaticText "Mijn Profiel is nu niet bereikbaar. Wat u hier ziet, is van 08:12."
  button "Opnieuw proberen"
  status live=polite
    StaticText "Mijn Profiel is nu niet bereikbaar.\"""",
    "ended": """navigation "Mijn Profiel"
  link "Stad Gent"
  StaticText "U bent afgemeld."
  link "Aanmelden"
  status live=polite
    StaticText "U bent afgemeld.\"""",
    "without-script": """link "Stad Gent"
link "Aanmelden\"""",
}


@pytest.mark.parametrize("name", TREES)
def test_screen_reader_has_this_to_go_by(window: Page, standing: Region, name: str):
    bring(STATES[name], window, standing)
    assert spoken(window) == TREES[name]


@pytest.mark.parametrize("name", ["panel-everything", "down", "ended", "told-roles"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_can_be_used_has_a_name_in_one_landmark_of_the_pages_language(
    window: Page, standing: Region, name: str, language: str
):
    bring(STATES[name], window, standing, language)
    tree = spoken(window)
    assert NAMELESS.findall(tree) == []
    assert re.findall(r'^navigation "(.+?)"', tree, re.MULTILINE) == [NAMES[language]]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("slow", "Het laden duurt lang."),
        ("down", "Mijn Profiel is nu niet bereikbaar."),
        ("offline", "Geen internetverbinding."),
        ("ended", "U bent afgemeld."),
        ("in", ""),
    ],
)
def test_what_is_amiss_is_said_without_being_asked(window: Page, standing: Region, name: str, said: str):
    bring(STATES[name], window, standing)
    assert window.get_by_role("status").inner_text() == said
