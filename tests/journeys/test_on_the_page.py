"""J1, J3, J4 and J5 go on from the header, the mail and the SMS onto the profile; in two roles, with scripts and without."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import KINDS
from tests.journeys import mailbox
from tests.journeys.conftest import one_browser, one_region
from tests.journeys.own_channel import OwnChannel, own_channel
from tests.journeys.provider import ask, push
from tests.journeys.steps import acting, choose_role
from tests.journeys.visit import MYSELF, Visit, part, rows, until
from tests.region import Region

pytestmark = pytest.mark.journey

WHO = {
    "scripts-self": ("Wout De Backer", MYSELF),
    "scripts-enterprise": ("Wout De Backer", "Loodgieterij Voorbeeld BV"),
    "no-scripts-self": ("Katarzyna Nowak", MYSELF),
    "no-scripts-enterprise": ("Wout De Backer", "Bouwwerken Voorbeeld NV"),
}
"""Each is about somebody else, so that none meets what another left; nobody is the one who is told something all the time."""
KEEPS, AWAY = "Brugge", "Oostende"
KEPT = 3
"""So many messages the first of these sources has for everybody; the other fails from the start."""
WEBHOOK = """mutation Webhook($url: String!) {
  registerWebhook(url: $url, uses: [OWN_CHANNEL]) { __typename ... on Error { code message } }
}"""
DELIVERIES = """{
  notifications { deliveries(first: 100) { nodes { externalId channelCode state reason } } }
}"""
SMS = {"allowed": ["email"], "own": [{"code": "sms", "channel": "email", "use": "BESIDE"}]}


@pytest.fixture(scope="module", params=KINDS[-1:])
def region(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run the demo on one kind of database: what is asked of it is tested on each."""
    with one_region(request, tmp_path_factory.mktemp("region")) as running:
        yield running


