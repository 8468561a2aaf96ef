"""The check as a page of the real gateway: for anybody, only so often, and nothing of what was typed is told on."""

import json
from collections.abc import AsyncIterator
from html import unescape

import httpx2
import pytest

from embed_header.site_check.kinds import Kind
from profile_core.contract import LANGUAGES, Platform
from profile_core.gateway.app import build
from profile_core.kit import log
from tests.embed_header.site_check.sample import GATEWAY, Site

PATH = "/header/check"
OWN = {"origin": GATEWAY, "accept": "text/html"}


@pytest.fixture
async def gateway(platform: Platform) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(build(platform), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=GATEWAY) as client:
        yield client


async def check(
    gateway: httpx2.AsyncClient, url: str, language: str = "en", **headers: str
) -> httpx2.Response:
    path = f"{PATH}?lang={language}"
    return await gateway.post(path, data={"url": url}, headers=OWN | headers)


async def test_form_is_shown_to_anybody_and_asks_nothing(gateway: httpx2.AsyncClient, site: Site):
    answer = await gateway.get(PATH, params={"url": f"{site.origin}/afval?dossier=85073003328", "lang": "nl"})
    assert answer.status_code == 200
    assert f'value="{site.origin}/afval"' in answer.text
    assert "Kijk uw pagina na" in answer.text
    assert "85073003328" not in answer.text.partition("<main")[2].partition("</main>")[0]
    assert site.asked == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_findings_are_told_in_the_language_of_the_page(
    gateway: httpx2.AsyncClient, platform: Platform, site: Site, language: str
):
    site.answers["page"] = site.answers["page"].replace('<html lang="nl">', "<html>")
    answer = await check(gateway, f"{site.origin}/", language)
    said = unescape(answer.text)
    for kind in (Kind.LANGUAGE_MISSING, Kind.FILES_FINE):
        for key in filter(None, (kind.seen, kind.remedy)):
            assert platform.pages.words(key, language) in said
    assert answer.headers["content-language"] == language
    assert "header.check." not in said


async def test_page_that_works_is_told_so(gateway: httpx2.AsyncClient, site: Site):
    answer = await check(gateway, f"{site.origin}/")
    assert "Everything works" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_site_that_nobody_registered_is_refused_with_the_remedy(
    gateway: httpx2.AsyncClient, site: Site
):
    answer = await check(gateway, "https://nobody.example/")
    assert "The site https://nobody.example is not registered here. We fetched nothing." in answer.text
    assert site.asked == []


async def test_what_the_page_says_is_text_on_ours(gateway: httpx2.AsyncClient, site: Site):
    hostile = "<script>alert(1)</script>"
    site.answers["page"] = site.answers["page"].replace('lang="nl"', f'lang="{hostile}"')
    answer = await check(gateway, f"{site.origin}/")
    assert hostile not in answer.text
    assert hostile in unescape(answer.text)


async def test_query_is_asked_and_neither_shown_nor_logged(
    gateway: httpx2.AsyncClient, site: Site, capsys: pytest.CaptureFixture[str]
):
    log.configure()
    answer = await check(gateway, f"{site.origin}/mijn/85073003328?name=Vermeulen")
    assert ("GET", "/mijn/85073003328") in site.asked
    assert "Vermeulen" not in answer.text and "85073003328" not in answer.text
    assert "Vermeulen" not in (await check(gateway, f"{site.origin}/?name=Vermeulen")).text
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    told = [line["origin"] for line in lines if line["event"] == "page checked"]
    assert told == [site.origin, site.origin]
    assert "Vermeulen" not in str(lines) and "85073003328" not in str(lines)


async def test_origin_that_nobody_registered_is_not_logged(
    gateway: httpx2.AsyncClient, site: Site, capsys: pytest.CaptureFixture[str]
):
    log.configure()
    for typed in ("https://jan-vermeulen.example/", "jan-vermeulen", site.origin.replace("http:", "https:")):
        assert (await check(gateway, typed)).status_code == 200
    logged = capsys.readouterr().err
    told = [json.loads(line) for line in logged.splitlines()]
    assert [line["origin"] for line in told if line["event"] == "page checked"] == ["", "", ""]
    assert "vermeulen" not in logged


async def test_who_asks_too_often_is_told_when_to_come_back(gateway: httpx2.AsyncClient, site: Site):
    answers = [await check(gateway, f"no address {number}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) <= 60
    assert "You asked this too often" in answers[-1].text


async def test_nobody_makes_us_ask_one_site_too_often(platform: Platform, site: Site):
    app = build(platform)
    statuses: list[int] = []
    for number in range(7):
        transport = httpx2.ASGITransport(app, client=(f"192.0.2.{number}", 1))
        async with httpx2.AsyncClient(transport=transport, base_url=GATEWAY) as client:
            statuses.append((await check(client, f"{site.origin}/")).status_code)
    assert statuses == [200] * 6 + [429]
    assert site.asked.count(("GET", "/")) == 6


async def test_page_of_another_origin_cannot_send_the_form(gateway: httpx2.AsyncClient, site: Site):
    answer = await check(gateway, f"{site.origin}/", origin="https://elsewhere.example")
    assert answer.status_code == 403
    assert site.asked == []


@pytest.mark.parametrize(
    "body", [b"", b"url=\x00", b"url=%ff%00", b"url=a&url=b", b"&" * 50 + b"url", b"url=" + b"x" * 9000]
)
async def test_bad_form_is_never_a_fault_of_ours(gateway: httpx2.AsyncClient, body: bytes):
    typed = {"content-type": "application/x-www-form-urlencoded"}
    assert (await gateway.post(PATH, content=body, headers=OWN | typed)).status_code < 500
