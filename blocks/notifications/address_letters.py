"""The letters to addresses themselves: a code to verify one, and word to one that is used no longer."""

import base64
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from blocks.notifications.addresses import CODE, USE, Said, said
from blocks.notifications.channels.email import SCHEDULE, Letters, Post, open_post
from blocks.notifications.channels.email.message import Letter
from blocks.notifications.model import Address, Reason
from blocks.notifications.rows import addresses
from profile_core.contract import GuardedClient, Platform, Tx, outbound

_GONE = outbound.Outcome(kind="dropped", reason="gone")


def uses(platform: Platform) -> Sequence[outbound.Use]:
    """Return the use that brings them; none where no mail is sent.

    The emergency stop at the first start leaves them alone: they answer what a citizen has just done.
    """
    post = open_post(platform)
    if post is None:
        return ()
    attempt = partial(_attempt, platform, post)
    return (outbound.Use(name=USE, schedule=SCHEDULE, attempt=attempt, ended=_ended),)


async def _attempt(platform: Platform, post: Post, _: GuardedClient, call: outbound.Call) -> outbound.Outcome:
    """Make one attempt at what still holds: a code that another one replaced is not sent any more."""
    async with platform.store.read() as tx:
        address = await addresses.find(tx, call.subject, UUID(call.payload["address"]))
        valid = await addresses.code_of(tx, call.subject, address.id) if address else None
    if address is None:
        return _GONE
    letter = _letter(platform, address, call, valid)
    if letter is None:
        return _GONE
    to = addresses.plain(platform.keyring, call.subject, address)
    outcome = await post.send(letter, to=to, id=str(call.id))
    if outcome.reason == Reason.INVALID_ADDRESS:
        async with platform.store.begin() as tx:
            await addresses.fail(tx, call.subject, address.id)
    return outcome


async def _ended(tx: Tx, ends: Sequence[tuple[outbound.Call, outbound.Outcome]]) -> None:
    """Forget addresses that were removed, once they were told or could not be."""
    for call, _ in ends:
        if call.payload["letter"] != Said.CODE:
            await addresses.forget(tx, call.subject, UUID(call.payload["address"]))


def _letter(platform: Platform, address: Address, call: outbound.Call, valid: bytes | None) -> Letter | None:
    letters = Letters(pages=platform.pages, origin=platform.settings.public_url)
    if call.payload["letter"] == Said.REPLACED:
        return letters.replaced(address.language)
    if call.payload["letter"] == Said.REMOVED:
        return letters.removed(address.language)
    sealed = base64.b64decode(call.payload["code"])
    code = platform.keyring.open_sealed(CODE, sealed, bound_to=address.id.bytes).decode()
    still = valid in platform.keyring.macs(CODE, said(address.id, code))
    return letters.code(code, address.language) if still else None
