"""From a request to its code: log in, choose a role, consent. Each step asks the citizen at most one thing."""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Environment, ids
from sso import browser, consent, cookies, grants, hinted, login, pushed, refusals, waiting as waitings
from sso.authorize import checks
from sso.authorize.answers import redirect, refused, understood
from sso.authorize.asked import RefusedError, UntrustedError, answer_address
from sso.authorize.check_size import LONGEST
from sso.issuer import Issuer
from sso.leading import led
from sso.model import Session, Waiting
from sso.origin import is_same_origin
from sso.roles import choice, hint
from sso.turn import Turn, mark_of

Step = Callable[[Turn], Awaitable[Turn | Response]]


async def check_reach(turn: Turn) -> Turn:
    """Refuse a real citizen to a test client."""
    is_test = turn.wanted is not None and turn.wanted.client.environment is Environment.TEST
    if is_test and turn.session is not None and not turn.session.synthetic:
        raise RefusedError("access_denied", "A test client reaches synthetic citizens only.")
    return turn


STEPS: Sequence[Step] = (login.log_in, hinted.check_hint, check_reach, choice.choose_role, consent.consent)
"""In their order; a step that answers is asked again when the citizen comes back."""


async def advance(issuer: Issuer, request: Request, waiting: Waiting, kept: UUID | None = None) -> Response:
    """Take a request as far as it goes now: to a page, to an identity provider, to its code."""
    asked = await understood(issuer, waiting.request, is_pushed=waiting.pushed is not None)
    session = await _session(issuer, request, came=waiting.came)
    try:
        wanted = checks.checked(asked, checks.trusted(asked)) if waiting.request else None
        turn: Turn | Response = Turn(
            issuer=issuer,
            request=request,
            waiting=waiting.in_session(session.id if session else None),
            kept=kept,
            wanted=wanted,
            session=session,
        )
        for step in STEPS:
            turn = await step(turn)
            if isinstance(turn, Response):
                return turn
        return await _finish(turn)
    except UntrustedError as error:
        refusals.logger.warning("authorization refused", why=error.problem)
        return refusals.page(issuer, request, error.problem)
    except RefusedError as refusal:
        return refused(asked, refusal) if waiting.request else _shown(issuer, request, refusal)


async def go_on(issuer: Issuer, request: Request) -> Response:
    """Go on with what waits in this browser; a form of ours brings what the citizen chose."""
    kept = ids.parse_id(request.path_params["waiting"])
    waiting = await waitings.find(issuer, request, kept)
    if waiting is None or kept is None:
        return await over(issuer, request)
    if request.method == "GET":
        return await _returned(issuer, request, waiting, kept)
    if not is_same_origin(issuer.at.issuer, request.headers):
        return refusals.page(issuer, request, "expired")
    return led(issuer, request, await _chosen(issuer, request, waiting, kept))


async def over(issuer: Issuer, request: Request) -> Response:
    """Say why nothing waits: it was had already, or it took too long, or the browser keeps no cookies."""
    if cookies.BROWSER not in request.cookies:
        return refusals.page(issuer, request, "cookies")
    is_known = await _session(issuer, request) is not None
    return refusals.page(issuer, request, "already" if is_known else "expired")


async def cancelled(issuer: Issuer, request: Request, kept: UUID) -> Response:
    """Tell whoever waits that the citizen was not logged in (RFC 6749 section 4.1.2.1)."""
    waiting = await waitings.find(issuer, request, kept)
    if waiting is None:
        return refusals.page(issuer, request, "expired")
    if not waiting.request:
        return refusals.page(issuer, request, "cancelled", retry="/sso/login")
    asked = await understood(issuer, waiting.request)
    try:
        checks.trusted(asked)
    except UntrustedError as untrusted:
        return refusals.page(issuer, request, untrusted.problem)
    return refused(asked, RefusedError("access_denied", "The citizen was not logged in."))


def _shown(issuer: Issuer, request: Request, refusal: RefusedError) -> Response:
    """Say on a page of ours what a site would be told."""
    if refusal.error == "temporarily_unavailable":
        return refusals.page(issuer, request, "away", retry=request.url.path)
    return refusals.page(issuer, request, "role", retry="/sso/login?prompt=select_account")


async def _returned(issuer: Issuer, request: Request, waiting: Waiting, kept: UUID) -> Response:
    """Follow a link of our page: to an identity provider, or to log in as somebody else."""
    query = request.query_params
    if "again" in query:
        prompts = waiting.prompts | {"login"}
        waiting = replace(waiting, prompts=prompts, role="", consented=False, came=b"")
        await waitings.change(issuer, request, kept, waiting)
    turn = Turn(issuer=issuer, request=request, waiting=waiting, kept=kept, wanted=None, session=None)
    if "failed" in query:
        return login.show_failed(turn, kept)
    if "upstream" in query:
        return await login.with_identity_provider(turn, query["upstream"])
    return await advance(issuer, request, waiting, kept)


async def _chosen(issuer: Issuer, request: Request, waiting: Waiting, kept: UUID) -> Response:
    form = await request.form(max_files=0, max_fields=20)
    said = {name: str(value) for name, value in form.items()}
    if "cancel" in said:
        return await cancelled(issuer, request, kept)
    if "role" in said and (len(said["role"]) > LONGEST or hint.read(said["role"]) is None):
        return refusals.page(issuer, request, "request")
    session = await _session(issuer, request, came=waiting.came)
    if session is not None and _was_shown_to(issuer, kept, session, said):
        chosen = waiting.in_session(session.id)
        chosen = replace(
            chosen,
            role=said.get("role", chosen.role),
            consented="consent" in said and "role" in said,
            chosen_in=session.id,
        )
        await waitings.change(issuer, request, kept, chosen)
    return redirect(str(request.url.replace(scheme="", netloc="")))


def _was_shown_to(issuer: Issuer, kept: UUID, session: Session, said: dict[str, str]) -> bool:
    """Tell whether a form was shown in this session; one of another is not done, the page is shown anew."""
    return hmac.compare_digest(said.get("shown_to", "").encode(), mark_of(issuer, kept, session).encode())


async def _session(issuer: Issuer, request: Request, *, came: bytes = b"") -> Session | None:
    if cookies.SESSION not in request.cookies:
        return None
    async with issuer.platform.store.read() as tx:
        return await browser.session(issuer, tx, request, came=came)


async def _finish(turn: Turn) -> Response:
    """Give what was asked for; a request that waited does so no longer, so it is given once."""
    issuer, wanted, session, role = turn.issuer, turn.wanted, turn.session, turn.role
    if session is None or role is None:
        return refusals.page(issuer, turn.request, "expired")
    async with issuer.platform.store.begin() as tx:
        if turn.kept is not None and not await waitings.end(tx, turn.request, turn.kept):
            return refusals.page(issuer, turn.request, "already")
        await choice.check_mandate(tx, turn)
        if wanted is None:
            return await grants.give_profile(issuer, tx, session, role, turn.waiting.return_to)
        if turn.waiting.pushed is not None and not await pushed.use(tx, turn.waiting.pushed):
            return refusals.page(issuer, turn.request, "expired")
        await consent.note(tx, turn)
        code = await grants.give_code(issuer, tx, session, wanted, role)
    return redirect(answer_address(wanted.redirect_uri, issuer.at.issuer, wanted.state, code=code))
