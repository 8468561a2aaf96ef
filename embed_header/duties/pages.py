"""The three pages, which anybody may read and any website may link to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from embed_header.duties import file
from embed_header.duties.model import Duties
from embed_header.settings import HeaderSettings
from profile_core.contract import Platform, Texts, log, texts

logger = log.get_logger("header")
_SIGN_ON = "sso"
_PAGES: dict[str, Texts] = {
    "help": texts(nl="Hulp", fr="Aide", de="Hilfe", en="Help"),
    "privacy": texts(nl="Uw gegevens", fr="Vos données", de="Ihre Daten", en="Your data"),
    "accessibility": texts(
        nl="Toegankelijkheid", fr="Accessibilité", de="Barrierefreiheit", en="Accessibility"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the pages are made of: what the operator filled in, and what we know ourselves.

    A login lasts ``idle`` minutes without use and ``absolute`` minutes at most; 0 where nobody logs in with us.
    """

    duties: Duties | None
    gateway: str
    blocks: frozenset[str]
    idle: int = 0
    absolute: int = 0


def links() -> tuple[tuple[Texts, str], ...]:
    """Return (label, address) of each page."""
    return tuple((label, f"/about/{name}") for name, label in _PAGES.items())


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the pages; the operator's file is read once, and what is wrong with it stops the start."""
    duties = file.read(HeaderSettings().duties_file)
    if duties is None and platform.settings.production:
        logger.warning(
            "The accessibility statement and the privacy notice are not filled in.",
            remedy="Write them and name the file in CITIZEN_PROFILE_HEADER_DUTIES_FILE.",
        )
    known = Known(
        duties=duties,
        gateway=platform.settings.public_url,
        blocks=frozenset(block.name for block in platform.blocks),
        **_lasting(platform),
    )
    return [Route(f"/about/{name}", partial(_show, platform, name, known)) for name in _PAGES]


async def _show(platform: Platform, name: str, known: Known, request: Request) -> Response:
    return platform.pages.page(request, f"header/duties/{name}.html", known=known)


def _lasting(platform: Platform) -> dict[str, int]:
    """Ask the settings of sign-on for how many minutes a login lasts."""
    found = next((block.settings for block in platform.blocks if block.name == _SIGN_ON), None)
    said = found().model_dump() if found else {}
    return {name: math.ceil(said[name] / 60) for name in ("idle", "absolute") if name in said}
