"""Checking a page of a registered site: fetched by the guarded client, judged by the checks."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from embed_header.releases import releases
from embed_header.site_check import markup, reading
from embed_header.site_check.address import origin_of, parsed, shown
from embed_header.site_check.case import Case, Page, Registered
from embed_header.site_check.checks import findings
from embed_header.site_check.kinds import Finding, Kind, Level, found
from embed_header.widgets import widgets
from profile_core.contract import GuardedClient, Platform, clock, directory

_LARGEST = 1024 * 1024
_SIGN_ON, _HEADER = "sso", "header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found at an address, which is shown without its query; ``origin`` is that of a registered site."""

    address: str
    findings: tuple[Finding, ...]
    origin: str = ""

    def count(self, level: Level) -> int:
        """Return how many findings are of a level."""
        return sum(finding.kind.level is level for finding in self.findings)


async def examine(platform: Platform, typed: str, *, patience: float) -> Report:
    """Check a page; ``patience`` are the seconds for the page, and those for all the rest.

    Nothing is fetched of an origin that nobody registered. Redirects of the page stay within its origin.
    """
    parts = parsed(typed)
    if parts is None:
        return Report(address="", findings=(found(Kind.ADDRESS_UNUSABLE),))
    address = parts.geturl()
    origin = origin_of(address)
    site = await _registered(platform, origin)
    if site is None:
        return Report(address=shown(address), findings=(await _refused(platform, origin),))
    told = tuple(await _looked(platform, site, address, patience))
    return Report(address=shown(address), findings=told, origin=origin)


async def _refused(platform: Platform, origin: str) -> Finding:
    """Say why nothing is fetched: nobody registered the site, or only the one that https serves."""
    secure = origin.replace("http:", "https:", 1)
    if secure != origin and await _registered(platform, secure):
        return found(Kind.PLAIN_HTTP, secure=secure)
    return found(Kind.SITE_UNKNOWN, origin=origin)


async def _looked(platform: Platform, site: Registered, address: str, patience: float) -> Sequence[Finding]:
    client = GuardedClient(production=platform.settings.production, deadline=patience, largest=_LARGEST)
    async with client as http:
        try:
            async with asyncio.timeout(patience):
                page = await reading.page(http, address, site.origin)
        except TimeoutError:
            page = found(Kind.PAGE_UNREAD, why=f"no whole answer within {patience} s")
        if isinstance(page, Finding):
            return [page]
        case = await asyncio.to_thread(_case, platform, site, page)
        asked = replace(case, replies=await reading.replies(http, case))
    return await asyncio.to_thread(lambda: list(findings(asked)))


def _case(platform: Platform, site: Registered, page: Page) -> Case:
    pins: dict[str, list[str]] = {}
    for widget in widgets(platform.blocks):
        pins.setdefault(widget.block, []).append(widget.integrity)
    return Case(
        gateway=platform.settings.public_url,
        site=site,
        page=page,
        markup=markup.read(page.html),
        releases=releases(),
        widgets=pins,
    )


async def _registered(platform: Platform, origin: str) -> Registered | None:
    today = clock.today(platform.settings.timezone)
    async with platform.store.read() as tx:
        site = await directory.site(tx, origin)
        application = await directory.application(tx, site.client_id) if site else None
        if site is None or application is None:
            return None
        needed = (_SIGN_ON, *([_HEADER] if _HEADER in application.scopes else []))
        has = [await directory.agreement_covers(tx, site.provider, block, today) for block in needed]
    return Registered(
        origin=origin,
        client_id=application.client_id,
        environment=application.environment,
        scopes=application.scopes,
        lacking=tuple(block for block, covered in zip(needed, has, strict=True) if not covered),
    )
