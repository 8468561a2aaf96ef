"""What a GraphQL resolver is given, and how it, or a page, learns who asks."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from strawberry.types import Info

from profile_core.contract import in_role
from profile_core.contract.block import Platform
from profile_core.kit import clock
from profile_core.kit.acting import Acting, Caller
from profile_core.kit.errors import ConflictError, InvalidError, UnauthenticatedError
from profile_core.pages.render import Visitor

_LOGOUT = "/sso/end-session"
_LOGIN = "/sso/login"
_SESSION = "/sso/session"
_FIELD = "cp_session"
_SAFE = ("GET", "HEAD")
_SELF = "BUR"
_LATELY = timedelta(minutes=15)
LOGIN_ANEW = "citizen.login_anew"
"""The code of an error by which a citizen who is logged in must log in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The context of one GraphQL request: ``acting`` on the citizen schema, ``caller`` on the provider's."""

    platform: Platform
    correlation_id: str
    acting: Acting | None = None
    caller: Caller | None = None


def platform_of(info: Info[Context, Any]) -> Platform:
    """Return what this process shares: store, settings, keyring."""
    return info.context.platform


def citizen_of(info: Info[Context, Any]) -> Acting:
    """Return who acts; raises ``UnauthenticatedError`` when nobody is logged in."""
    if info.context.acting is None:
        raise UnauthenticatedError("citizen.unknown", "Log in first.")
    return info.context.acting


def caller_of(info: Info[Context, Any]) -> Caller:
    """Return which provider's program asks; raises ``UnauthenticatedError`` when none does."""
    if info.context.caller is None:
        raise UnauthenticatedError("caller.unknown", "Send an access token of a provider's application.")
    return info.context.caller


async def who_asks(request: Request) -> Acting | Caller | None:
    """Return who sends a request to a block's own route, or None; a bad token raises ``UnauthenticatedError``."""
    return await request.state.asks(request)


async def page_citizen(request: Request) -> Acting:
    """Return who is logged in at a page; on a GET under ``/me`` the error that is raised leads to the login.

    Only the cookie of our own pages counts: no site's token opens a page, whatever its scopes.
    A form must carry ``parts.session_field``: one that was shown before somebody else logged in, or before
    another role was chosen, raises ``ConflictError``, and so does a link that was shown in another role. Whoever reads the form with limits of its own does so first.
    """
    who = await who_asks(request)
    if not isinstance(who, Acting) or not who.at_pages:
        raise UnauthenticatedError("citizen.unknown", "Log in first, at our own pages.")
    if request.method not in _SAFE:
        await _check_mark(request, who)
    request.state.visitor = visitor(who)
    if request.method in _SAFE:
        in_role.check(request.state.platform.keyring, who, request)
    return who


def logged_in_lately(acting: Acting) -> None:
    """Raise an error that leads to a new login, unless the citizen logged in within the last quarter of an hour.

    For what a borrowed browser must not do: take everything along, erase.
    """
    if acting.login_at is None or clock.now() - acting.login_at > _LATELY:
        raise UnauthenticatedError(
            LOGIN_ANEW, "Log in again first: this needs a login of the last 15 minutes."
        )


def visitor(acting: Acting) -> Visitor:
    """Return how pages name who is logged in; who acts for themselves is shown without a role."""
    role = "" if acting.role.code == _SELF else acting.role.name
    return Visitor(
        name=acting.name,
        role=role,
        logout_path=_LOGOUT,
        login_path=_LOGIN,
        session_path=_SESSION,
        mark=acting.mark,
        until=acting.until,
    )


async def _check_mark(request: Request, acting: Acting) -> None:
    given = (await request.form()).get(_FIELD)
    if not isinstance(given, str):
        raise InvalidError("session.unmarked", "Send what parts.session_field puts into a form.")
    if not hmac.compare_digest(given.encode(), acting.mark.encode()):
        message = "Somebody has logged in anew since this page was opened. Nothing was done."
        raise ConflictError("session.changed", message)
