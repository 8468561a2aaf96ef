"""The site's token endpoint: who is not logged in is told so, in JSON, and other origins are refused."""

from collections.abc import Iterator

from embed_header.site_check.address import origin_of, shown
from embed_header.site_check.case import Case
from embed_header.site_check.kinds import Finding, Kind, found
from embed_header.site_check.reading import FOREIGN, TOKEN
from profile_core.contract import Answer, NoAnswerError

_SHARING = "access-control-allow-origin"


def check_endpoint(case: Case) -> Iterator[Finding]:
    """Find one that is not the site's own, or that says else than 401 in JSON that nobody keeps."""
    reply = case.replies.get(TOKEN)
    if origin_of(case.token_url) != case.site.origin:
        yield found(Kind.TOKEN_ELSEWHERE, address=shown(case.token_url), origin=case.site.origin)
    elif isinstance(reply, NoAnswerError):
        yield found(Kind.TOKEN_UNREAD, address=shown(case.token_url), why=reply)
    elif reply and reply.status != 401:
        yield found(Kind.TOKEN_STATUS, address=shown(case.token_url), status=reply.status)
    elif reply:
        if not _is_json(reply):
            yield found(Kind.TOKEN_NOT_JSON, type=reply.headers.get("content-type", "-"))
        if "no-store" not in reply.headers.get("cache-control", "").lower():
            yield found(Kind.TOKEN_KEPT)


def check_foreign(case: Case) -> Iterator[Finding]:
    """Find one that serves pages of other origins, or lets them read what it says."""
    replies = [case.replies.get(name) for name in (TOKEN, FOREIGN)]
    own, foreign = (reply if isinstance(reply, Answer) else None for reply in replies)
    if own and own.status == 401 and foreign and foreign.status != 403:
        yield found(Kind.TOKEN_FOREIGN, status=foreign.status)
    if any(reply and _SHARING in reply.headers for reply in (own, foreign)):
        yield found(Kind.TOKEN_SHARED)


def _is_json(reply: Answer) -> bool:
    try:
        reply.json()
    except NoAnswerError:
        return False
    return "json" in reply.headers.get("content-type", "").lower()
