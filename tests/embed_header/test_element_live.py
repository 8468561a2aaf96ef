"""The count rises by itself, and a logout elsewhere shows."""

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_region import Region

pytestmark = pytest.mark.matrix

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def until(page: Page, region: Region, **wanted: int) -> None:
    """Wait until so many streams are open, or questions held."""
    for _ in range(100):
        if all(getattr(region, name) == count for name, count in wanted.items()):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not {wanted}: {region}")


@pytest.mark.smoke
def test_count_rises_without_reload(page: Page, region: Region):
    page.goto(region.site)
    expect(page.locator(".badge")).to_have_text("2")
    until(page, region, streams=1)
    region.summary["unreadCount"] = 3
    expect(page.locator(".badge")).to_have_text("3")
    expect(page.get_by_role("status")).to_have_text("3 ongelezen berichten")
    assert page.evaluate("document.querySelector('citizen-profile-header').unreadCount") == 3


def test_open_panel_shows_what_arrives_and_keeps_the_focus(page: Page, region: Region):
    page.goto(region.site)
    page.get_by_role("button", name="Marieke").click()
    link = page.get_by_role("link", name="Aanslagbiljet")
    link.focus()
    arrived = {**region.summary["items"][0], "id": "item-9", "name": "Nieuw paspoort"}
    region.summary["items"] = [arrived, *region.summary["items"]]
    region.summary["unreadCount"] = 3
    expect(page.get_by_role("link", name="Nieuw paspoort")).to_be_visible()
    expect(link).to_be_focused()


def test_panel_opened_later_shows_what_arrived_meanwhile(page: Page, region: Region):
    page.goto(region.site)
    expect(page.locator(".badge")).to_have_text("2")
    until(page, region, streams=1)
    region.summary["items"][0]["name"] = "Nieuw paspoort"
    region.summary["unreadCount"] = 3
    expect(page.locator(".badge")).to_have_text("3")
    page.get_by_role("button", name="Marieke").click()
    expect(page.get_by_role("link", name="Nieuw paspoort")).to_be_visible()


def test_answer_that_is_overtaken_by_news_is_asked_for_again(page: Page, region: Region):
    page.goto(region.site)
    until(page, region, streams=1)
    region.holds = True
    page.evaluate("void document.querySelector('citizen-profile-header').refresh()")
    until(page, region, held=1)
    region.summary = {**region.summary, "unreadCount": 3}
    expect(page.locator(".badge")).to_have_text("3")
    region.holds = False
    until(page, region, held=0, asked=3)
    expect(page.locator(".badge")).to_have_text("3")


def test_fewer_unread_is_not_announced(page: Page, region: Region):
    page.clock.install()
    page.goto(region.site)
    expect(page.locator(".badge")).to_have_text("2")
    until(page, region, streams=1)
    region.summary["unreadCount"] = 1
    expect(page.locator(".badge")).to_have_text("1")
    page.clock.run_for(5_000)
    expect(page.get_by_role("status")).to_have_text("")


@pytest.mark.smoke
def test_session_that_ends_elsewhere_shows_and_says_so(page: Page, region: Region):
    page.goto(region.site)
    page.get_by_role("button", name="Marieke").click()
    page.get_by_role("link", name="Aanslagbiljet").focus()
    until(page, region, streams=1)
    region.ended = True
    expect(page.get_by_role("link", name="Aanmelden")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("U bent afgemeld.")
    assert [seen.path for seen in region.seen].count("/header/v1/live") == 1
    assert page.evaluate("document.querySelector('citizen-profile-header').session") is None


def test_broken_stream_comes_back(page: Page, region: Region):
    page.goto(region.site)
    until(page, region, streams=1)
    region.answers = "503"
    until(page, region, streams=0)
    region.answers = "well"
    until(page, region, streams=1)
    region.summary["unreadCount"] = 7
    expect(page.locator(".badge")).to_have_text("7")


def test_stream_closes_when_hidden_for_long_and_opens_when_seen(page: Page, region: Region):
    page.clock.install()
    page.goto(region.site)
    until(page, region, streams=1)
    page.evaluate(HIDE, True)
    page.clock.fast_forward(30_000)
    assert region.streams == 1
    page.clock.fast_forward(31_000)
    until(page, region, streams=0)
    page.clock.run_for(10_000)  # a stream that only broke would be back by now
    page.wait_for_timeout(300)
    assert region.streams == 0
    page.evaluate(HIDE, False)
    until(page, region, streams=1)


def test_page_that_is_seen_again_asks_at_once(page: Page, region: Region):
    region.logged_in = False
    page.goto(region.site)
    expect(page.get_by_role("link", name="Aanmelden")).to_be_visible()
    region.logged_in = True
    page.evaluate(HIDE, False)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()


def test_element_that_is_taken_away_leaves_nothing_running(page: Page, region: Region):
    page.goto(region.site)
    until(page, region, streams=1)
    page.evaluate("document.querySelector('citizen-profile-header').remove()")
    until(page, region, streams=0)


def test_who_is_told_to_come_back_in_a_month_does_not_come_back_at_once(page: Page, region: Region):
    region.answers, region.retry_after = "503", "3000000"
    page.goto(region.site)
    expect(page.locator(".word")).to_contain_text("niet bereikbaar")
    asked = len(region.seen)
    page.wait_for_timeout(3_000)
    assert len(region.seen) - asked < 6