@pytest.fixture(scope="module", params=WHO)
def visit(
    region: Region, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """Open a browser for one citizen in one role; each test logs in anew."""
    citizen, role = WHO[request.param]
    scripts = request.param.startswith("scripts")
    with one_browser(tmp_path_factory.mktemp("browser"), scripts=scripts) as context:
        yield Visit(region=region, context=context, citizen=citizen, role=role, scripts=scripts)


@pytest.fixture(scope="module")
def sms(region: Region) -> Iterator[OwnChannel]:
    """Have Gent send its own SMS."""
    with own_channel() as listening:
        ask(region, WEBHOOK, url=listening.url)
        yield listening


def test_one_login_is_seen_with_its_sites_on_the_page_and_ended_there(visit: Visit):
    page = visit.log_in()
    aalst, gent = visit.region.site("aalst"), visit.region.site("gent")
    page.goto(aalst)
    page.get_by_role("link", name="Aanmelden").click()
    choose_role(page, visit.role)
    expect(acting(page)).to_contain_text(visit.whom)

    visit.go_on(page)
    part(page, "Aanmeldingen")
    here = page.get_by_role("region").filter(has_text="deze browser")
    for name in ("Stad Gent", "Stad Aalst"):
        expect(here.get_by_role("listitem").filter(has_text=name)).to_contain_text(visit.role)
    here.get_by_role("listitem").filter(has_text="Stad Aalst").get_by_role("button").click()
    expect(page.get_by_text("Dat is gedaan")).to_be_visible()
    expect(here).not_to_contain_text("Stad Aalst")
    _assert_ends(page, aalst)
    page.goto(gent)
    expect(acting(page)).to_contain_text(visit.whom)

    visit.go_on(page)
    page.get_by_role("link", name="Afmelden").click()
    expect(page.get_by_role("main")).to_contain_text("Stad Gent")
    page.get_by_role("button", name="Overal afmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("U bent afgemeld")
    _assert_ends(page, gent)
    page.goto(f"{visit.region.gateway}/me")
    expect(page.get_by_role("link", name="Testaanmelding")).to_be_visible()


def test_what_is_pushed_is_found_opened_and_done_on_the_page(visit: Visit):
    title = f"Haal uw kaart voor {visit.whom}"
    push(visit.region, visit.whom, title=title, code="parking.task", kind="TASK")
    page = visit.come()
    until(rows(page, title).count, page.reload)
    part(page, "Berichten")
    expect(rows(page, title)).to_contain_text("Stad Gent")
    expect(rows(page, title)).to_contain_text("Ongelezen")
    rows(page, title).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text("afhalen aan het loket")
    page.get_by_role("button", name="Ik heb dit gedaan").click()
    expect(page.get_by_text("U hebt dit gedaan")).to_be_visible()
    page.get_by_role("link", name="Alle berichten").click()
    expect(rows(page, title)).to_contain_text("Gedaan")
    expect(rows(page, title)).not_to_contain_text("Ongelezen")

    rows(page, title).get_by_role("link").click()
    page.get_by_role("button", name="Naar het archief").click()
    expect(rows(page, title)).to_have_count(0)
    page.get_by_role("link", name="Archief").click()
    expect(rows(page, title)).to_be_visible()


def test_message_that_its_sender_keeps_is_read_on_the_page_while_another_sender_is_away(visit: Visit):
    page = visit.come()
    away = page.locator("main .cp-notice").filter(has_text=f"{AWAY} antwoordt niet")
    until(away.count, page.reload)
    part(page, "Berichten")
    expect(away).to_be_visible()
    kept = rows(page, KEEPS)
    expect(kept).to_have_count(KEPT)
    title = kept.first.get_by_role("link").inner_text()
    kept.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text(KEEPS)
    page.get_by_role("link", name="Alle berichten").click()
    expect(kept.filter(has_text="Ongelezen")).to_have_count(KEPT - 1)


def test_mail_and_sms_lead_to_the_page_where_both_are_switched_off(visit: Visit, sms: OwnChannel):
    page = visit.come()
    address = f"{'-'.join(visit.whom.lower().split())}@example.org"
    part(page, "Instellingen")
    mailbox.give_address(page, visit.region, address)
    told, title = (f"Uw kaart voor {visit.whom} is {state}" for state in ("klaar", "verlengd"))
    first = push(visit.region, visit.whom, title=told, code="parking.sms", channels=SMS)
    until(lambda: _states(visit, first) == {"inbox": "DELIVERED", "email": "SENT", "own:sms": "SENT"})
    for follow in (lambda: mailbox.follow(page, visit.region, address), lambda: page.goto(_link(sms, first))):
        follow()
        expect(page.get_by_role("heading", level=1)).to_have_text(told)

    part(page, "Instellingen")
    page.get_by_role("link", name="Stad Gent").click()
    of_all = page.get_by_role("group", name=re.compile("^E-mail.*Alles van deze afzender"))
    of_all.get_by_label("Niet", exact=True).check()
    page.get_by_role("button", name="Keuze bewaren").click()
    expect(page.get_by_text("Uw keuze is bewaard")).to_be_visible()
    second = push(visit.region, visit.whom, title=title, code="parking.sms", channels=SMS)
    off = "SUPPRESSED_BY_PREFERENCE"
    until(lambda: _states(visit, second) == {"inbox": "DELIVERED", "email": off, "own:sms": off})
    assert second not in {one["externalId"] for one in sms.asked}
    part(page, "Berichten")
    expect(rows(page, title)).to_contain_text("Ongelezen")


def _assert_ends(page: Page, site: str) -> None:
    """The site is told behind the citizen's back, and goes on with nobody."""
    page.goto(site)
    until(lambda: not acting(page).count(), page.reload)


def _states(visit: Visit, key: str) -> dict[str, str]:
    """Return what Gent sees of a notification: the reason that it did not go out, else its state, by channel."""
    lines = ask(visit.region, DELIVERIES)["notifications"]["deliveries"]["nodes"]
    mine = [one for one in lines if one["externalId"] == key]
    return {one["channelCode"]: one["reason"] or one["state"] for one in mine}


def _link(sms: OwnChannel, key: str) -> str:
    return next(one["link"] for one in sms.asked if one["externalId"] == key)
