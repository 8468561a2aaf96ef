"""Audit lines of what a citizen does in a role: under the citizen, and under whom they act for."""

from collections.abc import Mapping

from profile_core import audit
from profile_core.contract import SubjectRef, Tx
from sso.model import ActiveRole


async def note(
    tx: Tx,
    citizen: SubjectRef,
    role: ActiveRole,
    *,
    actor: audit.Actor,
    action: str,
    purpose: str,
    detail: Mapping[str, str],
) -> None:
    """Say who acts (``by``), in which role, for whom (``for``), and who vouched for that (``source``), all by reference.

    So the lines of an enterprise, a child or the giver of a mandate answer who acted for them, where and when.
    """
    acts = {"by": citizen.id.hex, "role": role.code, "for": role.subject.id.hex}
    if role.source:
        acts["source"] = role.source
    subjects = dict.fromkeys((citizen, role.subject))
    await audit.record_for_each(
        tx, subjects, actor=actor, action=action, purpose=purpose, detail={**acts, **detail}
    )
