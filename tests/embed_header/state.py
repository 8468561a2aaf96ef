"""One state of the header: what is turned in the played region, and what is done on the page."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.embed_header.played_region import Region

HEADER = "citizen-profile-header"
ELEMENT = f"document.querySelector('{HEADER}')"
NOW = datetime.fromisoformat("2026-03-03T08:12:00+01:00")
BLOCKS = Path(__file__).parents[2] / "blocks"
INBOX = BLOCKS / "notifications/widgets/inbox-1.js"
FILES = BLOCKS / "file_status/widgets/files-1.js"
Step = Callable[[Page, Region], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """``before`` the page is asked for, and ``then``, which ends when the state is there.

    `{gateway}` in slots is its address. ``turned`` are fields of `Region`; ``summary`` changes what it answers.
    """

    attributes: str = 'organisation="Stad Gent"'
    slots: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict[str, Any])
    turned: Mapping[str, Any] = field(default_factory=dict[str, Any])
    before: tuple[Step, ...] = ()
    then: tuple[Step, ...] = ()


def bring(state: State, page: Page, region: Region, language: str = "nl") -> None:
    """Leave the state before, turn the region and ask for the site; it always is the same morning there."""
    page.goto("about:blank")
    page.unroute_all()
    page.context.set_offline(False)
    _turn_back(region)
    region.language = language
    region.style = ":root{color-scheme:light dark;background:Canvas}"
    region.widgets = {"notifications": INBOX.read_bytes(), "file_status": FILES.read_bytes()}
    region.attributes = f'api="{region.gateway}" {state.attributes}'
    region.slots = state.slots.replace("{gateway}", region.gateway)
    if 'slot="brand"' in state.slots:
        region.fallback = '<a href="/login">Aanmelden</a>'
    region.summary = {**_summary(), **state.summary}
    for name, value in state.turned.items():
        setattr(region, name, value)
    page.clock.set_fixed_time(NOW)
    for step in state.before:
        step(page, region)
    page.goto(region.site)
    for step in state.then:
        step(page, region)


def item(number: int, name: str, sender: str, **ago: float) -> dict[str, Any]:
    """Give a notification of the summary, by its age."""
    said = {"name": name, "sender": {"name": sender}, "date": (NOW - timedelta(**ago)).isoformat()}
    return {"id": f"item-{number}", "block": "notifications", **said}


def entry(block: str, label: str, count: int) -> dict[str, Any]:
    return {"block": block, "label": label, "path": f"/{block}", "count": count}


def _summary() -> dict[str, Any]:
    return {
        "name": "Marieke Van den Broeck",
        "role": {"code": "BUR", "name": "In eigen naam"},
        "unreadCount": 2,
        "items": [
            item(1, "Herinnering voor uw afspraak", "Stad Gent", minutes=4),
            item(2, "Aanslagbiljet", "Vlaamse Belastingdienst", days=3),
        ],
        "entries": [entry("notifications", "Berichten", 2), entry("parking", "Parkeren", 0)],
    }


def _turn_back(region: Region) -> None:
    """Leave nothing of the state before but the two addresses and the streams that are still closing."""
    for one in fields(region):
        if one.name not in ("gateway", "site", "streams"):
            fresh = one.default if one.default_factory is MISSING else one.default_factory()
            setattr(region, one.name, fresh)
