"""What a web team pastes: pinned, for its tier, and with a policy that is no wider than needed."""

import base64
from collections.abc import Callable
from hashlib import sha384
from html import unescape
from typing import Any

import httpx2
import pytest

from blocks.notifications.block import block as notifications
from embed_header import snippet, wishes
from embed_header.block import block as header
from embed_header.releases import pinned, releases
from embed_header.wishes import Wishes
from profile_core.contract import InvalidError
from tests.embed_header.region_of_blocks import Shown
from tests.embed_header.tags import Tags

GATEWAY = "https://profile.example.org"
RELEASE = pinned(releases())
PINS = {"notifications": "sha384-AAA", "acme_parking": "sha384-BBB"}
ELEMENT = "citizen-profile-header"
SCRIPT, STYLE = f"script-src {GATEWAY}", f"style-src {GATEWAY}"


@pytest.fixture
def gateway(open_gateway: Callable[..., httpx2.AsyncClient]) -> httpx2.AsyncClient:
    """Run the inbox, and a block that draws nothing."""
    return open_gateway(header, notifications, Shown("library").block())


def element(**said: Any) -> dict[str, str | None]:
    return Tags(snippet.fragment(GATEWAY, Wishes(**said), PINS)).one(ELEMENT)


async def test_snippet_pins_what_is_served(gateway: httpx2.AsyncClient):
    answer = await gateway.get("/header/v1/snippet", params={"organisation": "Stad Gent"})
    tags = Tags(answer.text)
    for tag, attribute in (("script", "src"), ("link", "href")):
        served = await gateway.get(str(tags.one(tag)[attribute]))
        digest = base64.b64encode(sha384(served.content).digest()).decode()
        assert tags.one(tag)["integrity"] == f"sha384-{digest}"
        assert tags.one(tag)["crossorigin"] == "anonymous"
    assert tags.one(ELEMENT)["organisation"] == "Stad Gent"
    block, pin = str(tags.one(ELEMENT)["widgets"]).split()
    name = pin.removeprefix("sha384-").replace("+", "-").replace("/", "_")
    assert (await gateway.get(f"/header/widgets/{block}/{name}.js")).status_code == 200


async def test_fragment_is_the_element_alone_and_no_page_of_ours(gateway: httpx2.AsyncClient):
    asked = {"organisation": "Stad Gent", "page_fr": "/fr/"}
    whole = (await gateway.get("/header/v1/snippet", params=asked)).text
    answer = await gateway.get("/header/v1/fragment", params=asked)
    assert whole.endswith(answer.text)
    assert Tags(answer.text).found.keys() == {ELEMENT, "ul", "li", "a"}
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_what_was_typed_is_text_and_never_markup():
    evil = '"><script>alert(1)</script>'
    html = snippet.html(GATEWAY, RELEASE, Wishes(organisation=evil, login_url="/login?a=1&b='2'"), PINS)
    assert "<script>alert" not in html
    assert Tags(html).one(ELEMENT)["organisation"] == evil
    assert Tags(html).one(ELEMENT)["login-url"] == "/login?a=1&b='2'"
    assert f">{evil}<" in unescape(html)


def test_site_that_logs_in_through_us_pins_widgets_and_asks_itself_and_us():
    assert element() == {
        "api": GATEWAY,
        "login-url": "/login",
        "logout-url": "/logout",
        "widgets": "notifications sha384-AAA acme_parking sha384-BBB",
    }
    assert snippet.policy(GATEWAY, Wishes()) == (SCRIPT, STYLE, f"connect-src 'self' {GATEWAY}")


def test_site_with_its_own_login_asks_nobody():
    said = Wishes(tier="1", login_url="/in", logout_url="/out", switch_capacity_url="/in?switch")
    tag = Tags(snippet.fragment(GATEWAY, said, PINS)).one(ELEMENT)
    assert tag == {
        "api": GATEWAY,
        "tier": "1",
        "login-url": "/in",
        "logout-url": "/out",
        "switch-capacity-url": "/in?switch",
    }
    assert snippet.policy(GATEWAY, said) == (SCRIPT, STYLE)


