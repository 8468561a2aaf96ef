"""The code grant (RFC 6749 section 4.1.3): a code for tokens, once."""

from profile_core.contract import Tx, clock
from sso import disclosure, ending, pkce, sessions
from sso.handle import Handle
from sso.issuer import Issuer
from sso.model import Grant, RefreshGrant
from sso.rows import codes
from sso.token import refresh_token, tokens
from sso.token.answer import Given
from sso.token.asking import Asking
from sso.token.refusal import RefusedError


async def redeem(issuer: Issuer, asking: Asking) -> Given:
    """Give the tokens of a code; who brings one a second time ends what the first time gave."""
    application, form = asking.application, asking.form
    code = Handle.parse(form.need("code"))
    verifier = form.get("code_verifier")  # none is a wrong one (RFC 7636 section 4.6)
    if code is None or not pkce.is_verifier(verifier):
        raise RefusedError("invalid_grant", "The code or its verifier is not ours.")
    async with issuer.platform.store.begin() as tx:
        await asking.use_up(tx)
        grant = await codes.redeem(
            tx,
            code.id,
            digest=code.digest,
            client_id=application.client_id,
            redirect_uri=form.need("redirect_uri"),
            challenge=pkce.challenge_of(verifier),
            jkt=asking.jkt,
            at=clock.now(),
        )
        held = await sessions.of_client(issuer, tx, grant.client_session, application) if grant else None
        lasting = ""
        if grant is not None and held is not None:
            await disclosure.note(tx, application, held, grant.scopes, purpose="sign-on")
            lasting = await refresh_token.give(tx, held, _lasting(asking, grant))
        elif grant is None:
            await _end_what_it_gave(tx, code)
    if grant is None or held is None:
        raise RefusedError("invalid_grant", "The code is unknown, was used, has expired or is not for this.")
    given = await tokens.given(
        issuer, asking, held, scopes=grant.scopes, audience=grant.audience, nonce=grant.nonce
    )
    return given.with_refresh_token(lasting)


def _lasting(asking: Asking, grant: Grant) -> RefreshGrant:
    """Return what a refresh token would stand for.

    In the strict profile it is bound to the key too; otherwise the client's own key is enough (RFC 9449 section 5).
    """
    return RefreshGrant(
        client_session=grant.client_session,
        client_id=grant.client_id,
        scopes=grant.scopes,
        audience=grant.audience,
        jkt="" if asking.application.profile == "standard" else asking.jkt,
    )


async def _end_what_it_gave(tx: Tx, code: Handle) -> None:
    """End what a code that comes again gave the first time (RFC 6749 section 4.1.2), and tell the site."""
    gave = await codes.gave(tx, code.id, digest=code.digest)
    if gave is not None:
        await ending.end_client_session(tx, gave, "code_replayed")
