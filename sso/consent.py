"""Consent: what a site may do in the citizen's name is asked once, and remembered until it is revoked."""

from starlette.responses import Response

from profile_core.contract import Tx, clock
from sso.rows import consents
from sso.turn import Turn

ASKED_FOR = frozenset({"citizen", "offline_access"})
"""The scopes that need consent: to ask our API as the citizen, and to do so while they are away
(OpenID Connect Core section 11). Who somebody is, a site is told because they log in there."""


async def consent(turn: Turn) -> Turn | Response:
    """Ask for consent where a scope needs it and it was not given, or where the site wants it asked."""
    if turn.wanted is None or turn.session is None or turn.waiting.consented:
        return turn
    needed = turn.wanted.scopes & ASKED_FOR
    if "consent" not in turn.prompts and (not needed or needed <= await _given(turn)):
        return turn
    turn.must_not_ask("consent_required", "The citizen has not agreed to this yet.")
    return await turn.ask("sso/consent.html", client=turn.wanted.client.name, scopes=sorted(needed))


async def note(tx: Tx, turn: Turn) -> None:
    """Remember what the citizen agreed to, in the transaction that gives the code."""
    given = turn.wanted.scopes & ASKED_FOR if turn.wanted else frozenset[str]()
    if turn.wanted is None or turn.session is None or not turn.waiting.consented or not given:
        return
    await consents.add(tx, turn.session.subject, turn.wanted.client.client_id, scopes=given, at=clock.now())


async def _given(turn: Turn) -> frozenset[str]:
    if turn.wanted is None or turn.session is None:
        return frozenset()
    async with turn.issuer.platform.store.read() as tx:
        return await consents.scopes_of(tx, turn.session.subject, turn.wanted.client.client_id)
