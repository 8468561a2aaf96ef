"""The code grant (RFC 6749 section 4.1.3): a code for tokens, once."""

from profile_core.contract import Tx, clock
from profile_core.directory.model import Application
from sso import disclosure, ending, person, pkce, sessions
from sso.handle import Handle
from sso.issuer import Issuer
from sso.model import ClientSession, Grant
from sso.rows import codes
from sso.token import access_token, id_token
from sso.token.answer import Given
from sso.token.asking import Asking
from sso.token.refusal import RefusedError


async def redeem(issuer: Issuer, asking: Asking) -> Given:
    """Give the tokens of a code; who brings one a second time ends what the first time gave."""
    application, form = asking.application, asking.form
    code = Handle.parse(form.need("code"))
    verifier = form.need("code_verifier")
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
        held = await sessions.client(issuer, tx, grant.client_session) if grant else None
        if grant is not None and held is not None:
            await disclosure.note(tx, application, held, grant.scopes, purpose="sign-on")
        elif grant is None:
            await _end_what_it_gave(tx, code)
    if grant is None or held is None:
        raise RefusedError("invalid_grant", "The code is unknown, was used, has expired or is not for this.")
    return await _given(issuer, application, held, grant, asking.jkt)


async def _end_what_it_gave(tx: Tx, code: Handle) -> None:
    """End what a code that comes again gave the first time (RFC 6749 section 4.1.2), and tell the site."""
    gave = await codes.gave(tx, code.id, digest=code.digest)
    if gave is not None:
        await ending.end_client_session(tx, gave, "code_replayed")


async def _given(
    issuer: Issuer, application: Application, held: ClientSession, grant: Grant, jkt: str
) -> Given:
    token = await access_token.signed(
        issuer,
        sub=person.sub_for(issuer.platform.keyring, application, held),
        audience=grant.audience,
        client_id=application.client_id,
        scopes=grant.scopes,
        sid=held.id.hex,
        jkt=jkt,
    )
    return Given(
        access_token=token,
        bound=bool(jkt),
        scopes=grant.scopes,
        id_token=await id_token.signed(issuer, application, held, grant),
    )
