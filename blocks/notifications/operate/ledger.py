"""What was done in a call, and before it: the same order again gets the same answer, and does nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from blocks.notifications import canonical
from blocks.notifications.model import NotificationType, Preview
from blocks.notifications.operate import deciding
from blocks.notifications.operate.orders import FINAL, Answer, Checked, Operation, Outcome
from blocks.notifications.rows.operated import Done, OperationKey, Standing
from profile_core.contract import ConflictError, DuplicateError, Platform

_PURPOSE = "notification operation"
_GIVEN, _DERIVED = b"k", b"h"
"""Whether a key is the provider's own or the hash of what it sent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Claim:
    """An order with the keys under which it may have been done: the first is that of today's secret.

    ``macs`` are the keyed hashes of what was sent, under each generation of the secret.
    """

    order: Checked
    keys: tuple[OperationKey, ...]
    macs: tuple[bytes, ...]


def claim(platform: Platform, order: Checked, notification: UUID) -> Claim:
    """Return under which keys an order is done.

    What can be done once has the thing and the operation for its key. Else it is the provider's own key, or the hash
    of what was sent, ``ifRevision`` included.
    """
    sent = canonical.as_bytes(
        notification.hex, order.operation, order.if_revision, *canonical.plain(order.item)
    )
    macs = platform.keyring.macs(_PURPOSE, sent)
    if order.operation in FINAL:
        texts: tuple[bytes, ...] = (b"",)
    elif order.idempotency_key is not None:
        texts = (_GIVEN + order.idempotency_key.encode(),)
    else:
        texts = tuple(_DERIVED + mac for mac in macs)
    keys = [OperationKey(notification=notification, operation=order.operation, key=text) for text in texts]
    return Claim(order=order, keys=tuple(keys), macs=macs)


class Ledger:
    """Carries out claims one after another in memory; ``changed`` and ``done`` are what is to be written."""

    def __init__(
        self,
        held: Mapping[UUID, Standing],
        of_types: Mapping[UUID, NotificationType],
        earlier: Mapping[OperationKey, Done],
        moment: datetime,
    ) -> None:
        """Begin with how notifications stand, and what was done with them before."""
        self._before = held
        self._now = dict(held)
        self._types = of_types
        self._earlier = dict(earlier)
        self._moment = moment
        self.done: list[Done] = []

    @property
    def changed(self) -> list[tuple[Standing, Standing]]:
        """Return what changed, before and after, in the order of their ids."""
        pairs = ((self._before[one], self._now[one]) for one in sorted(self._now))
        return [(before, after) for before, after in pairs if before is not after]

    def carry_out(self, claim: Claim, *, dry_run: bool) -> Outcome:
        """Do what is asked, or say why it cannot be; what was done before is answered as it was then."""
        known = next((self._earlier[key] for key in claim.keys if key in self._earlier), None)
        held = self._now[claim.keys[0].notification]
        if known is not None:
            return _again(claim, known, held)
        _at_revision(claim, held)
        after = self._after(claim, held)
        changed = after is not held
        if changed:
            after = self._now[held.id] = replace(after, revision=held.revision + 1)
        self._keep(claim, after.revision, changed=changed)
        if dry_run and changed and claim.order.operation is Operation.UPDATE:
            return Preview(external_id=held.external_id, type=self._types[held.type], content=after.content)
        return _answer(after, after.revision, changed=changed)

    def _after(self, claim: Claim, held: Standing) -> Standing:
        order = claim.order
        wanted = deciding.Wanted(
            operation=order.operation,
            item=order.item,
            definition=self._types[held.type].definition,
            path=order.path,
            moment=self._moment,
        )
        return deciding.after(held, wanted)

    def _keep(self, claim: Claim, revision: int, *, changed: bool) -> None:
        done = Done(key=claim.keys[0], mac=claim.macs[0], revision=revision, changed=changed)
        self._earlier[done.key] = done
        self.done.append(done)


def _again(claim: Claim, known: Done, held: Standing) -> Answer:
    if claim.order.operation not in FINAL and known.mac not in claim.macs:
        message = "Your idempotencyKey is taken by another content. Use another key for another operation."
        path = (*claim.order.path, "idempotencyKey")
        raise DuplicateError("notifications.key_taken", message, existing_id=str(held.id), path=path)
    return _answer(held, known.revision, changed=known.changed)


def _at_revision(claim: Claim, held: Standing) -> None:
    wanted = claim.order.if_revision
    if wanted not in (None, held.revision):
        message = f"This notification is at revision {held.revision} by now. Read it again before you go on."
        path = (*claim.order.path, "ifRevision")
        raise ConflictError("notifications.revision", message, path=path)


def _answer(held: Standing, revision: int, *, changed: bool) -> Answer:
    return Answer(id=held.id, external_id=held.external_id, revision=revision, changed=changed)
