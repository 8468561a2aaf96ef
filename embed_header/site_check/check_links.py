"""Login and logout: addresses of the site itself that send the browser on."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from embed_header.site_check.address import origin_of, shown
from embed_header.site_check.case import Case, Mode, joined
from embed_header.site_check.kinds import Finding, Kind, found
from embed_header.site_check.reading import LINKS, link_of
from profile_core.contract import Answer, NoAnswerError


def check_links(case: Case) -> Iterator[Finding]:
    """Find links that are not the site's own, or do not answer with a redirect."""
    for name in LINKS:
        address, reply = link_of(case, name), case.replies.get(name)
        if address and origin_of(address) != case.site.origin:
            yield found(Kind.LINK_ELSEWHERE, name=name, address=shown(address), origin=case.site.origin)
        elif isinstance(reply, NoAnswerError):
            yield found(Kind.LINK_UNREAD, name=name, address=shown(address), why=reply)
        elif reply and not 300 <= reply.status < 400:
            yield found(Kind.LINK_STATUS, name=name, address=shown(address), status=reply.status)


def check_login(case: Case) -> Iterator[Finding]:
    """Find a login that leads elsewhere than to us, or for another client."""
    reply = case.replies.get(LINKS[0])
    if case.mode is not Mode.TOKEN or not isinstance(reply, Answer) or not 300 <= reply.status < 400:
        return
    led = joined(link_of(case, LINKS[0]), reply.headers.get("location", ""))
    if origin_of(led) not in (case.gateway, case.site.origin):
        yield found(Kind.LINK_LEADS_AWAY, origin=origin_of(led) or led, gateway=case.gateway)
    clients = parse_qs(urlsplit(led).query).get("client_id", [])
    if origin_of(led) == case.gateway and clients and clients != [case.site.client_id]:
        yield found(Kind.LINK_CLIENT, client=clients[0], registered=case.site.client_id)
