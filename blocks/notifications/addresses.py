"""An e-mail address of a citizen, or of an organisation: added, verified by a code, replaced, removed.

A subject has one address that counts. Another one takes its place once it is verified, and the former is told by a
letter, so that nobody is cut off in silence.
"""

import base64
import hmac
import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Literal
from uuid import UUID

from blocks.notifications import trail
from blocks.notifications.channels import web_push
from blocks.notifications.channels.email import EMAIL, open_post
from blocks.notifications.model import Address
from blocks.notifications.rows import addresses, own_addresses as rows
from profile_core.contract import (
    Acting,
    ConflictError,
    ForbiddenError,
    InvalidError,
    Keyring,
    NotFoundError,
    Platform,
    Tx,
    audit,
    clock,
    limits,
    outbound,
)

USE = "notifications.address"
"""The use of outbound that brings codes and tells former addresses."""
CODE = "notifications address code"
"""The purpose under which a code is sealed and hashed."""
DIGITS = 6
VALID = timedelta(minutes=15)
TRIES = 5
_AT_MOST_ONE_IN = timedelta(minutes=1)
_TOLD_WITHIN = timedelta(days=1)
_LONGEST = 254
_LOCAL = re.compile(r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_CODES = limits.Limit(name="address_codes", most=6, per=3600)
_TO_ONE = limits.Limit(name="address_codes_to_one", most=6, per=3600)
_VERIFYING = limits.Limit(name="address_tries", most=30, per=3600)


class Said(StrEnum):
    """What a letter to an address is about."""

    CODE = "code"
    REPLACED = "replaced"
    REMOVED = "removed"


async def mine(platform: Platform, acting: Acting) -> list[tuple[Address, str]]:
    """Return the addresses of the subject for whom the citizen acts, each as it is, the newest first."""
    _at_our_pages(acting)
    async with trail.looking(platform.store, acting) as tx:
        known = await rows.of(tx, acting, EMAIL)
        await trail.note(tx, acting, "address.read", [one.id for one in known])
    return [(one, addresses.plain(platform.keyring, acting.subject, one)) for one in known]


async def add(platform: Platform, acting: Acting, text: str, language: str) -> UUID:
    """Take an address that a citizen gives, send it a code, and return its id; the same again is the same.

    One that waited for its code until now gives way.
    """
    _at_our_pages(acting)
    _open(platform)
    wanted = checked(text)
    for known, plain in await mine(platform, acting):
        if plain.casefold() == wanted.casefold() and (known.counts or _was_just_sent(known)):
            return known.id
    await _throttle(platform, acting, wanted)
    return await platform.store.transact(partial(_add, platform.keyring, acting, wanted, language))


async def resend(platform: Platform, acting: Acting, address: UUID | None) -> UUID:
    """Send a fresh code to an address that waits for one, or that failed; the former code is void."""
    for known, plain in await mine(platform, acting):
        if known.id != address:
            continue
        if known.counts or _was_just_sent(known):
            return known.id
        _open(platform)
        await _throttle(platform, acting, plain)
        await platform.store.transact(partial(_offer, platform.keyring, acting, known.id))
        return known.id
    raise _unknown()


async def verify(platform: Platform, acting: Acting, address: UUID | None, code: str) -> UUID:
    """Verify an address by its code, which replaces the one before; once verified, the same answer."""
    _at_our_pages(acting)
    usage = await limits.Limits(platform.store, platform.keyring).hit(_VERIFYING, str(acting.subject.id))
    if usage.is_exceeded:
        raise ConflictError("address.too_often", "Too many codes were tried. Try again in an hour.")
    known = [one for one, _ in await mine(platform, acting) if one.id == address]
    if not known:
        raise _unknown()
    if known[0].counts:
        return known[0].id
    digits = "".join(code.split())
    found = await platform.store.transact(partial(_verify, platform.keyring, acting, known[0].id, digits))
    if found == "over":
        message = "This code is no longer valid. Ask for a new one."
        raise ConflictError("address.code_over", message, path=("code",))
    if found == "wrong":
        message = "This is not the code that we sent. Look at the newest mail."
        raise InvalidError("address.code_wrong", message, path=("code",))
    return known[0].id


async def remove(platform: Platform, acting: Acting, address: UUID | None) -> None:
    """Remove an address and tell it so; what is not there, or is somebody else's, is not there after it either."""
    _at_our_pages(acting)
    if address is not None:
        await platform.store.transact(partial(_remove, acting, address, Said.REMOVED))


def checked(text: str) -> str:
    """Return an address that mail can be sent to (RFC 5321 section 4.1.2, without quoted names)."""
    local, _, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        ascii_domain = ""
    wanted = f"{local}@{ascii_domain}"
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(ascii_domain)) or len(wanted) > _LONGEST:
        message = "This is no e-mail address that we can use. Write it like name@example.org."
        raise InvalidError("address.malformed", message, path=("address",))
    return wanted


