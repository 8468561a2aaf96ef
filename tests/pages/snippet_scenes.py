"""The page on which a web team chooses what it pastes: as it opens, and with something to mend."""

from typing import Any

from embed_header import snippet, wishes
from embed_header.releases import pinned, releases
from embed_header.wishes import Wishes
from profile_core.kit.texts import LANGUAGES, texts
from tests.pages.scene import Scene

GATEWAY = "https://profile.example.org"
PINS = {"notifications": "sha384-" + "Ab3+" * 16, "acme_parking": "sha384-" + "9/xY" * 16}
TITLES = {
    "notifications": texts(nl="Berichten", fr="Messages", de="Mitteilungen", en="Messages"),
    "acme_parking": texts(nl="Parkeren", fr="Stationnement", de="Parken", en="Parking"),
}
WRONG = Wishes(organisation="x" * 101, tier="7", language="es", login_url="login", blocks=("sso",))


def snippet_scenes() -> dict[str, Scene]:
    """Return them by name."""
    asked = Wishes(organisation="Stad Gent", pages={"nl": "/nl/", "fr": "/fr/"})
    result = {
        "snippet": snippet.html(GATEWAY, pinned(releases()), asked, PINS),
        "policy": snippet.policy(GATEWAY, asked),
        "trusted": True,
        "address": f"{GATEWAY}/header/v1/snippet?organisation=Stad+Gent&page_nl=%2Fnl%2F&page_fr=%2Ffr%2F",
        "fragment": f"{GATEWAY}/header/v1/fragment?organisation=Stad+Gent&page_nl=%2Fnl%2F&page_fr=%2Ffr%2F",
    }
    wrong = {problem.path[0]: problem.code for problem in wishes.problems(WRONG, PINS)}
    return {
        "snippet": _scene(said=asked, result=result),
        "snippet-wrong": _scene(said=WRONG, wrong=wrong),
    }


def _scene(said: Wishes, wrong: dict[str, str] | None = None, result: Any = None) -> Scene:
    values = {
        "said": said,
        "wrong": wrong or {},
        "titles": TITLES,
        "chosen": said.blocks or PINS,
        "languages": LANGUAGES,
        "tiers": tuple(reversed(wishes.TIERS)),
        "result": result,
    }
    return Scene(template="header/snippet.html", values=values)
