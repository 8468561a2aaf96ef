"""Log in: go on with a session that is fresh and sure enough, else choose an identity provider and go there."""

import secrets
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from starlette.responses import Response

from profile_core.contract import clock
from sso import browser, cookies, levels, pkce, refusals, waiting as waitings
from sso.authorize.answers import redirect
from sso.authorize.asked import RefusedError
from sso.handle import Handle
from sso.issuer import Issuer
from sso.model import Attempt, Session
from sso.turn import Turn
from sso.upstream.metadata import UpstreamAwayError, UpstreamError
from sso.upstream.relying_party import RelyingParty


async def log_in(turn: Turn) -> Turn | Response:
    """Go on with a session that is fresh and sure enough; else ask with whom to log in, where there is a choice."""
    level = turn.wanted.level if turn.wanted else ""
    if turn.session is not None and _is_fresh(turn, turn.session):
        if levels.reaches(turn.session.level, level):
            return turn
        if _came_now(turn):
            raise RefusedError(
                "unmet_authentication_requirements", "The login is not as sure as acr_values ask."
            )
    turn.must_not_ask("login_required", "Nobody is logged in, or not recently or surely enough.")
    able = _able(turn.issuer, level)
    if not able and level:
        raise RefusedError(
            "unmet_authentication_requirements", "No identity provider is as sure as acr_values ask."
        )
    if len(able) != 1:
        return await turn.ask("sso/identity_providers.html", upstreams=[one.upstream for one in able])
    return await with_identity_provider(turn, able[0].upstream.name)


async def with_identity_provider(turn: Turn, name: str) -> Response:
    """Send the browser to an identity provider; the request waits."""
    issuer = turn.issuer
    if name not in issuer.upstreams:
        return refusals.page(issuer, turn.request, "request")
    secret = waitings.secret_of(turn.request)
    async with issuer.platform.store.begin() as tx:
        kept = turn.kept or await waitings.keep(issuer, tx, secret, turn.waiting)
        is_anew = await browser.must_show_anew(tx, turn.request)
        attempt = _attempt(turn, kept, name, is_anew=is_anew)
        state = waitings.state_of(await waitings.keep(issuer, tx, secret, attempt), kept)
    try:
        address = await issuer.upstreams[name].address(state, attempt, _wishes(turn, attempt, name))
    except UpstreamError as error:
        answer = _page(turn, kept, name, _why(name, error))
    else:
        answer = redirect(address)
    return waitings.remember(answer, secret)


def failed(issuer: Issuer, attempt: Attempt, error: Exception) -> Response:
    """Lead on from an answer that logs nobody in, to a page in whose address nothing of the answer stands."""
    said = {"failed": attempt.upstream, "why": _why(attempt.upstream, error)}
    return redirect(f"{issuer.at.waiting(attempt.waiting)}?{urlencode(said)}")


def show_failed(turn: Turn, kept: UUID) -> Response:
    """Say that a login failed, as the address tells; the request waits on, also for another identity provider."""
    said = turn.request.query_params
    away = said.get("why") == "unreachable"
    return _page(turn, kept, said["failed"], "unreachable" if away else "refused")


def _why(upstream: str, error: Exception) -> str:
    refusals.logger.warning("login failed", upstream=upstream, why=str(error))
    return "unreachable" if isinstance(error, UpstreamAwayError) else "refused"


def _page(turn: Turn, kept: UUID, upstream: str, problem: str) -> Response:
    waiting = urlsplit(turn.issuer.at.waiting(kept)).path
    return refusals.page(
        turn.issuer,
        turn.request,
        problem,
        retry=f"{waiting}?{urlencode({'upstream': upstream})}",
        others=waiting if len(_able(turn.issuer, _level(turn))) > 1 else "",
    )


def _is_fresh(turn: Turn, session: Session) -> bool:
    """Tell whether the login is as recent as is asked (OpenID Connect Core section 3.1.2.1)."""
    if _came_now(turn):
        return True
    if "login" in turn.prompts:
        return False
    max_age = turn.wanted.max_age if turn.wanted else None
    return max_age is None or (clock.now() - session.auth_time).total_seconds() <= max_age


def _came_now(turn: Turn) -> bool:
    """Tell whether the login is the one for this very request, however long the citizen then took to choose.

    Every login changes what the browser holds, so that one in another tab is not taken for it.
    """
    handle = Handle.parse(turn.request.cookies.get(cookies.SESSION, ""))
    return handle is not None and handle.digest == turn.waiting.came


def _able(issuer: Issuer, level: str) -> list[RelyingParty]:
    """Return the identity providers that reach a level."""
    return [one for one in issuer.upstreams.values() if _is_able(one, level)]


def _level(turn: Turn) -> str:
    """Return the level of assurance that the waiting request asks for."""
    return levels.asked_for(dict(turn.waiting.request).get("acr_values", "").split())


def _is_able(party: RelyingParty, level: str) -> bool:
    possible = {*party.upstream.levels.values(), party.upstream.level}
    return any(levels.reaches(one, level) for one in possible)


def _attempt(turn: Turn, kept: UUID, name: str, *, is_anew: bool) -> Attempt:
    """Say how old the login may be; where a login ended, whoever comes must show anew who they are."""
    asked = dict(turn.waiting.request)
    is_anew = is_anew or "login" in turn.waiting.prompts | frozenset(asked.get("prompt", "").split())
    said = asked.get("max_age", "")
    return Attempt(
        waiting=kept,
        upstream=name,
        nonce=secrets.token_urlsafe(24),
        verifier=pkce.new_verifier(),
        max_age=0 if is_anew else int(said) if said else None,
    )


def _wishes(turn: Turn, attempt: Attempt, name: str) -> dict[str, str]:
    """Return what else the identity provider is asked for, in its own words."""
    wishes = {"ui_locales": turn.language} if turn.language else {}
    level = _level(turn)
    known = turn.issuer.upstreams[name].upstream.levels
    fitting = [acr for acr, reached in known.items() if levels.reaches(reached, level)]
    wishes |= {"acr_values": " ".join(fitting)} if level and fitting else {}
    if attempt.max_age is not None:
        wishes |= {"max_age": str(attempt.max_age)} | ({"prompt": "login"} if attempt.max_age == 0 else {})
    return wishes
