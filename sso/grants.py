"""Giving a site its code (RFC 6749 section 4.1.2): good for a minute, once."""

from profile_core.contract import Environment, Role, Tx, clock
from sso import rows, sessions
from sso.authorize.asked import RefusedError, Request
from sso.handle import Handle
from sso.issuer import Issuer
from sso.model import Grant, Session

LIFETIME = 60.0


async def give_code(issuer: Issuer, tx: Tx, session: Session, wanted: Request) -> str:
    """Open a client session for the site and return the code that gives it away.

    A test application reaches synthetic citizens only.
    """
    if wanted.client.environment is Environment.TEST and not session.synthetic:
        raise RefusedError("access_denied", "A test client reaches synthetic citizens only.")
    await sessions.use(issuer, tx, session)
    sid = await sessions.open_client(tx, session, wanted.client.client_id, Role())
    code = Handle.new(session.subject.bucket)
    grant = Grant(
        client_session=sid,
        client_id=wanted.client.client_id,
        redirect_uri=wanted.redirect_uri,
        challenge=wanted.challenge,
        nonce=wanted.nonce,
        scopes=wanted.scopes,
        audience=wanted.audience,
    )
    await rows.add_code(tx, code.id, grant, digest=code.digest, expires_at=clock.ahead(LIFETIME))
    return code.text
