"""The renderer: a template, values and a request become a page in the citizen's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.support import Translations
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from profile_core.kit import clock
from profile_core.kit.texts import LANGUAGES, Texts
from profile_core.kit.transport import promises_https
from profile_core.pages import catalogues, dates, headers, language
from profile_core.pages.static import StaticFiles

_OWN = Path(__file__).parent
_OFFERS_RETRY = (500, 502, 503, 504)
_OF_SESSION = {"session.changed": "changed", "citizen.unknown": "ended", "role.other": "role"}
_Folders = tuple[tuple[str, Path], ...]
WARNING = 120
"""Seconds before its end that a citizen is warned of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who is logged in, as the page shows it; ``role`` is empty for a citizen who acts for themselves.

    ``mark`` goes into every form. Where ``until`` is known, the page warns two minutes before that the session
    ends, and asks ``session_path`` for more time.
    """

    name: str
    role: str = ""
    logout_path: str
    login_path: str = ""
    session_path: str = ""
    mark: str = ""
    until: datetime | None = None

    @property
    def left(self) -> int:
        """Return how many seconds the session has left."""
        return max(0, int((self.until - clock.now()).total_seconds())) if self.until else 0

    @property
    def warned_in(self) -> int:
        """Return in how many seconds the warning is due (WCAG 2.2.1)."""
        return max(0, self.left - WARNING)


class Pages:
    """Renders the pages of one deployment."""

    def __init__(
        self,
        *,
        public_url: str,
        timezone: str = "Europe/Brussels",
        folders: Mapping[str, Path] | None = None,
        navigation: Sequence[tuple[Texts, str]] = (),
        footer: Sequence[tuple[Texts, str]] = (),
    ) -> None:
        """Take the folders of blocks by block name, and the (label, path) pairs beside their pages and at the foot.

        A folder's ``templates/inbox.html`` is then called ``<block>/inbox.html``; its ``locale/<language>.po``
        joins ours.
        """
        self._navigation = navigation
        self._footer = footer
        self._secure = promises_https(public_url)
        self._zone = ZoneInfo(timezone)
        self._static = _static()
        known = tuple((folders or {}).items())
        self._words = {code: _words(known, code) for code in LANGUAGES}
        self._environments = {code: _environment(known, code, self._zone) for code in LANGUAGES}

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        visitor: Visitor | None = None,
        **values: object,
    ) -> HTMLResponse:
        """Answer with a page.

        A value that the template needs and did not get is an ``UndefinedError``, never an empty spot.
        """
        code = language.chosen(request)
        html = (
            self._environments[code]
            .get_template(template)
            .render(
                **values,
                visitor=visitor,
                navigation=self._navigation if visitor and len(self._navigation) > 1 else (),
                footer=self._footer,
                path=request.url.path,
                entry=self._entry(request.url.path),
                here=f"{request.url.path}?{request.url.query}".rstrip("?"),
                switches=language.switches(request),
                href=partial(language.carried, request),
            )
        )
        strict = headers.strict(secure=self._secure)
        return HTMLResponse(html, status_code=status, headers={**strict, "Content-Language": code})

    def error(
        self,
        request: Request,
        status: int,
        *,
        code: str = "",
        correlation_id: str = "",
        visitor: Visitor | None = None,
    ) -> HTMLResponse:
        """Answer with a page that says what went wrong and what to do; the id is for who helps.

        ``code`` is that of the failure; those of a citizen's session have words of their own. What is not there for a
        ``visitor`` may be there in another role: they are asked for which, and come back to the same address.
        """
        again = request.url.path if request.method == "GET" and status in _OFFERS_RETRY else ""
        return self.page(
            request,
            "error.html",
            status=status,
            visitor=visitor,
            kind=_OF_SESSION.get(code) or _kind(status),
            correlation_id=correlation_id,
            again=again,
        )

    def language(self, request: Request) -> str:
        """Return the language in which a page answers a request."""
        return language.chosen(request)

    def carried(self, request: Request, path: str) -> str:
        """Return a path of ours that keeps the language which the address of this page asked for."""
        return language.carried(request, path)

    def words(self, key: str, language: str, **values: object) -> str:
        """Return a text of the catalogues as it is, for what is no page: a command, a letter."""
        return str(self._words[language].gettext(key)) % values

    def _entry(self, path: str) -> str:
        """Return the entry that a page belongs to: of those that lead to it or above it, the nearest."""
        above = [address for _, address in self._navigation if f"{path}/".startswith(f"{address}/")]
        return max(above, key=len, default="")

    def routes(self) -> list[Route]:
        """Return the landing page and the static files."""
        return [Route("/", self._landing), *self._static.routes()]

    async def _landing(self, request: Request) -> HTMLResponse:
        return self.page(request, "landing.html")


@cache
def _static() -> StaticFiles:
    return StaticFiles()


@cache
def _words(folders: _Folders, code: str) -> Translations:
    """Read the texts of one language, once in a process."""
    return catalogues.load([_OWN, *(folder for _, folder in folders)], code)


@cache
def _environment(folders: _Folders, code: str, zone: ZoneInfo) -> Environment:
    """Return the environment of one language; templates are compiled once in a process."""
    environment: Any = Environment(  # Any: the tables of a jinja2 environment have no types
        loader=_loader(folders),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(_words(folders, code), newstyle=True)
    environment.globals.update(language=code, static=_static().paths, warning=WARNING)
    environment.filters["in_words"] = partial(_in_words, language=code, zone=zone)
    environment.filters["day"] = partial(_day, language=code)
    environment.filters["in_language"] = partial(_in_language, language=code)
    return environment


def _loader(folders: _Folders) -> BaseLoader:
    """Put a block's templates under its name, so that none replaces ours or another block's."""
    theirs = {name: FileSystemLoader(folder / "templates") for name, folder in folders}
    return ChoiceLoader([FileSystemLoader(_OWN / "templates"), PrefixLoader(theirs)])


def _in_words(moment: datetime, *, language: str, zone: ZoneInfo) -> Markup:
    words = dates.in_words(moment, language, zone=zone, now=clock.now())
    return Markup('<time datetime="{}">{}</time>').format(clock.rfc3339(moment), words)


def _day(day: date, *, language: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), dates.day_in_words(day, language))


def _in_language(texts: Texts, *, language: str) -> Markup:
    """Say a text that may be missing in this language; a stand-in is marked as foreign (WCAG 3.1.2)."""
    words = texts.in_language(language)
    if any(item.language == language for item in texts.items):
        return Markup("{}").format(words)
    return Markup('<span lang="{}">{}</span>').format(texts.default.language, words)


def _kind(status: int) -> int:
    """Return the status whose words fit."""
    if status in (403, 404, 503):
        return status
    return 500 if status >= 500 else 400
