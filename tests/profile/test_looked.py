"""The page that tells who looked: which lines, whose, in which words, and no more statements than a few."""

import re

import httpx2
import pytest
import sqlalchemy as sa

from profile_core import audit
from profile_core.contract import Acting, Caller, Environment, Platform, Role, SubjectRef, ids
from profile_core.directory import tables
from profile_core.profile import looked
from tests.notifications.tokens import bearer
from tests.profile.conftest import somebody

HTML = {"Accept": "text/html", "Accept-Language": "nl"}
GENT = "Stad Gent"


async def _line(
    platform: Platform, subject: SubjectRef, actor: audit.Actor, action: str, **detail: str
) -> None:
    async with platform.store.begin() as tx:
        await audit.record(tx, subject=subject, actor=actor, action=action, purpose="test", detail=detail)


async def _program(platform: Platform) -> Caller:
    """Register a provider with a program."""
    provider, name = ids.plain_id(), [{"language": "nl", "text": GENT, "default": True}]
    async with platform.store.begin() as tx:
        await tx.insert(tables.provider_table, [{"id": provider, "code": "gent", "nis": None, "name": name}])
        columns = tables.application_table.columns
        wanted = {"client_id": "gent-site", "provider_id": provider, "environment": "live"}
        filled = {c.name: _filler(c) for c in columns if not c.nullable and c.default is None}
        await tx.insert(tables.application_table, [{**filled, **wanted}])
    return Caller(client_id="gent-site", provider=provider, environment=Environment.LIVE, scopes=frozenset())


def _filler(column: sa.Column[object]) -> object:
    return [] if isinstance(column.type, sa.JSON) else False if isinstance(column.type, sa.Boolean) else ""


async def _page(asking: httpx2.AsyncClient, acting: Acting, address: str = looked.PATH) -> str:
    answer = await asking.get(address, headers={**HTML, **bearer(acting)})
    assert answer.status_code == 200
    return answer.text


async def test_a_line_says_who_what_why_and_on_which_ground(whole: Platform, asking: httpx2.AsyncClient):
    acting, deputy = somebody(), somebody(9)
    await _line(whole, acting.citizen, await _program(whole), "sso.disclosure")
    held = Acting(citizen=deputy.citizen, subject=acting.citizen, role=Role(code="EA"))
    await _line(whole, acting.citizen, held, "notifications.opened", role="EA")
    await _line(whole, acting.citizen, audit.OPERATOR, "audit.read")
    await _line(whole, acting.citizen, "sso", "sso.login")
    html = await _page(asking, acting)
    for said in (
        GENT,
        "Iemand die voor u mag handelen (voor een onderneming)",
        "De beheerder van deze dienst",
        "Deze dienst zelf",
        "Opende een bericht aan u.",
        "Een wettelijke verplichting",
    ):
        assert said in html
    assert html.index("Meldde u aan.") < html.index("Opende een bericht"), "the newest first"


@pytest.mark.parametrize(
    ("code", "language", "said"),
    [
        ("VOG", "nl", "Iemand die voor u mag handelen (als ouder of voogd)"),
        ("VOL", "fr", "Quelqu’un qui peut agir pour vous (avec une procuration)"),
        ("VER", "de", "Jemand, der für Sie handeln darf (für einen Verein)"),
        ("XYZ", "en", "Somebody who may act for you (in another role)"),
    ],
)
async def test_role_is_said_in_words_of_the_page(
    whole: Platform, asking: httpx2.AsyncClient, code: str, language: str, said: str
):
    acting, deputy = somebody(), somebody(9)
    held = Acting(citizen=deputy.citizen, subject=acting.citizen, role=Role(code=code))
    await _line(whole, acting.citizen, held, "notifications.opened", role=code)
    headers = {"Accept": "text/html", "Accept-Language": language, **bearer(acting)}
    html = (await asking.get(looked.PATH, headers=headers)).text
    assert said in html
    assert code not in html


async def test_own_doings_are_shown_where_asked_for(whole: Platform, asking: httpx2.AsyncClient):
    acting = somebody()
    await _line(whole, acting.citizen, acting, "preference.chosen")
    html = await _page(asking, acting)
    assert "Er keek nog niemand" in html and "Koos hoe u berichten krijgt" not in html
    assert "Koos hoe u berichten krijgt" in await _page(asking, acting, f"{looked.PATH}?who=all")


async def test_in_a_role_it_is_about_whom_one_acts_for(whole: Platform, asking: httpx2.AsyncClient):
    acting, other = somebody(), somebody(9)
    for_other = Acting(citizen=acting.citizen, subject=other.citizen, at_pages=True)
    await _line(whole, other.citizen, audit.OPERATOR, "audit.read")
    await _line(whole, acting.citizen, "sso", "sso.login")
    html = await _page(asking, for_other)
    assert "Las wie er in uw gegevens keek" in html and "Meldde u aan." not in html
    assert "Las wie er" not in await _page(asking, acting)


async def test_what_nobody_declared_is_shown_all_the_same(whole: Platform, asking: httpx2.AsyncClient):
    acting = somebody()
    await _line(whole, acting.citizen, audit.OPERATOR, "stranger.did")
    assert "Er gebeurde iets met gegevens over u." in await _page(asking, acting)


@pytest.mark.parametrize("who", ["", "?who=all"])
async def test_every_line_is_on_one_page_and_once(whole: Platform, asking: httpx2.AsyncClient, who: str):
    acting = somebody()
    count = 2 * looked.ON_A_PAGE + 3
    for _ in range(count):
        await _line(whole, acting.citizen, audit.OPERATOR, "audit.read")
    shown, address, pages = 0, f"{looked.PATH}{who}", 0
    while address:
        html = await _page(asking, acting, address)
        shown, pages = shown + html.count("Las wie er in uw gegevens keek"), pages + 1
        older = re.search(r'href="([^"]*after=[^"]*)"[^>]*>Ouder', html)
        address = older[1].replace("&amp;", "&") if older else ""
    assert (shown, pages) == (count, 3)


async def test_looking_leaves_no_line_and_a_place_of_nowhere_is_refused(
    whole: Platform, asking: httpx2.AsyncClient
):
    acting = somebody()
    await _page(asking, acting)
    async with whole.store.read() as tx:
        assert not await looked.lines(tx, acting, everything=True, most=1)
    answer = await asking.get(f"{looked.PATH}?after=x", headers={**HTML, **bearer(acting)})
    assert answer.status_code == 400
