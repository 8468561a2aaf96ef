"""The snippet by command: with what is known of a registered site, and the lines of its policy."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, KeySet

from embed_header import snippet
from embed_header.releases import pinned, releases
from embed_header.widgets import pins, widgets
from embed_header.wishes import Wishes
from profile_core.contract import load_blocks
from tests.cli.conftest import Run
from tests.databases import Database

GATEWAY = "https://profile.example.org"
ORIGIN = "https://www.lennik.be"
PINS = pins(widgets(load_blocks(("notifications", "file_status"))))


@pytest.fixture
def settings(run: Run, database: Database, tmp_path: Path) -> dict[str, str]:
    """Know one provider and its site."""
    known = {
        "database_url": database.url,
        "blocks": "sso,notifications,file_status,header",
        "public_url": GATEWAY,
    }
    assert run("keyring", "create", **known).returncode == 0
    (tmp_path / "lennik.yaml").write_text("providers: [{code: lennik, name: {nl: Lennik}}]")
    assert run("directory", "load", "lennik.yaml", **known).returncode == 0
    keys = KeySet([ECKey.generate_key("P-256", auto_kid=True)])
    (tmp_path / "keys.json").write_text(json.dumps(keys.as_dict(private=False)))
    joined = ("site", "join", "lennik", ORIGIN, "--name", "nl=Gemeente Lennik", "--name", "fr=Lennik (fr)")
    back = ("--redirect-uri", f"{ORIGIN}/callback", "--keys", "keys.json")
    assert run(*joined, *back, **known).returncode == 0
    return known


def printed(said: Wishes) -> str:
    html = snippet.html(GATEWAY, pinned(releases()), said, PINS)
    lines = "\n".join(snippet.policy(GATEWAY, said))
    return f"{html}\n\nThe Content-Security-Policy of these pages must allow:\n\n{lines}\n"


def test_snippet_comes_with_the_lines_of_its_policy(run: Run, settings: dict[str, str]):
    done = run("site", "snippet", "--organisation", "Stad Gent", **settings)
    assert done.stdout == printed(Wishes(organisation="Stad Gent")), done.stderr


def test_every_option_is_the_same_as_in_an_address(run: Run, settings: dict[str, str]):
    urls = ("--login-url", "/in", "--logout-url", "/out", "--switch-capacity-url", "/switch")
    pages = ("--page", "fr=/fr/?a=b", "--page", "nl=/nl/")
    done = run("site", "snippet", "--tier", "1", "--language", "de", *urls, *pages, **settings)
    asked = Wishes(
        tier="1",
        language="de",
        login_url="/in",
        logout_url="/out",
        switch_capacity_url="/switch",
        pages={"fr": "/fr/?a=b", "nl": "/nl/"},
    )
    assert done.stdout == printed(asked), done.stderr


def test_registered_site_has_its_name_in_the_language_of_its_pages(run: Run, settings: dict[str, str]):
    done = run("site", "snippet", ORIGIN, "--language", "fr", **settings)
    assert 'organisation="Lennik (fr)"' in done.stdout
    other = run("site", "snippet", ORIGIN, "--organisation", "Anders", **settings)
    assert 'organisation="Anders"' in other.stdout


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        (("https://lennik.be",), "Nobody registered https://lennik.be. Give its exact origin"),
        (("--tier", "7"), "choose 0 (links), 1 (your own login) or 2 (ours)"),
        (("--block", "parking"), "Those that do: file_status, notifications."),
        (("--page", "es=/es/"), "write it as fr=/fr/"),
        (("--page", "fr=javascript:1"), "page_fr must be a path of your site"),
    ],
    ids=["nobody's", "tier", "block", "language", "address"],
)
def test_refusal_says_what_to_do(run: Run, settings: dict[str, str], asked: tuple[str, ...], remedy: str):
    done = run("site", "snippet", *asked, **settings)
    assert (done.returncode, remedy in done.stderr, done.stdout) == (1, True, ""), done.stderr
