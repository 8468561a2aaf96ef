"""Consent: what a site may do in the citizen's name is asked once in each role, and remembered until it is revoked."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from profile_core.contract import Platform, SubjectRef, Tx, clock
from profile_core.contract.roles import SELF
from profile_core.kit.keyring import Keyring
from sso import sealed_role, trail
from sso.authorize.asked import RefusedError
from sso.model import ActiveRole
from sso.roles import hint
from sso.rows import consents
from sso.turn import Turn

ASKED_FOR = frozenset({"citizen", "offline_access"})
"""The scopes that need consent: to ask our API as the citizen, and to do so while they are away
(OpenID Connect Core section 11). Who somebody is, a site is told because they log in there."""


async def consent(turn: Turn) -> Turn | Response:
    """Ask for consent where a scope needs it and it was not given in this role, or where the site wants it asked.

    The form brings the role that the page named: who chose another one meanwhile agreed in this one only.
    """
    if turn.wanted is None or turn.session is None or turn.role is None or turn.waiting.consented:
        return turn
    needed = turn.wanted.scopes & ASKED_FOR
    if "consent" not in turn.prompts and (not needed or needed <= await _given(turn)):
        return turn
    turn.must_not_ask("consent_required", "The citizen has not agreed to this yet.")
    return await turn.ask(
        "sso/consent.html",
        client=turn.wanted.client.name,
        scopes=sorted(needed),
        role=turn.role,
        name=turn.session.person.name,
        chosen=hint.write(turn.issuer.platform.keyring, turn.sector, turn.role),
    )


async def note(tx: Tx, turn: Turn) -> None:
    """Remember what the citizen agreed to, in the transaction that gives the code.

    What was agreed to before and withdrawn since is refused; nobody withdraws it before ``tx`` ends, and who does so
    later ends the client session that it gives.
    """
    if turn.wanted is None or turn.session is None or turn.role is None:
        return
    given = turn.wanted.scopes & ASKED_FOR
    citizen, role, client_id = turn.session.subject, turn.role, turn.wanted.client.client_id
    if given and turn.waiting.consented:
        sealed = _sealed(turn.issuer.platform.keyring, citizen, role, client_id)
        await consents.add(tx, citizen, role, client_id, scopes=given, sealed=sealed, at=clock.now())
        await _note_line(tx, citizen, role, client_id, given)
    elif given and not given <= await consents.hold(tx, citizen, role, client_id):
        raise RefusedError("access_denied", "The citizen has just withdrawn their consent.")


def role_of(keyring: Keyring, row: Any) -> ActiveRole:
    """Return the role of a consent's row, opened."""
    bound_to = _row(row.subject_id, row.client_id, row.role_code, row.role_subject_id)
    return sealed_role.opened(keyring, row.role_code, row.role_subject_id, row.role or b"", bound_to=bound_to)


async def reseal(platform: Platform) -> int:
    """Seal under the generation in front what another one sealed, for consent has no end; return how many roles."""
    async with platform.store.read() as tx:
        buckets = await consents.buckets(tx)
    return sum([await _in_bucket(platform, bucket) for bucket in buckets])


async def _in_bucket(platform: Platform, bucket: int) -> int:
    keyring = platform.keyring
    async with platform.store.begin() as tx:
        found = await consents.sealed_in(tx, bucket)
        old = [row for row in found if row.role[0] != keyring.generations[0].id]
        for row in old:
            bound_to = _row(row.subject_id, row.client_id, row.role_code, row.role_subject_id)
            sealed = sealed_role.seal(keyring, role_of(keyring, row), bound_to=bound_to)
            await consents.reseal(tx, row, sealed)
    return len(old)


async def _given(turn: Turn) -> frozenset[str]:
    if turn.wanted is None or turn.session is None or turn.role is None:
        return frozenset()
    async with turn.issuer.platform.store.read() as tx:
        return await consents.scopes_of(tx, turn.session.subject, turn.role, turn.wanted.client.client_id)


async def _note_line(
    tx: Tx, citizen: SubjectRef, role: ActiveRole, client_id: str, given: frozenset[str]
) -> None:
    detail = {"clients": client_id, "scope": " ".join(sorted(given))}
    await trail.note(
        tx, citizen, role, actor=citizen, action="sso.consent_given", purpose="consent", detail=detail
    )


def _sealed(keyring: Keyring, citizen: SubjectRef, role: ActiveRole, client_id: str) -> bytes | None:
    """Seal what does not lie open of a role; of oneself there is nothing."""
    if role.code == SELF:
        return None
    return sealed_role.seal(keyring, role, bound_to=_row(citizen.id, client_id, role.code, role.subject.id))


def _row(citizen: UUID, client_id: str, role_code: str, role_subject: UUID) -> bytes:
    """Return what a sealed role is bound to: the key of its row."""
    return citizen.bytes + role_subject.bytes + f"{role_code}\0{client_id}".encode()
