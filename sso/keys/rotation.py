"""Renewing the signing keys: what comes, what stays for a while, what is withdrawn."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from profile_core import audit
from profile_core.contract import InvalidError, NotFoundError, Platform, Tx, clock, log
from sso.keys import rows
from sso.keys.rows import KeyRow
from sso.keys.sealing import new_key, sealed_anew
from sso.settings import SsoSettings

LONGEST_TOKEN = 300
"""Seconds that a token lives which hangs on no session."""
LONGEST_WAIT = 31_536_000.0
"""Seconds that a new key may wait at most before it signs; a year is longer than anybody keeps a key set."""
_KEPT = 3600.0
"""Seconds that a key stays listed after it retired."""
logger = log.get_logger("sso")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """The newest key; ``made`` is False when it was there and does not sign yet."""

    key: KeyRow
    made: bool


def published_for(settings: SsoSettings) -> float:
    """Return the seconds for which a new key is published before it signs.

    Twice as long as others may keep our set: so much is left for processes that remember it themselves, and for
    clocks that differ.
    """
    return 2.0 * settings.jwks_max_age


async def rotate(
    platform: Platform, settings: SsoSettings, *, publish_for: float | None = None, actor: str = "sso"
) -> Rotation:
    """Publish a new key, which signs after ``publish_for`` seconds, and say until when the others stay.

    Nothing is made while the newest key waits to sign: two rotations at once make one key. ``actor`` is who the
    audit trail says did it.
    """
    wait = published_for(settings) if publish_for is None else publish_for
    if not 0 <= wait <= LONGEST_WAIT:
        raise InvalidError("keys.publish_for", "Give seconds from 0 to 31,536,000: a year at most.")
    at = clock.now()
    async with platform.store.begin() as tx:
        before = await rows.every(tx)
        newest = next((key for key in before if key.is_kept(at)), None)
        if newest is not None and newest.signs_from > at:
            return Rotation(key=newest, made=False)
        coming = new_key(
            platform.keyring, before[0].number + 1 if before else 1, at + timedelta(seconds=wait)
        )
        await rows.add(tx, coming)
        stored = (await _retire_others(tx, settings, at))[0]
        made = stored.public == coming.public
        if made:
            await _note(tx, "sso.key_published", actor, stored.number)
    return Rotation(key=stored, made=made)


async def rotate_when_due(platform: Platform) -> None:
    """Rotate so that no key signs for longer than its lifetime, and forget what retired; a job calls it."""
    settings, at = SsoSettings(), clock.now()
    async with platform.store.begin() as tx:
        await rows.forget(tx, clock.ago(_KEPT))
        found = await rows.kept(tx, at)
    lasts = timedelta(seconds=settings.key_lifetime - published_for(settings))
    if settings.key_lifetime and found and found[0].signs_from + lasts <= at:
        done = await rotate(platform, settings)
        logger.info(
            "signing key published", number=done.key.number, signs_from=done.key.signs_from.isoformat()
        )


async def revoke(platform: Platform, settings: SsoSettings, number: int) -> KeyRow:
    """Withdraw a key that others may have, as the operator; return the key that signs from now on."""
    at = clock.now()
    async with platform.store.begin() as tx:
        known = {key.number for key in await rows.kept(tx, at)}
        if number not in known:
            raise NotFoundError(
                "keys.unknown", f"No key {number} is published. See: citizen-profile keys list"
            )
        if known == {number}:
            message = f"Key {number} is the only one. Make another first: citizen-profile keys rotate"
            raise InvalidError("keys.only", message)
        await rows.revoke(tx, number)
        await _note(tx, "sso.key_withdrawn", audit.OPERATOR, number)
        left = await _retire_others(tx, settings, at)
    return next((key for key in left if key.signs_from <= at), left[-1])


async def reseal(platform: Platform) -> int:
    """Seal the private parts anew under the generation that seals now; return how many were."""
    async with platform.store.begin() as tx:
        found = [(key, sealed_anew(platform.keyring, key)) for key in await rows.every(tx)]
        return sum([await rows.reseal(tx, key, sealed) for key, sealed in found if sealed is not None])


async def _note(tx: Tx, action: str, actor: str, number: int) -> None:
    detail = {"key": str(number)}
    await audit.record(
        tx, subject=audit.REGION, actor=actor, action=action, purpose="signing_keys", detail=detail
    )


async def _retire_others(tx: Tx, settings: SsoSettings, at: datetime) -> list[KeyRow]:
    """Let every key but the newest end when nothing that it signed can come back; return them, newest first.

    An id token comes back until the absolute end of its session (as ``id_token_hint``, as subject token). An end
    only ever moves away.
    """
    keep = timedelta(seconds=settings.absolute + LONGEST_TOKEN + published_for(settings))
    found = await rows.kept(tx, at)
    if found and found[0].retires_at is not None:
        await rows.retire(tx, found[0].number, None)
    for newer, older in pairwise(found):
        ends = newer.signs_from + keep
        if older.retires_at is None or older.retires_at < ends:
            await rows.retire(tx, older.number, ends)
    return found
