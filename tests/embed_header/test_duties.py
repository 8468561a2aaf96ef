"""The pages of public duties: open to all, true of what we do, and plain about what nobody filled in."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx2
import pytest
from graphql import FieldNode, Visitor, parse, visit

from embed_header.document import documents
from profile_core.contract import InvalidError, log, open_platform
from profile_core.gateway.app import build
from profile_core.kit import keyfile
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.kit.texts import LANGUAGES
from profile_core.outbound import operating
from sso import cookies, sweep
from sso.block import block as sso
from sso.mandates import give
from tests.pages.duty_scenes import sample

ADDRESS = "https://profile.example.org"
PAGES = ("accessibility", "privacy", "help")
Open = Callable[..., httpx2.AsyncClient]


@pytest.fixture
def region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a gateway as the program does; ``duties`` is the text of the operator's file, and none without it."""

    def _open(duties: str | None = None, **settings: str) -> httpx2.AsyncClient:
        if duties is not None:
            (tmp_path / "duties.yaml").write_text(duties)
            settings["header_duties_file"] = str(tmp_path / "duties.yaml")
        keyring = tmp_path / "keyring.json"
        keyring.write_bytes(keyfile.dump(new_keyring()))
        database = f"sqlite+aiosqlite:///{tmp_path}/region.sqlite"
        said = {"database_url": database, "keyring_file": str(keyring), "public_url": ADDRESS, **settings}
        with monkeypatch.context() as patch:
            for name, value in said.items():
                patch.setenv(f"CITIZEN_PROFILE_{name.upper()}", value)
            app = build(open_platform(Settings()))
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ADDRESS)

    return _open


async def text_of(client: httpx2.AsyncClient, path: str, language: str = "en") -> str:
    """Return the words of a page's main part."""
    answer = await client.get(path, params={"lang": language})
    assert answer.status_code == 200, path
    main = re.sub(r".*<main[^>]*>(.*)</main>.*", r"\1", answer.text, flags=re.DOTALL)
    lines = re.sub(r"</?(time|strong|span|a|code)\b[^>]*>", "", main)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", lines)).split())


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_page_is_open_to_everybody_in_each_language(region: Open, name: str, language: str):
    async with region(sample()) as client:
        answer = await client.get(f"/about/{name}", params={"lang": language})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert "set-cookie" not in answer.headers
    assert '<meta name="robots" content="index">' in answer.text
    assert 'class="cp-notice' not in answer.text


async def test_every_page_links_to_all_three_at_its_foot_in_its_language(region: Open):
    async with region(sample()) as client:
        for path in ("/", "/about/help", "/nowhere"):
            answer = await client.get(path, params={"lang": "fr"}, headers={"Accept": "text/html"})
            foot = answer.text[answer.text.index("<footer") :]
            assert re.findall(r'href="(/about/[^"]+)"', foot)[:3] == [
                "/about/help?lang=fr",
                "/about/privacy?lang=fr",
                "/about/accessibility?lang=fr",
            ]


async def test_statement_says_what_the_operator_wrote(region: Open):
    async with region(sample()) as client:
        said = await text_of(client, "/about/accessibility")
        dutch = await text_of(client, "/about/accessibility", "nl")
    for words in (
        "Example Profile Service wants everybody",
        "law of 19 July 2018",
        "partially compliant",
        "Documents that municipalities add to a message as PDF",
        "Ask the municipality for the text by e-mail.",
        "+32 2 555 01 00",
        "Example Ombudsman",
        "Prepared on 22 September 2026.",
        "Last reviewed on 16 November 2026.",
        "We assessed My Profile ourselves.",
        ADDRESS,
    ):
        assert words in said
    assert "Documenten die gemeenten als pdf" in dutch


async def test_notice_says_what_article_13_asks_of_the_operator(region: Open):
    elsewhere = "  transfers: {nl: N., fr: F., de: D., en: To Brazil.}\n"
    text = sample().replace("  processors:", f"{elsewhere}  processors:")
    async with region(text) as client:
        said = await text_of(client, "/about/privacy")
    for words in (
        "Example Profile Service is responsible for your data",
        "dpo@example.org",
        "This is part of our task in the public interest: example decree article 3.",
        "The law obliges us to: example decree article 9.",
        "Example Data Centre, which runs our servers in Belgium.",
        "To Brazil.",
        "30 days",
        "35 days",
        "selection list of the state archives",
        "Example Data Protection Authority",
    ):
        assert words in said


