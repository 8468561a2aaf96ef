"""Token exchange (RFC 8693), for the header only: a citizen's session at a site for a token in the browser.

The subject token is the id token that the site got for its client session. Its age does not matter, for what
counts is that the session lives (as for ``id_token_hint``, RP-Initiated Logout section 2); the site that shows
it must be the one it was made for, and authenticates with its own key.
"""

from sso import agreements, disclosure, hints, person, sessions
from sso.issuer import Issuer
from sso.model import ClientSession
from sso.roles import recheck
from sso.token import access_token
from sso.token.answer import Given
from sso.token.asking import Asking
from sso.token.refusal import RefusedError

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 (a name of RFC 8693 section 3)
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 (the same)
HEADER = agreements.HEADER
_NO_AGREEMENT = (
    "No agreement of today covers the header: ask the region for one of block header, or use a test client."
)


async def exchange(issuer: Issuer, asking: Asking) -> Given:
    """Give a header token, bound to the browser's key; it never prolongs the session."""
    _check(issuer, asking)
    application = asking.application
    hint = await hints.read(issuer, asking.form.need("subject_token"))
    if hint is None:
        raise RefusedError("invalid_grant", "The subject token is not an id token of ours.")
    async with issuer.platform.store.begin() as tx:
        await asking.use_up(tx)
        held = await sessions.of_client(issuer, tx, hint.sid, application)
        if held is None:
            raise RefusedError("invalid_grant", "The citizen's session has ended, or is of another client.")
        if not await agreements.covers_header(issuer.platform, tx, application):
            raise RefusedError("unauthorized_client", _NO_AGREEMENT)
        due = recheck.is_due(held)
        if not due:
            await disclosure.note(tx, application, held, [HEADER], purpose="header")
    if due:
        await _confirm(issuer, asking, held)
    token = await access_token.signed(
        issuer,
        sub=person.sub_for(issuer.platform.keyring, application, held),
        audience=issuer.at.citizen_api,
        client_id=application.client_id,
        scopes=[HEADER],
        sid=held.id.hex,
        jkt=asking.jkt,
    )
    return Given(access_token=token, bound=True, scopes=frozenset([HEADER]), issued_type=ACCESS_TOKEN)


async def _confirm(issuer: Issuer, asking: Asking, held: ClientSession) -> None:
    """Ask the source of the role again before more is given in it."""
    if not await recheck.stands(issuer, held):
        raise RefusedError("invalid_grant", "The citizen's role is not confirmed any more.")
    async with issuer.platform.store.begin() as tx:
        await disclosure.note(tx, asking.application, held, [HEADER], purpose="header")


def _check(issuer: Issuer, asking: Asking) -> None:
    form = asking.form
    if HEADER not in asking.application.scopes:
        raise RefusedError("unauthorized_client", "The client is not registered for the scope header.")
    if form.get("subject_token_type") != ID_TOKEN or form.get("actor_token"):
        raise RefusedError("invalid_request", f"Send one subject token of the type {ID_TOKEN}.")
    if form.get("requested_token_type") not in ("", ACCESS_TOKEN):
        raise RefusedError("invalid_request", f"Only a token of the type {ACCESS_TOKEN} is given.")
    if (form.get("audience") or form.get("resource")) != issuer.at.citizen_api:
        raise RefusedError("invalid_target", f"The audience must be {issuer.at.citizen_api}.")
    if form.get("scope") != HEADER:
        raise RefusedError("invalid_scope", "The scope must be header.")
    if not asking.jkt:
        raise RefusedError(
            "invalid_dpop_proof", "Send a DPoP proof: header tokens are always bound to a key."
        )
