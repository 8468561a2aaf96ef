"""The audit line of everything that a site learns of a citizen, in the transaction that allows it."""

from collections.abc import Iterable

from profile_core.contract import Caller, Tx
from profile_core.directory.model import Application
from sso import trail
from sso.model import ClientSession


async def note(
    tx: Tx, application: Application, held: ClientSession, scopes: Iterable[str], *, purpose: str
) -> None:
    """Say to whom what is disclosed, by whose login and for whom; ``purpose`` is sign-on, refresh, userinfo or header."""
    given = frozenset(scopes)
    caller = Caller(
        client_id=application.client_id,
        provider=application.provider,
        environment=application.environment,
        scopes=given,
    )
    await trail.note(
        tx,
        held.session.subject,
        held.role,
        actor=caller,
        action="sso.disclosure",
        purpose=purpose,
        detail={"sid": held.id.hex, "scope": " ".join(sorted(given))},
    )
