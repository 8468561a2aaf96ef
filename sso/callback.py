"""Where a login begins for our own pages, and where an identity provider sends the browser back to."""

from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from profile_core import audit
from profile_core.contract import InvalidError
from profile_core.directory import subjects
from sso import browser, cookies, flow, login, refusals, waiting as waitings
from sso.authorize.answers import redirect
from sso.device import device_of
from sso.handle import Handle
from sso.issuer import Issuer
from sso.model import Login, Waiting
from sso.upstream.metadata import UpstreamAwayError, UpstreamError
from sso.upstream.relying_party import LoginRefusedError

HOME = "/me"
_PROMPTS = frozenset({"login", "select_account"})
"""What our own pages may ask for."""
_LONGEST = 2000
_CITIZEN_S = frozenset(
    {
        "access_denied",
        "login_required",
        "interaction_required",
        "account_selection_required",
        "consent_required",
        "unmet_authentication_requirements",
    }
)
"""Errors by which a citizen did not log in; any other is the identity provider's (RFC 6749 section 4.1.2.1)."""
_AWAY = frozenset({"server_error", "temporarily_unavailable"})


async def for_profile(issuer: Issuer, request: Request) -> Response:
    """Log in for our own pages: at once where the citizen has a session; ``return_to`` is a path of ours.

    ``prompt=select_account`` chooses a role anew; ``lang``, which our pages carry along, is the language that
    the identity provider is asked to speak.
    """
    return_to = own_path(request.query_params.get("return_to", HOME))
    prompts = frozenset(request.query_params.get("prompt", "").split()) & _PROMPTS
    waiting = Waiting(return_to=return_to, prompts=prompts)
    return await flow.advance(issuer, request, waiting)


async def callback(issuer: Issuer, request: Request) -> Response:
    """Take the identity provider's answer, begin the session and go on with what waits."""
    attempt = await waitings.take_attempt(issuer, request)
    if attempt is None:
        return await _again(issuer, request)
    if attempt.upstream != request.path_params["upstream"]:
        return refusals.page(issuer, request, "expired")
    try:
        vouched = await issuer.upstreams[attempt.upstream].finish(dict(request.query_params), attempt)
    except LoginRefusedError as refusal:
        refusals.logger.info("login refused by the identity provider", why=refusal.error[:40])
        if refusal.error in _CITIZEN_S:
            return await flow.cancelled(issuer, request, attempt.waiting)
        kind = UpstreamAwayError if refusal.error in _AWAY else UpstreamError
        return login.failed(issuer, attempt, kind(refusal.error[:40]))
    except (UpstreamError, InvalidError) as error:
        return login.failed(issuer, attempt, error)
    answer = redirect(issuer.at.waiting(attempt.waiting))
    begun = await _begin(issuer, request, vouched)
    await _note(issuer, request, attempt.waiting, begun.handle)
    cookies.put(answer, cookies.SESSION, begun.handle.text)
    cookies.drop(answer, *begun.stale)
    return answer


def own_path(text: str) -> str:
    """Return a path of ours; whatever else a browser might take it for leads to the profile page."""
    try:
        is_text = len(text) <= _LONGEST and text.isascii() and text.isprintable()
        parts = urlsplit(text) if is_text else None
    except ValueError:
        return HOME
    is_own = parts is not None and not parts.scheme and not parts.netloc and "\\" not in text
    return text if is_own and text.startswith("/") and not text.startswith("//") else HOME


async def _again(issuer: Issuer, request: Request) -> Response:
    """Go on with what waits when an answer comes twice (a double click, a step back); it logs nobody in again."""
    waiting = await waitings.of_state(issuer, request)
    return await flow.over(issuer, request) if waiting is None else redirect(issuer.at.waiting(waiting))


async def _begin(issuer: Issuer, request: Request, vouched: Login) -> browser.Begun:
    """Begin the session of whom the identity provider vouched for; return what the browser will hold of it."""
    device = device_of(request.headers.get("user-agent", ""))
    number = subjects.national(vouched.person.national_number)
    async with issuer.platform.store.begin() as tx:
        [subject] = await subjects.resolve(tx, issuer.platform.keyring, [number])
        begun = await browser.begin(issuer, tx, request, vouched, subject, device=device)
        detail = {"upstream": vouched.upstream, "acr": vouched.level}
        await audit.record(
            tx, subject=subject.ref, actor="sso", action="sso.login", purpose="login", detail=detail
        )
    return begun


async def _note(issuer: Issuer, request: Request, kept: UUID, handle: Handle) -> None:
    """Note which login came for what waits."""
    waiting = await waitings.find(issuer, request, kept)
    if waiting is not None:
        await waitings.change(issuer, request, kept, replace(waiting, came=handle.digest))
