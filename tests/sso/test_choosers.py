"""With whom to log in, where there are several: the page, one that does not answer, and the way to the other."""

import re
from html import unescape

import httpx2
import pytest

from tests.databases import free_port
from tests.sso.configured import Upstream
from tests.sso.conftest import Configure, Played
from tests.sso.played import BACK, asked

LEVEL_HIGH = "http://eidas.europa.eu/LoA/high"
RETRY, OTHERS = "Opnieuw proberen", "Op een andere manier aanmelden"


@pytest.fixture
def configured(upstream: str, configure: Configure) -> None:
    """Let sign-on know two identity providers, of which one is away and reaches more."""
    away = f"http://127.0.0.1:{free_port()}"
    labels = ('label = { nl = "Kaart", fr = "Carte" }', 'label = { nl = "Telefoon", fr = "Téléphone" }')
    configure(
        Upstream(issuer=upstream, more=labels[0]),
        Upstream(issuer=away, name="phone", more=f'level = "high"\n{labels[1]}'),
    )


def links(page: httpx2.Response) -> dict[str, str]:
    """Return where each link of a page leads, by its text."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page.text, re.DOTALL)
    return {re.sub(r"<[^>]*>", "", text).strip(): unescape(address) for address, text in found}


async def arrived(played: Played, **changed: str) -> httpx2.Response:
    return await played.browser.settled(await played.browser.go("/sso/authorize", **asked(**changed)))


async def test_citizen_chooses_with_whom_to_log_in(played: Played):
    page = await arrived(played)
    assert (page.status_code, list(links(page))[2:4]) == (200, ["Kaart", "Telefoon"])
    assert "U meldt zich aan bij Stad Gent" in page.text
    answer = await played.browser.go(links(page)["Kaart"])
    back = await played.browser.back(await played.browser.through(answer))
    assert back.headers["location"].startswith(BACK)


async def test_page_speaks_the_language_that_the_site_asks_for(played: Played):
    page = await arrived(played, ui_locales="fr-BE")
    assert "Téléphone" in links(page)
    assert links(page)["Carte"].endswith("lang=fr")


async def test_identity_provider_that_is_away_leaves_the_other(played: Played):
    page = await arrived(played)
    away = await played.browser.go(links(page)["Telefoon"])
    assert (away.status_code, away.headers["retry-after"]) == (503, "60")
    assert "<title>Aanmelden lukt nu niet" in away.text
    assert (await played.browser.go(links(away)[RETRY])).status_code == 503
    again = await played.browser.settled(await played.browser.go(links(away)[OTHERS]))
    answer = await played.browser.go(links(again)["Kaart"])
    back = await played.browser.back(await played.browser.through(answer))
    assert back.headers["location"].startswith(BACK)


async def test_other_that_would_not_do_is_not_offered(played: Played):
    away = await arrived(played, acr_values=LEVEL_HIGH)
    assert away.status_code == 503
    assert RETRY in links(away)
    assert OTHERS not in links(away)


async def test_who_stops_is_sent_back_to_the_site(played: Played):
    page = await arrived(played)
    stopped = await played.browser.choose(page, cancel="1")
    assert "error=access_denied" in stopped.headers["location"]
