"""Pushed authorization requests (RFC 9126): what a browser would carry, sent by the client itself."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sso import pushed
from sso.authorize import checks
from sso.authorize.answers import understood
from sso.authorize.asked import Pairs, RefusedError as NotGivenError, UntrustedError
from sso.issuer import Issuer
from sso.token import asking
from sso.token.asking import Asking
from sso.token.refusal import RefusedError

_OF_THE_CLIENT = frozenset({"client_assertion", "client_assertion_type", "client_id", "dpop_jkt"})


async def push(issuer: Issuer, request: Request) -> Response:
    """Keep a request for a minute, after the same checks as where a browser brings it (section 2.1)."""
    return await asking.answer(issuer, request, issuer.at.par, _push)


async def _push(issuer: Issuer, asking: Asking) -> Response:
    pairs = _pairs(asking)
    await _check(issuer, pairs)
    async with issuer.platform.store.begin() as tx:
        await asking.use_up(tx)
        request_uri = await pushed.keep(issuer, tx, asking.application.client_id, pairs)
    return JSONResponse({"request_uri": request_uri, "expires_in": pushed.LIFETIME}, 201)


def _pairs(asking: Asking) -> Pairs:
    """Return the request; a proof that comes with it binds the code to its key (RFC 9449 section 10.1)."""
    jkt = asking.form.get("dpop_jkt") or asking.jkt
    if asking.jkt not in ("", jkt):
        raise RefusedError("invalid_dpop_proof", "dpop_jkt names another key than the proof is made with.")
    said = [(name, value) for name, value in asking.form.fields.items() if name not in _OF_THE_CLIENT]
    bound = [("dpop_jkt", jkt)] if jkt else []
    return (("client_id", asking.application.client_id), *bound, *said)


async def _check(issuer: Issuer, pairs: Pairs) -> None:
    """Refuse as the authorization endpoint would, but to the client itself (section 2.3)."""
    asked = await understood(issuer, pairs, is_pushed=True)
    try:
        checks.checked(asked, checks.trusted(asked))
    except UntrustedError as error:
        raise RefusedError("invalid_request", "The redirect_uri is not one that is registered.") from error
    except NotGivenError as error:
        raise RefusedError(error.error, error.description) from error
