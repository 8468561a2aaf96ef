"""Logging in: to the identity provider, back from it, and on to whoever waits."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from profile_core import audit
from profile_core.contract import InvalidError, Role, Tx
from profile_core.directory import subjects
from sso import attempts, cookies, grants, pkce, refusals, sessions
from sso.authorize import checks
from sso.authorize.answers import redirect, refused, understood
from sso.authorize.asked import RefusedError, Request as Wanted, UntrustedError, answer_address
from sso.handle import Handle, new_secret
from sso.issuer import Issuer
from sso.model import Attempt, Login, Session
from sso.upstream.metadata import UpstreamAwayError, UpstreamError
from sso.upstream.relying_party import LoginRefusedError

_AGAIN = frozenset({"login", "select_account"})
_CARRIED = ("ui_locales", "acr_values")
HOME = "/me"


async def begin_for_site(issuer: Issuer, request: Request, wanted: Wanted) -> Response:
    """Send the browser to log in; the site's request waits."""
    said = dict(wanted.pairs)
    wishes = {name: said[name] for name in _CARRIED if said.get(name)}
    max_age = 0 if wanted.prompts & _AGAIN or _was_left(request) else wanted.max_age
    return await _begin(issuer, request, _attempt(issuer, request=wanted.pairs, max_age=max_age), wishes)


async def for_profile(issuer: Issuer, request: Request) -> Response:
    """Log in for our own pages: at once where the citizen has a session; ``return_to`` is a path of ours.

    ``lang``, which our pages carry along, is the language that the identity provider is asked to speak.
    """
    return_to = own_path(request.query_params.get("return_to", HOME))
    said = request.query_params.get("lang", "")
    wishes = {"ui_locales": said} if said else {}
    async with issuer.platform.store.begin() as tx:
        session = await sessions.find(issuer, tx, request.cookies.get(cookies.SESSION, ""))
        if session is not None:
            return await _to_profile(issuer, tx, session, return_to)
    max_age = 0 if _was_left(request) else None
    return await _begin(issuer, request, _attempt(issuer, return_to=return_to, max_age=max_age), wishes)


async def callback(issuer: Issuer, request: Request) -> Response:
    """Take the identity provider's answer, begin the session and go on to whoever waits."""
    attempt = await attempts.take(issuer, request)
    if attempt is None or attempt.upstream != request.path_params["upstream"]:
        return refusals.page(issuer, request, "expired")
    try:
        login = await issuer.upstream.finish(dict(request.query_params), attempt)
        number = subjects.national(login.national_number)
    except LoginRefusedError as refusal:
        return await _not_logged_in(issuer, request, attempt, refusal.error)
    except (UpstreamError, InvalidError) as error:
        return _failed(issuer, request, error)
    async with issuer.platform.store.begin() as tx:
        [subject] = await subjects.resolve(tx, issuer.platform.keyring, [number])
        present = await sessions.find(issuer, tx, request.cookies.get(cookies.SESSION, ""))
        handle = await sessions.begin(issuer, tx, login, subject, present)
        await _note(tx, subject, login)
    answer = await _go_on(issuer, request, attempt, handle)
    cookies.put(answer, cookies.SESSION, handle.text)
    if _was_left(request):
        cookies.drop(answer, cookies.LEFT)
    return answer


def own_path(text: str) -> str:
    """Return a path of ours; whatever else a browser might take it for leads to the profile page."""
    parts = urlsplit(text) if text.isascii() and text.isprintable() else None
    is_own = parts is not None and not parts.scheme and not parts.netloc and "\\" not in text
    return text if is_own and text.startswith("/") and not text.startswith("//") else HOME


def _was_left(request: Request) -> bool:
    """Tell whether somebody logged out here: the identity provider may know that citizen still."""
    return cookies.LEFT in request.cookies


async def _begin(issuer: Issuer, request: Request, attempt: Attempt, wishes: dict[str, str]) -> Response:
    if attempt.max_age is not None:
        wishes = {**wishes, "max_age": str(attempt.max_age)}
        wishes |= {"prompt": "login"} if attempt.max_age == 0 else {}
    state, secret = await attempts.begin(issuer, request, attempt)
    try:
        address = await issuer.upstream.address(state, attempt, wishes)
    except UpstreamError as error:
        return _failed(issuer, request, error)
    return attempts.remember(redirect(address), secret)


async def _go_on(issuer: Issuer, request: Request, attempt: Attempt, handle: Handle) -> Response:
    """Read the site's request again: it may have been registered otherwise in the meantime."""
    async with issuer.platform.store.begin() as tx:
        session = await sessions.find(issuer, tx, handle.text)
        if session is None:
            return refusals.page(issuer, request, "expired")
        if not attempt.request:
            return await _to_profile(issuer, tx, session, attempt.return_to)
    asked = await understood(issuer, attempt.request)
    try:
        wanted = checks.checked(asked, checks.trusted(asked))
        async with issuer.platform.store.begin() as tx:
            code = await grants.give_code(issuer, tx, session, wanted)
    except UntrustedError as error:
        return refusals.page(issuer, request, error.problem)
    except RefusedError as refusal:
        return refused(asked, refusal)
    return redirect(answer_address(wanted.redirect_uri, issuer.at.issuer, wanted.state, code=code))


async def _to_profile(issuer: Issuer, tx: Tx, session: Session, return_to: str) -> Response:
    await sessions.use(issuer, tx, session)
    handle = await sessions.open_profile(tx, session, Role())
    answer = redirect(return_to)
    cookies.put(answer, cookies.PROFILE, handle.text)
    return answer


async def _not_logged_in(issuer: Issuer, request: Request, attempt: Attempt, error: str) -> Response:
    """Tell the site that waits that nobody logged in; for our own pages there is a page."""
    refusals.logger.info("login refused by the identity provider", why=error[:40])
    asked = await understood(issuer, attempt.request)
    if not attempt.request:
        return refusals.page(issuer, request, "cancelled", retry="/sso/login")
    try:
        checks.trusted(asked)
    except UntrustedError as untrusted:
        return refusals.page(issuer, request, untrusted.problem)
    return refused(asked, RefusedError("access_denied", "The citizen was not logged in."))


def _failed(issuer: Issuer, request: Request, error: Exception) -> Response:
    away = isinstance(error, UpstreamAwayError)
    refusals.logger.warning("login failed", upstream=issuer.upstream.upstream.name, why=str(error))
    return refusals.page(issuer, request, "unreachable" if away else "refused")


def _attempt(
    issuer: Issuer,
    *,
    request: tuple[tuple[str, str], ...] = (),
    return_to: str = "",
    max_age: int | None = None,
) -> Attempt:
    return Attempt(
        upstream=issuer.upstream.upstream.name,
        nonce=new_secret(),
        verifier=pkce.new_verifier(),
        request=request,
        return_to=return_to,
        max_age=max_age,
    )


async def _note(tx: Tx, subject: subjects.Subject, login: Login) -> None:
    detail = {"upstream": login.upstream, "acr": login.acr}
    await audit.record(
        tx, subject=subject.ref, actor="sso", action="sso.login", purpose="login", detail=detail
    )
