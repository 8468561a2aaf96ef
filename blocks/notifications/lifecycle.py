"""What becomes of a type: an edit waits for the operator, and what is in force stays so until it is approved."""

from dataclasses import replace

from blocks.notifications import modes
from blocks.notifications.model import Definition, NotificationType, TypeState
from profile_core.contract import clock


def written(one: NotificationType) -> Definition:
    """Return what the provider wrote last."""
    return one.definition if one.draft is None else one.draft


def edited(one: NotificationType, wanted: Definition) -> NotificationType:
    """Write a type anew; back to what is in force leaves nothing that waits."""
    if wanted == written(one):
        return one
    state = TypeState.DRAFT
    if not one.in_force:
        return replace(one, definition=wanted, state=state, rejected_for=None)
    if wanted == one.definition:
        return replace(one, draft=None, state=TypeState.APPROVED, rejected_for=None)
    return replace(one, draft=wanted, state=state, rejected_for=None)


def submitted(one: NotificationType, *, at_once: bool) -> NotificationType:
    """Hand what was written last to the operator; ``at_once`` nobody needs to look at it."""
    if one.state in (TypeState.SUBMITTED, TypeState.APPROVED):
        return one
    return approved(one) if at_once else replace(one, state=TypeState.SUBMITTED, rejected_for=None)


def approved(one: NotificationType) -> NotificationType:
    """Put what was written last in force."""
    in_force = modes.put_in_force(one, written(one), clock.now())
    return replace(in_force, draft=None, state=TypeState.APPROVED, rejected_for=None)


def rejected(one: NotificationType, reason: str) -> NotificationType:
    """Refuse what was written last, and say why."""
    return replace(one, state=TypeState.REJECTED, rejected_for=reason)