async def reseal(platform: Platform) -> int:
    """Seal addresses and push keys anew under the generation that seals now; return how many, a bucket a transaction."""
    async with platform.store.begin() as tx:
        done = await web_push.reseal(tx, platform.keyring)
    async with platform.store.read() as tx:
        buckets = await addresses.buckets(tx)
    for bucket in buckets:
        async with platform.store.begin() as tx:
            done += await addresses.reseal(tx, platform.keyring, bucket)
    return done


def _at_our_pages(acting: Acting) -> None:
    """Let nobody by who came with a site's token: no site learns or changes where a citizen is reached."""
    if not acting.at_pages:
        message = "Addresses are shown and changed at the citizen's own pages, /me/settings."
        raise ForbiddenError("address.own_pages", message)


def _open(platform: Platform) -> None:
    if open_post(platform) is None:
        raise ConflictError("address.no_channel", "This deployment sends no e-mail.")


def _was_just_sent(address: Address) -> bool:
    return address.code_until is not None and address.code_until - VALID + _AT_MOST_ONE_IN > clock.now()


async def _throttle(platform: Platform, acting: Acting, wanted: str) -> None:
    """Let nobody fill somebody's mailbox with codes: counted by who asks, and by where they go."""
    counts = limits.Limits(platform.store, platform.keyring)
    usages = [
        await counts.hit(_CODES, str(acting.subject.id)),
        await counts.hit(_TO_ONE, wanted.casefold()),
    ]
    if any(usage.is_exceeded for usage in usages):
        message = "Too many codes were asked for. Try again in an hour."
        raise ConflictError("address.too_often", message, path=("address",))


async def _add(keyring: Keyring, acting: Acting, wanted: str, language: str, tx: Tx) -> UUID:
    address = await rows.add(tx, acting, keyring, channel=EMAIL, text=wanted, language=language)
    for other in await rows.of(tx, acting, EMAIL):
        if other.id != address and not other.verified_at:
            await _drop(tx, acting, other.id)
    await _note(tx, acting, address, "added")
    await _offer(keyring, acting, address, tx)
    return address


async def _offer(keyring: Keyring, acting: Acting, address: UUID, tx: Tx) -> None:
    """Make a code, keep its hash, and have the code itself brought: sealed, as long as it waits."""
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    until = clock.now() + VALID
    await rows.offer(tx, acting, address, code=keyring.mac(CODE, said(address, code)), until=until)
    sealed = keyring.seal(CODE, code.encode(), bound_to=address.bytes)
    await _tell(tx, acting, address, Said.CODE, until=until, code=base64.b64encode(sealed).decode())


async def _verify(
    keyring: Keyring, acting: Acting, address: UUID, code: str, tx: Tx
) -> Literal["verified", "wrong", "over"]:
    """Try a code; the try counts whatever comes of it."""
    kept = await rows.try_code(tx, acting, address, most=TRIES)
    if kept is None:
        return "over"
    if not any(hmac.compare_digest(kept, mac) for mac in keyring.macs(CODE, said(address, code))):
        return "wrong"
    await rows.verify(tx, acting, address)
    await _note(tx, acting, address, "verified")
    for other in await rows.of(tx, acting, EMAIL):
        if other.id != address:
            await _remove(acting, other.id, Said.REPLACED, tx)
    return "verified"


async def _remove(acting: Acting, address: UUID, why: Said, tx: Tx) -> None:
    """Remove an address; one that was verified is told so, and deleted after that."""
    known = next((one for one in await rows.of(tx, acting, EMAIL) if one.id == address), None)
    if known is None:
        return
    await _note(tx, acting, address, why)
    if known.verified_at is None:
        await _drop(tx, acting, address)
        return
    await rows.remove(tx, acting, address)
    await _tell(tx, acting, address, why, until=clock.now() + _TOLD_WITHIN)


async def _drop(tx: Tx, acting: Acting, address: UUID) -> None:
    await rows.remove(tx, acting, address)
    await addresses.forget(tx, acting.subject, address)


async def _tell(
    tx: Tx, acting: Acting, address: UUID, what: Said, *, until: datetime, code: str = ""
) -> None:
    await outbound.tell(
        tx,
        use=USE,
        subject=acting.subject,
        key=f"{address}:{what}:{clock.rfc3339(until)}",
        address=EMAIL,
        payload={"address": str(address), "letter": what, "code": code},
        until=until,
    )


async def _note(tx: Tx, acting: Acting, address: UUID, what: str) -> None:
    await audit.record(
        tx,
        subject=acting.subject,
        actor=acting,
        action=f"address.{what}",
        purpose="notifications",
        detail={"address": str(address), "channel": EMAIL},
    )


def said(address: UUID, code: str) -> bytes:
    """Return what is hashed of a code."""
    return address.bytes + code.encode()


def _unknown() -> NotFoundError:
    return NotFoundError("address.unknown", "There is no such address.", path=("id",))