def test_site_without_a_login_leads_to_the_profile_also_without_scripts():
    said = Wishes(tier="0", language="fr", organisation="Gand")
    tags = Tags(snippet.fragment(GATEWAY, said, PINS))
    assert tags.one(ELEMENT) == {"api": GATEWAY, "tier": "0", "organisation": "Gand"}
    assert [link["href"] for link in tags.found["a"]] == ["/", f"{GATEWAY}/me"]
    assert snippet.policy(GATEWAY, said) == (SCRIPT, STYLE)


def test_page_pins_the_blocks_that_were_chosen_and_no_other():
    assert element(blocks=("acme_parking",))["widgets"] == "acme_parking sha384-BBB"
    assert "widgets" not in element(blocks=())


def test_other_languages_are_links_that_say_their_language():
    tags = Tags(snippet.fragment(GATEWAY, Wishes(pages={"nl": "/nl/?a&b", "fr": "/fr/"}), PINS))
    assert tags.one("ul") == {"slot": "languages"}
    assert tags.found["a"][:2] == [
        {"hreflang": "nl", "lang": "nl", "href": "/nl/?a&b"},
        {"hreflang": "fr", "lang": "fr", "href": "/fr/"},
    ]


async def test_empty_options_are_as_if_left_out_but_no_block_is_none(gateway: httpx2.AsyncClient):
    plain = await gateway.get("/header/v1/snippet")
    empty = await gateway.get("/header/v1/snippet?organisation=&language=&tier=&login_url=&page_fr=")
    none = await gateway.get("/header/v1/snippet?block=")
    assert empty.text == plain.text
    assert "widgets=" in plain.text
    assert "widgets=" not in none.text


@pytest.mark.parametrize("address", ["snippet", "fragment"])
@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        ("tier=7", "choose 0 (links), 1 (your own login) or 2 (ours)"),
        ("language=es", "choose nl, fr, de, en"),
        ("block=sso", "Those that do: notifications."),
        ("block=library", "No block 'library' draws anything"),
        ("login_url=javascript:alert(1)", "login_url must be a path of your site, such as /login"),
        ("page_de=data:text/html,x", "page_de must be a path"),
        ("organisation=" + "x" * 101, "at most 100 characters"),
        ("organisation=a%0Ab", "on one line"),
        ("organization=Ghent", "Those that there are: organisation, language, tier"),
    ],
)
async def test_what_cannot_be_used_is_refused_with_what_to_do(
    gateway: httpx2.AsyncClient, address: str, asked: str, remedy: str
):
    answer = await gateway.get(f"/header/v1/{address}?{asked}")
    assert (answer.status_code, remedy in answer.json()["message"]) == (400, True), answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/login",
        "/",
        "/a/b?c=d&e=f#g",
        "https://gent.be",
        "http://localhost:8401/in",
        "https://münchen.example/",
    ],
)
def test_address_of_a_page_is_taken(address: str):
    wishes.check(Wishes(login_url=address, pages={"fr": address}), PINS)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)"),
        *("data:text/html,x", "mailto:x@y.be", "//evil.example", "/\\evil.example", "https://", "https:/x"),
        *("http://[::1", "login", "/a b", '/"', "/\0", "/<x>", "/" + "x" * 2000),
    ],
)
@pytest.mark.parametrize("name", ["login_url", "logout_url", "switch_capacity_url"])
def test_whatever_else_an_address_may_be_is_refused(name: str, address: str):
    said: dict[str, Any] = {name: address}
    with pytest.raises(InvalidError) as refusal:
        wishes.check(Wishes(**said), PINS)
    assert (refusal.value.code, refusal.value.path) == ("snippet.address", (name,))
