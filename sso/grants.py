"""What waited is given: a site its code (RFC 6749 section 4.1.2), good for a minute, once; our pages their cookie."""

from starlette.responses import Response

from profile_core.contract import Tx, clock
from sso import cookies, sessions, trail
from sso.authorize.answers import redirect
from sso.authorize.asked import Request
from sso.handle import Handle
from sso.issuer import Issuer
from sso.model import ActiveRole, Grant, Session
from sso.rows import codes

LIFETIME = 60.0


async def give_code(issuer: Issuer, tx: Tx, session: Session, wanted: Request, role: ActiveRole) -> str:
    """Open a client session for the site, in a role, and return the code that gives it away."""
    await sessions.use(issuer, tx, session)
    client_id = wanted.client.client_id
    sid = await sessions.open_client(issuer, tx, session, client_id, role=role, scopes=wanted.scopes)
    code = Handle.new(session.subject.bucket)
    grant = Grant(
        client_session=sid,
        client_id=client_id,
        redirect_uri=wanted.redirect_uri,
        challenge=wanted.challenge,
        nonce=wanted.nonce,
        scopes=wanted.scopes,
        audience=wanted.audience,
        jkt=wanted.jkt,
    )
    await codes.add(tx, code.id, grant, digest=code.digest, expires_at=clock.ahead(LIFETIME))
    return code.text


async def give_profile(
    issuer: Issuer, tx: Tx, session: Session, role: ActiveRole, return_to: str
) -> Response:
    """Give the profile pages their own part of the session, in a role, and go to the page that waits.

    Who acts for another leaves a line; as oneself, the line of the login is enough.
    """
    await sessions.use(issuer, tx, session)
    handle = await sessions.open_profile(issuer, tx, session, role)
    if role.subject != session.subject:
        citizen, detail = session.subject, {"sid": handle.id.hex}
        await trail.note(
            tx, citizen, role, actor=citizen, action="sso.role_taken", purpose="pages", detail=detail
        )
    answer = redirect(return_to)
    cookies.put(answer, cookies.PROFILE, handle.text)
    return answer
