"""The browsers on which a citizen wants to be told: added by the page that is open in one, removed from any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from blocks.notifications.channels import web_push
from blocks.notifications.channels.web_push import WEB_PUSH, Subscription
from blocks.notifications.rows import addresses, push
from profile_core.contract import (
    Acting,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    Platform,
    Tx,
    audit,
    limits,
)

MOST = 10
"""Browsers of one citizen; one more takes the place of the oldest."""
_ADDING = limits.Limit(name="push_subscriptions", most=20, per=3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One of the citizen's browsers; ``endpoint`` is where its push service takes messages for it."""

    id: UUID
    endpoint: str
    since: datetime


async def public_key(platform: Platform) -> str:
    """Return the key with which a browser subscribes."""
    return web_push.text((await web_push.current(platform)).public)


async def mine(platform: Platform, acting: Acting) -> list[Browser]:
    """Return the citizen's browsers, the newest first."""
    _oneself(acting)
    async with platform.store.read() as tx:
        return await _mine(tx, platform, acting)


async def add(
    platform: Platform, acting: Acting, *, endpoint: str, p256dh: str, auth: str, language: str
) -> UUID:
    """Take what a browser gave, and return its id; the same again is the same.

    What was known of the same endpoint, and the oldest when there are too many, gives way.
    """
    _oneself(acting)
    key = await web_push.current(platform)
    given = Subscription(endpoint=endpoint, p256dh=p256dh, auth=auth, key=key.id)
    given.check(production=platform.settings.production)
    used = await limits.Limits(platform.store, platform.keyring).hit(_ADDING, str(acting.subject.id))
    if used.is_exceeded:
        raise ConflictError("push.too_often", "Try again in an hour.")
    return await platform.store.transact(partial(_add, platform, acting, given, language))


async def remove(platform: Platform, acting: Acting, browser: UUID | None) -> None:
    """Tell a browser nothing any more; somebody else's and none are the same answer."""
    _oneself(acting)
    async with platform.store.begin() as tx:
        if browser is None or not await push.remove(tx, acting.subject, browser):
            raise NotFoundError("push.unknown", "There is no such browser.", path=("id",))
        await _note(tx, acting, "push.browser_removed", browser)


async def _add(platform: Platform, acting: Acting, given: Subscription, language: str, tx: Tx) -> UUID:
    there = await _mine(tx, platform, acting)
    added = await push.put(tx, platform.keyring, acting.subject, given.text(), language)
    others = [one for one in there if one.id != added]
    for one in [*others[MOST - 1 :], *(one for one in others[: MOST - 1] if one.endpoint == given.endpoint)]:
        await push.remove(tx, acting.subject, one.id)
    if len(others) == len(there):
        await _note(tx, acting, "push.browser_added", added)
    return added


async def _note(tx: Tx, acting: Acting, action: str, browser: UUID) -> None:
    detail = {"browser": str(browser)}
    await audit.record(
        tx, subject=acting.subject, actor=acting, action=action, purpose="notifications", detail=detail
    )


async def _mine(tx: Tx, platform: Platform, acting: Acting) -> list[Browser]:
    known: Sequence[tuple[UUID, datetime, Subscription]] = [
        (one.id, one.created_at, Subscription.of(platform.keyring, acting.subject, one))
        for one in await addresses.working(tx, acting.subject, WEB_PUSH)
    ]
    return [Browser(id=one, endpoint=of.endpoint, since=since) for one, since, of in known]


def _oneself(acting: Acting) -> None:
    """Refuse a site's token, and a role: a browser is a person's, and would outlive the role."""
    if not acting.at_pages:
        raise ForbiddenError("push.not_our_pages", "Only our own pages add a browser.")
    if acting.subject != acting.citizen:
        raise ForbiddenError(
            "push.role", "A browser shows your own notifications only. Act for yourself first."
        )
