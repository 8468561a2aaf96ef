"""The first page: what must I do, what is new, what is running; of all blocks together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import MOST, Acting, Line, Lines, Overview, Platform, Texts, visitor
from profile_core.profile import seeking, together
from profile_core.profile.together import Heard

PATH = "/me"
_Order = Callable[[Line], tuple[bool, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines of all blocks; ``more`` has the title of each block that has others, and where they are."""

    lines: Sequence[Line]
    more: Sequence[tuple[Texts, str]] = ()


async def shown(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show what all blocks tell; one that fails or takes long is named, and the others are there."""
    heard = await _heard(platform, acting, platform.pages.language(request))
    silent = together.silent(one.silent for _, one in heard.told)
    return platform.pages.page(
        request,
        "overview.html",
        visitor=visitor(acting),
        must=_section(heard, attrgetter("must"), _soonest),
        new=_section(heard, attrgetter("new"), _newest),
        running=_section(heard, attrgetter("running"), _soonest),
        sources=silent,
        absent=[block.title for block in heard.absent],
        sure=not heard.absent and not any(one.away for one in silent),
        search=seeking.PATH if seeking.offered(platform) else "",
    )


async def _heard(platform: Platform, acting: Acting, language: str) -> Heard[Overview]:
    offering = [(block, block.overview) for block in platform.blocks if block.overview is not None]
    parts = [(block, tells(platform, acting, language)) for block, tells in offering]
    return await together.ask(platform, parts)


def _section(heard: Heard[Overview], which: Callable[[Overview], Lines], order: _Order) -> Section:
    """Put the lines of all blocks in order, and say who has more than is shown."""
    given = [(block, which(told)) for block, told in heard.told]
    lines = sorted((line for _, of in given for line in of.items), key=order)[:MOST]
    more = [
        (block.title, of.path)
        for block, of in given
        if of.path and (of.more or any(line not in lines for line in of.items))
    ]
    return Section(lines=lines, more=more)


def _soonest(line: Line) -> tuple[bool, float]:
    return line.due is None, _moment(line.due or line.at)


def _newest(line: Line) -> tuple[bool, float]:
    return False, -_moment(line.at)


def _moment(given: datetime | None) -> float:
    return given.timestamp() if given else 0.0
