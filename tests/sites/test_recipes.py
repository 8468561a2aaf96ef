"""The recipes of docs/sites, pasted as they stand: a site joins, citizens log in, change role and log out everywhere."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.region import Region
from tests.sites.recipes import FAPI2, NODE, PYTHON, Recipe, running
from tests.sites.visitor import Visitor

_NOBODY = "Nobody is logged in."
_ENDED = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class Site:
    """A recipe that runs, and somebody who logged in there."""

    address: str
    visitor: Visitor


@pytest.fixture(scope="module", params=[PYTHON, NODE, FAPI2], ids=str)
def address(
    request: pytest.FixtureRequest, region: Region, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return where a recipe runs."""
    recipe: Recipe = request.param
    folder: Path = tmp_path_factory.mktemp("site")
    with running(recipe, region, folder) as site:
        yield site


@pytest.fixture
def site(address: str) -> Iterator[Site]:
    """Log Lotte in as herself."""
    with Visitor() as visitor:
        log_in(visitor, address)
        yield Site(address, visitor)


def log_in(visitor: Visitor, address: str) -> None:
    visitor.visit(f"{address}/login")
    visitor.follow("Testaanmelding")
    visitor.press("Lotte")
    visitor.press("Lotte")


def test_citizen_logs_in_and_changes_role(site: Site):
    assert "Logged in: Lotte Vermeulen, for Lotte Vermeulen" in site.visitor.page.text
    site.visitor.follow("Change role")
    assert "for Fietsatelier Voorbeeld BV" in site.visitor.press("Fietsatelier")
    assert str(site.visitor.page.url) == f"{site.address}/"


def test_citizen_with_one_role_is_shown_it_on_asking_for_another(address: str):
    with Visitor() as visitor:
        visitor.visit(f"{address}/login")
        visitor.follow("Testaanmelding")
        assert "Logged in: Amina El Idrissi" in visitor.press("Amina")
        assert "Voor mezelf" in visitor.follow("Change role")


def test_citizen_who_logs_out_must_log_in_anew(site: Site):
    assert _NOBODY in site.visitor.follow("Log out")
    assert str(site.visitor.page.url).startswith(f"{site.address}/")
    assert "Testaanmelding" in site.visitor.visit(f"{site.address}/login")
    assert "Wout De Backer" in site.visitor.follow("Testaanmelding")


def test_logout_at_another_site_ends_the_session_here(site: Site, region: Region):
    other = region.site("aalst")
    site.visitor.visit(f"{other}/login")
    site.visitor.press("Lotte")
    assert "for Lotte Vermeulen" in site.visitor.visit(site.address)
    site.visitor.visit(f"{other}/logout")
    assert _NOBODY in _in_the_end(site, _NOBODY)


def test_citizen_who_stops_is_told_so_by_the_site(address: str):
    with Visitor() as visitor:
        visitor.visit(f"{address}/login")
        assert "Not logged in: access_denied" in visitor.press("Stoppen")


def test_token_that_the_issuer_did_not_sign_ends_nothing(site: Site, region: Region):
    key = ECKey.generate_key("P-256", auto_kid=True)
    now = int(time.time())
    claims = {
        "iss": region.gateway,
        "aud": "x",
        "exp": now + 60,
        "jti": "j",
        "events": {_ENDED: {}},
        "sid": "s",
    }
    forged = jwt.encode({"alg": "ES256", "typ": "logout+jwt", "kid": key.kid}, claims, key, ["ES256"])
    for token in (forged, "x.y.z", ""):
        told = httpx2.post(f"{site.address}/backchannel-logout", data={"logout_token": token})
        assert told.status_code == 400, told.text
    assert "for Lotte Vermeulen" in site.visitor.visit(site.address)


def test_answer_that_this_browser_did_not_ask_for_logs_nobody_in(site: Site):
    with Visitor() as stranger:
        stranger.visit(f"{site.address}/callback?code=c&state=s&iss=https%3A%2F%2Felsewhere.example")
        assert stranger.page.status_code in (400, 403)
        assert _NOBODY in stranger.visit(site.address)


def test_answer_that_another_browser_asked_for_logs_nobody_in(address: str):
    """Log-in CSRF (RFC 9700 section 4.7): the answer is good, and the browser that brings it is somebody else's."""
    with Visitor(stops_at=f"{address}/callback") as attacker, Visitor() as victim:
        log_in(attacker, address)
        assert "code=" in str(attacker.page.url)
        victim.visit(str(attacker.page.url))
        assert victim.page.status_code in (400, 403)
        assert _NOBODY in victim.visit(address)


def _in_the_end(site: Site, words: str) -> str:
    """Return the page once it says this; a worker tells the site, which takes a moment."""
    for _ in range(600):
        if words in site.visitor.visit(site.address):
            break
        time.sleep(0.1)
    return site.visitor.page.text
