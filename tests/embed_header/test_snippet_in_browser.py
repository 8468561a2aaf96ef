"""In Chromium: with exactly the policy that comes with a snippet nothing is refused, and with less something is."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embed_header import snippet
from embed_header.integrity import integrity_of
from embed_header.releases import pinned, releases
from embed_header.wishes import Wishes
from tests.embed_header.played_region import Region
from tests.embed_header.played_site import Site
from tests.standing import stood

pytestmark = pytest.mark.matrix

ALWAYS = ("default-src 'none'", "require-trusted-types-for 'script'")
DEFINED = "citizen-profile-header:defined"
TOLD = """header => header.setProfile({
  active: true, idpData: { user: { firstName: "Marieke", name: "Van den Broeck" } } })"""
TIERS = pytest.mark.parametrize("tier", ["0", "1", "2"])
Paste = Callable[[str, Sequence[str]], None]


@pytest.fixture
def paste(page: Page, region: Region) -> Iterator[Paste]:
    """Open a page of a site that has nothing but the snippet of a tier, under a policy."""
    answer: dict[str, str] = {}

    async def pasted(_: Request) -> Response:
        return HTMLResponse(answer["html"], headers={"Content-Security-Policy": answer["policy"]})

    def open_page(tier: str, policy: Sequence[str]) -> None:
        answer["html"] = page_of(region, tier)
        answer["policy"] = "; ".join((*ALWAYS, *policy))
        page.goto(f"{region.site}/pasted")

    site = Site(region).app()
    site.router.routes.insert(0, Route("/pasted", pasted))
    with stood(site) as port:
        region.site = f"http://gent.localhost:{port}"
        yield open_page


def wishes(tier: str) -> Wishes:
    return Wishes(tier=tier, organisation="Stad Gent", pages={"fr": "/fr/", "nl": "/"})


def page_of(region: Region, tier: str) -> str:
    pins = {block: integrity_of(module) for block, module in region.widgets.items()}
    pasted = snippet.html(region.gateway, pinned(releases()), wishes(tier), pins)
    head = "<!doctype html><html lang=nl><meta charset=utf-8><title>Gent</title>"
    return f"{head}<body>{pasted}<h1>Gent</h1></html>"


def lines(region: Region, tier: str) -> tuple[str, ...]:
    return snippet.policy(region.gateway, wishes(tier))


def use(page: Page, tier: str) -> None:
    """Do what makes the header of a tier load all that it ever loads."""
    header = page.locator(DEFINED)
    if tier == "0":
        expect(header.get_by_role("link", name="Naar Mijn Profiel")).to_be_visible()
        return
    if tier == "1":
        header.evaluate(TOLD)
    page.get_by_role("button", name="Marieke").click()
    expect(page.get_by_role("link", name="Afmelden")).to_be_visible()
    if tier == "2":
        expect(page.get_by_role("link", name="Aanslagbiljet")).to_be_visible()


@TIERS
def test_policy_of_the_snippet_lets_everything_through(page: Page, region: Region, paste: Paste, tier: str):
    paste(tier, lines(region, tier))
    use(page, tier)
    assert page.evaluate("() => window.violations") == []


@pytest.mark.parametrize(
    ("tier", "line"), [("0", 0), ("0", 1), ("1", 0), ("1", 1), ("2", 0), ("2", 1), ("2", 2)]
)
def test_policy_with_one_line_less_refuses_something(
    page: Page, region: Region, paste: Paste, tier: str, line: int
):
    policy = lines(region, tier)
    missing = policy[line].split()[0]

    def complains(message: ConsoleMessage) -> bool:
        return "Content Security Policy" in message.text and missing in message.text

    with page.expect_console_message(complains):
        paste(tier, (*policy[:line], *policy[line + 1 :]))


@pytest.mark.parametrize("tier", ["0", "1"])
def test_tiers_without_our_login_ask_nothing(page: Page, region: Region, paste: Paste, tier: str):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    paste(tier, lines(region, tier))
    use(page, tier)
    assert sorted(asked) == ["document", "script", "stylesheet"]


@pytest.mark.smoke
def test_without_scripts_the_snippet_leads_to_the_login_and_to_other_languages(
    page: Page, region: Region, paste: Paste
):
    paste("2", [f"style-src {region.gateway}"])
    expect(page.locator("citizen-profile-header:not(:defined)")).to_be_visible()
    for name, path in {
        "Stad Gent": "/",
        "Aanmelden": "/login",
        "Français": "/fr/",
        "Nederlands": "/",
    }.items():
        expect(page.get_by_role("link", name=name)).to_have_attribute("href", path)
