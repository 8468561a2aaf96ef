"""Searching all blocks at once. What is looked for is posted, so that it stands in no address and no log."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Acting, Found, Lines, Platform, Silent, Texts, visitor
from profile_core.profile import together

PATH = "/me/search"
LONGEST = 100
"""So many characters may be looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one block found, under its title."""

    title: Texts
    lines: Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What all blocks found; ``absent`` are the titles of those that did not answer."""

    parts: Sequence[Part]
    sources: Sequence[Silent] = ()
    absent: Sequence[Texts] = ()


async def form(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show the form; whoever changes the language begins anew."""
    return _page(platform, request, acting, "")


async def found(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show what holds the words, by block, below the form as it was filled in."""
    words = str((await request.form()).get("words", "")).strip()
    if wrong := _wrong(words):
        return _page(platform, request, acting, words, wrong=wrong)
    return _page(platform, request, acting, words, await _sought(platform, request, acting, words))


def offered(platform: Platform) -> bool:
    """Tell whether any block can be searched."""
    return any(block.search is not None for block in platform.blocks)


async def _sought(platform: Platform, request: Request, acting: Acting, words: str) -> Result:
    language = platform.pages.language(request)
    offering = [(block, block.search) for block in platform.blocks if block.search is not None]
    parts = [(block, finds(platform, acting, words, language)) for block, finds in offering]
    heard: together.Heard[Found] = await together.ask(platform, parts)
    some = [(block, one.lines) for block, one in heard.told if one.lines.items or one.lines.more]
    return Result(
        parts=[Part(title=block.title, lines=lines) for block, lines in some],
        sources=together.silent(one.silent for _, one in heard.told),
        absent=[block.title for block in heard.absent],
    )


def _page(
    platform: Platform,
    request: Request,
    acting: Acting,
    words: str,
    result: Result | None = None,
    *,
    wrong: str = "",
) -> Response:
    return platform.pages.page(
        request,
        "seeking.html",
        status=400 if wrong else 200,
        visitor=visitor(acting),
        words=words,
        wrong=wrong,
        result=result,
        search=PATH,
    )


def _wrong(words: str) -> str:
    """Return what is wrong, as a word for the template, or nothing."""
    if not words:
        return "empty"
    return "long" if len(words) > LONGEST else ""
