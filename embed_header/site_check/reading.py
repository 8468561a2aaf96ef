"""All that is fetched of a site: its page, and what its own addresses answer to somebody who is not logged in."""

import asyncio
from collections.abc import Awaitable, Mapping

from embed_header.site_check.address import origin_of, shown
from embed_header.site_check.case import Case, Mode, Page, Reply, joined
from embed_header.site_check.kinds import Finding, Kind, found
from profile_core.contract import Answer, GuardedClient, NoAnswerError

LINKS = ("login-url", "logout-url")
TOKEN, FOREIGN = "token", "foreign"
_USUAL = {"login-url": "/login", "logout-url": "/logout"}
_MOST_REDIRECTS = 3
_FOREIGN_ORIGIN = "https://elsewhere.invalid"
"""A name that nobody can have (RFC 6761 section 6.4)."""


async def page(http: GuardedClient, address: str, origin: str) -> Page | Finding:
    """Fetch a page; redirects are followed within its origin. What cannot be read is a finding."""
    for _ in range(1 + _MOST_REDIRECTS):
        try:
            answer = await http.get(address, headers={"accept": "text/html"})
        except NoAnswerError as error:
            return found(Kind.PAGE_UNREAD, why=error)
        if not 300 <= answer.status < 400:
            return _read(address, answer)
        address = joined(address, answer.headers.get("location", ""))
        if origin_of(address) != origin:
            return found(Kind.PAGE_LEADS_AWAY, to=shown(address), origin=origin)
    return found(Kind.PAGE_UNREAD, why=f"more than {_MOST_REDIRECTS} redirects")


def link_of(case: Case, name: str) -> str:
    """Return where a link of the header leads; empty where it has none. A site with its own login tells its links."""
    usual = _USUAL[name] if case.mode is Mode.TOKEN else ""
    given = case.attribute(name) or usual
    return case.address(given) if given and case.mode in (Mode.TOKEN, Mode.TOLD) else ""


async def replies(http: GuardedClient, case: Case) -> Mapping[str, Reply]:
    """Ask the addresses that the header uses, all at once and without cookies; those of other origins are not asked."""
    asked: dict[str, Awaitable[Answer]] = {
        name: http.get(address)
        for name in LINKS
        if origin_of(address := link_of(case, name)) == case.site.origin
    }
    if case.mode is Mode.TOKEN and origin_of(case.token_url) == case.site.origin:
        for name, origin in ((TOKEN, case.site.origin), (FOREIGN, _FOREIGN_ORIGIN)):
            asked[name] = http.post_form(case.token_url, {}, headers={"origin": origin})
    answers = await asyncio.gather(*(_replied(one) for one in asked.values()))
    return dict(zip(asked, answers, strict=True))


async def _replied(asked: Awaitable[Answer]) -> Reply:
    try:
        return await asked
    except NoAnswerError as error:
        return error


def _read(address: str, answer: Answer) -> Page | Finding:
    kind = answer.headers.get("content-type", "")
    encoding = answer.headers.get("content-encoding", "identity")
    if answer.status != 200:
        return found(Kind.PAGE_STATUS, status=answer.status)
    if "html" not in kind.lower():
        return found(Kind.PAGE_NOT_HTML, type=kind or "-")
    if encoding.lower() != "identity":
        return found(Kind.PAGE_UNREAD, why=f"it is compressed ({encoding}) although we asked for identity")
    return Page(url=address, headers=answer.headers, html=answer.body.decode("utf-8-sig", errors="replace"))