async def test_what_the_operator_writes_is_text_and_never_markup(region: Open):
    text = sample().replace("en: Example Profile Service}", "en: <b>Bold</b>}")
    async with region(text) as client:
        answer = await client.get("/about/privacy", params={"lang": "en"})
    assert "&lt;b&gt;Bold&lt;/b&gt;" in answer.text
    assert "<b>" not in answer.text


async def test_without_a_file_pages_say_what_is_missing_and_claim_nothing(region: Open):
    async with region() as client:
        statement, notice, helped = [await text_of(client, f"/about/{name}") for name in PAGES]
    for said in (statement, notice, helped):
        assert "This has not been filled in yet" in said
        assert "Ask your municipality." in said
    assert "compliant" not in statement
    assert "responsible for your data in My Profile" not in notice
    assert "__Host-cp-sso" in notice
    assert "Choose your name in the bar" in helped


async def test_cookies_on_the_page_are_those_that_sign_on_sets(region: Open):
    set_by_us = {value for name, value in vars(cookies).items() if name.isupper()}
    assert set_by_us
    async with region(sample()) as client:
        for language in LANGUAGES:
            said = await text_of(client, "/about/privacy", language)
            assert set(re.findall(r"__Host-[\w-]+", said)) == set_by_us


async def test_length_of_a_login_is_that_of_the_settings(region: Open):
    async with region(sample(), sso_idle="900", sso_absolute="28800") as client:
        helped, notice = await text_of(client, "/about/help"), await text_of(client, "/about/privacy")
    assert "after 15 minutes without use of My Profile, and in any case 8 hours after you logged in" in helped
    assert "at most 8 hours after you logged in" in notice
    async with region(sample(), sso_idle="60", sso_absolute="5400") as client:
        helped = await text_of(client, "/about/help")
    assert "after 1 minute without use of My Profile, and in any case 90 minutes after" in helped


def test_times_in_the_notice_are_those_of_the_code():
    """Two hours after its end a login is gone; a mandate after a year; what was told after 7 and 90 days."""
    swept = next(job for job in sso.schedule if job.name == "sso.sweep")
    assert sweep._KEPT + swept.every < 2 * 3600  # pyright: ignore[reportPrivateUsage]
    assert give.REMEMBERED.days == 365
    assert (operating.DONE_KEPT, operating.FAILED_KEPT) == (7 * 86_400, 90 * 86_400)


class Leaves(Visitor):
    """Collects the fields of a document that hold values."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if node.selection_set is None:
            self.found.add(node.name.value)


def test_header_reads_no_more_than_the_notice_says():
    """Name and role, count, kind with sender and date; the rest are ids, and labels of ours with their addresses."""
    leaves = Leaves()
    for document in documents():
        visit(parse(document), leaves)
    shown = {"name", "code", "unreadCount", "date"}
    ours = {"id", "block", "label", "path", "count"}
    assert leaves.found == shown | ours


async def test_notice_speaks_of_messages_only_where_they_are(region: Open):
    async with region(sample(), blocks="sso,header") as client:
        assert "To deliver messages to you" not in await text_of(client, "/about/privacy")
    async with region(sample()) as client:
        assert "To deliver messages to you" in await text_of(client, "/about/privacy")


def test_file_that_cannot_be_used_stops_the_start(region: Open):
    with pytest.raises(InvalidError, match=r"line \d+: method: give one of"):
        region(sample().replace("method: self", "method: guess"))


@pytest.mark.parametrize(
    ("environment", "duties", "warned"),
    [("production", None, True), ("production", sample(), False), ("sandbox", None, False)],
)
def test_production_without_a_file_warns_at_its_start(
    region: Open, capsys: pytest.CaptureFixture[str], environment: str, duties: str | None, warned: bool
):
    log.configure()
    region(duties, environment=environment)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    remedies = [line["remedy"] for line in lines if line["level"] == "warning"]
    assert [("CITIZEN_PROFILE_HEADER_DUTIES_FILE" in remedy) for remedy in remedies] == [True] * warned
