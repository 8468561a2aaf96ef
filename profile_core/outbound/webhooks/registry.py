"""What a provider does with its webhooks: register, rotate, remove. A secret is shown once, where it is made."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from profile_core import audit
from profile_core.kit import clock, ids
from profile_core.kit.acting import Caller, SubjectRef
from profile_core.kit.errors import ConflictError, DuplicateError, InvalidError, NotFoundError
from profile_core.kit.keyring import Keyring
from profile_core.outbound.webhooks import rows
from profile_core.outbound.webhooks.model import Endpoint, Secret, WebhookState, WebhookUse
from profile_core.outbound.webhooks.sealing import opened, sealed
from profile_core.outbound.webhooks.signing import new_secret
from profile_core.store import Store, Tx

OVERLAP = timedelta(hours=24)
"""For so long a former secret still signs beside the new one."""
MOST_SECRETS = 4
"""Secrets of one endpoint that are good at once."""


async def register(
    store: Store,
    keyring: Keyring,
    caller: Caller,
    url: str,
    uses: frozenset[WebhookUse],
    *,
    replaces: UUID | None = None,
) -> tuple[Endpoint, str]:
    """Store an endpoint with a new secret; return both. ``replaces`` gives way in the same transaction.

    The address, and each use, is one endpoint's: a second is a ``DuplicateError`` with the id of the first, also
    when this call is repeated; its secret was shown then, and ``rotate`` gives another.
    """
    secret, moment = new_secret(), clock.now()
    endpoint = Endpoint(
        id=ids.plain_id(),
        provider=caller.provider,
        environment=caller.environment,
        url=url,
        uses=tuple(sorted(uses)),
        state=WebhookState.ACTIVE,
        created_at=moment,
        changed_at=moment,
    )
    async with store.begin() as tx:
        _check_free(await rows.of_caller(tx, caller), url, uses, replaces)
        if replaces is not None:
            await rows.remove(tx, caller, replaces)
        await _add(tx, endpoint, sealed(keyring, endpoint.id, [Secret(text=secret)]))
        await _note(tx, caller, "webhook.registered", endpoint.id)
    return endpoint, secret


async def check(
    store: Store, caller: Caller, url: str, uses: frozenset[WebhookUse], *, replaces: UUID | None = None
) -> None:
    """Raise what ``register`` would raise, and store nothing."""
    async with store.read() as tx:
        _check_free(await rows.of_caller(tx, caller), url, uses, replaces)


async def rotate(store: Store, keyring: Keyring, caller: Caller, endpoint: UUID) -> str:
    """Give an endpoint a new secret and return it; the former ones still sign beside it, for ``OVERLAP``.

    Repeated, it makes one more, and those that are in use stay good.
    """
    secret, moment = new_secret(), clock.now()
    async with store.begin() as tx:
        stored = await rows.locked(tx, caller, endpoint)
        if stored is None:
            raise _unknown(("id",))
        former = [
            Secret(text=one.text, until=one.until or moment + OVERLAP)
            for one in opened(keyring, endpoint, stored)
            if one.until is None or one.until > moment
        ]
        if len(former) >= MOST_SECRETS:
            message = (
                f"{MOST_SECRETS} secrets are good already. Wait until the first has ended, or register anew."
            )
            raise ConflictError("webhooks.rotating", message, path=("id",))
        await rows.put_sealed(tx, endpoint, sealed(keyring, endpoint, [Secret(text=secret), *former]))
        await _note(tx, caller, "webhook.secret_rotated", endpoint)
    return secret


async def remove(store: Store, caller: Caller, endpoint: UUID) -> None:
    """Delete an endpoint; what waits for it waits for the next that is registered for the same use."""
    async with store.begin() as tx:
        if not await rows.remove(tx, caller, endpoint):
            raise _unknown(("id",))
        await _note(tx, caller, "webhook.removed", endpoint)


async def known(store: Store, caller: Caller, endpoint: UUID) -> None:
    """Raise ``NotFoundError`` when the caller has no such endpoint."""
    if endpoint not in {one.id for one in await listed(store, caller)}:
        raise _unknown(("id",))


async def listed(store: Store, caller: Caller) -> list[Endpoint]:
    """Return a provider's endpoints, the oldest first."""
    async with store.read() as tx:
        return await rows.of_caller(tx, caller)


async def reseal(store: Store, keyring: Keyring) -> int:
    """Seal all secrets under the generation that seals now; return how many endpoints there were."""
    async with store.begin() as tx:
        every = await rows.every_sealed(tx)
        for endpoint, stored in every:
            await rows.put_sealed(tx, endpoint, sealed(keyring, endpoint, opened(keyring, endpoint, stored)))
    return len(every)


def _check_free(
    there: Sequence[Endpoint], url: str, uses: frozenset[WebhookUse], replaces: UUID | None
) -> None:
    if not uses:
        raise InvalidError("webhooks.useless", "Say what it is for.", path=("uses",))
    for one in there:
        if one.id == replaces:
            continue
        if one.url == url:
            raise _address_taken(one.id)
        for use in sorted(uses.intersection(one.uses)):
            raise _use_taken(use, one.id)
    if replaces is not None and replaces not in {one.id for one in there}:
        raise _unknown(("replaces",))


async def _add(tx: Tx, endpoint: Endpoint, stored: bytes) -> None:
    """Write it down; who came first meanwhile has the address, and each use."""
    there = await rows.add(tx, endpoint, stored)
    if there != endpoint.id:
        raise _address_taken(there)
    for use in endpoint.uses:
        there = await rows.add_use(tx, endpoint, use)
        if there != endpoint.id:
            raise _use_taken(use, there)


async def _note(tx: Tx, caller: Caller, action: str, endpoint: UUID) -> None:
    detail = {"webhook": str(endpoint), "environment": str(caller.environment)}
    provider = SubjectRef(caller.provider)
    await audit.record(tx, subject=provider, actor=caller, action=action, purpose="webhooks", detail=detail)


def _address_taken(by: UUID) -> DuplicateError:
    message = "You have a webhook at this address. Rotate its secret if you lost it, or name it in replaces."
    return DuplicateError("webhooks.duplicate", message, existing_id=str(by), path=("url",))


def _use_taken(use: WebhookUse, by: UUID) -> DuplicateError:
    message = f"You have a webhook for {use}. Name it in replaces, or remove it first."
    return DuplicateError("webhooks.use_taken", message, existing_id=str(by), path=("uses",))


def _unknown(path: tuple[str, ...]) -> NotFoundError:
    return NotFoundError("webhooks.unknown", "You have no webhook with this id.", path=path)
