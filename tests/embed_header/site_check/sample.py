"""A site as it should be: what each of its addresses answers, as raw HTTP, so that one replacement is one mistake."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from embed_header import snippet
from embed_header.releases import pinned, releases
from embed_header.widgets import pins, widgets
from embed_header.wishes import Wishes
from profile_core.contract import Block, HeaderPart, texts

GATEWAY = "http://profile.localhost:8400"
RELEASE = pinned(releases())
OLDEST = releases()[0]
CLIENT = "gent-website"
NEW_WIDGET = "customElements.define('citizen-profile-parking', class extends HTMLElement {});"

PAGE = """200
content-type: text/html; charset=utf-8
content-security-policy: default-src 'none'; script-src {gateway}; style-src 'self' {gateway}; connect-src 'self' {gateway}; img-src 'self'; require-trusted-types-for 'script'; trusted-types citizen-profile
cross-origin-embedder-policy: require-corp
integrity-policy: blocked-destinations=(script)
referrer-policy: strict-origin-when-cross-origin

<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stad Gent</title>
<!-- <base href="https://elsewhere.example/"> stands in a remark only -->
</head>
<body>
<a href="#inhoud">Ga naar de inhoud</a>
{snippet}
<header><nav aria-label="Hoofdmenu"><a href="/afval">Afval</a></nav></header>
<main id="inhoud"><h1>Stad Gent</h1><p>Op maandag halen we restafval op.</p></main>
</body>
</html>"""
LOGIN = """303
location: {gateway}/sso/authorize?{query}

"""
LOGOUT = """303
location: /

"""
TOKEN = """401
content-type: application/json
cache-control: no-store

{"error": "no_session"}"""
FOREIGN = """403
content-type: application/json
cache-control: no-store

{"error": "foreign_origin"}"""

HANGS = "hangs"
"""In the place of an answer: there is none for a minute."""


def parking(folder: Path) -> Block:
    """Return a block with two widgets, of which the second is of a former release."""
    files = [folder / "parking-2.js", folder / "parking-1.js"]
    for file, text in zip(files, (NEW_WIDGET, "// the former one"), strict=True):
        file.write_text(text)
    part = HeaderPart(label=texts(nl="Parkeren"), path="/parking", unread=_none, widgets=tuple(files))
    return Block(name="parking", title=texts(nl="Parkeren"), header=part)


def good(block: Block) -> dict[str, str]:
    """Return what a site answers that has the snippet of today."""
    known = pins(widgets([block]))
    html = snippet.html(GATEWAY, RELEASE, Wishes(organisation="Stad Gent"), known)
    query = urlencode({"client_id": CLIENT, "redirect_uri": "http://gent.localhost/callback"})
    return {
        "page": PAGE.format(gateway=GATEWAY, snippet=html),
        "login": LOGIN.format(gateway=GATEWAY, query=query),
        "logout": LOGOUT,
        "token": TOKEN,
        "foreign": FOREIGN,
    }


@dataclass
class Site:
    """The site that is served; a test turns what it answers."""

    origin: str = ""
    answers: dict[str, str] = field(default_factory=dict[str, str])
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{rest:path}", self.answer, methods=["GET", "POST"])])

    async def answer(self, request: Request) -> Response:
        self.asked.append((request.method, request.url.path))
        if self.answers[self._of(request)] == HANGS:
            await asyncio.sleep(60)
        return response(self.answers[self._of(request)])

    def _of(self, request: Request) -> str:
        if request.url.path == "/citizen-profile/header-token":
            return "token" if request.headers.get("origin") == self.origin else "foreign"
        name = request.url.path.strip("/")
        return name if name in self.answers else "page"


def with_widget(answers: dict[str, str], pin: str) -> None:
    """Let the page pin its widget by another hash."""
    before, _, after = answers["page"].partition('widgets="parking ')
    answers["page"] = f'{before}widgets="parking {pin}{after[after.index(chr(34)) :]}'


def response(raw: str) -> Response:
    head, _, body = raw.partition("\n\n")
    status, *fields = head.splitlines()
    headers = {name: value for name, _, value in (line.partition(": ") for line in fields)}
    return Response(body, int(status), headers)


async def _none(*_: object) -> list[int]:
    return []
