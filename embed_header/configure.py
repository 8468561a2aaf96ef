"""Choosing what the header of a site shows: by a program of its provider, or by the operator."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from msgspec import UNSET, UnsetType

from embed_header import flemish, rows
from embed_header.model import Choice, Configuration
from profile_core.contract import (
    Caller,
    DuplicateError,
    Environment,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Platform,
    SubjectRef,
    Tx,
    audit,
    clock,
    directory,
    ids,
)

_SCOPE = "sites"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What shall be otherwise at a site, unchecked; what is left out stays as it is.

    ``blocks`` None is all of them, ``flemish`` None is no configuration. ``id`` is the operator's to give: whoever
    took the id of another body's header would put links into its pages on the day that it changes the host name.
    """

    origin: str
    blocks: Sequence[str] | UnsetType | None = UNSET
    flemish: Any = UNSET
    id: UUID | None = None


async def configure(platform: Platform, caller: Caller, change: Change) -> Configuration:
    """Change the header of a site of the caller's provider; the same again changes nothing."""
    _may(caller)
    edit = _edit(platform, change)
    return await platform.store.transact(lambda tx: _settle(tx, caller, change.origin, edit))


async def configure_any(platform: Platform, change: Change) -> Configuration:
    """Change the header of a site of any provider, as the operator."""
    edit = _edit(platform, change)
    return await platform.store.transact(lambda tx: _settle(tx, None, change.origin, edit))


async def rehearse(platform: Platform, caller: Caller, change: Change) -> Configuration:
    """Return what ``configure`` would make of a site's header; writes nothing. One that is new has no id yet."""
    _may(caller)
    edit = _edit(platform, change)
    async with platform.store.read() as tx:
        return edit(await _now(tx, caller, change.origin, hold=False))


async def own(platform: Platform, caller: Caller) -> list[Configuration]:
    """Return what the caller's provider chose for its sites; a test program sees those for tests."""
    _may(caller)
    async with platform.store.read() as tx:
        sites = await directory.sites_of_provider(tx, caller.provider)
        found = await rows.of_provider(tx, caller)
    seen = {site.origin for site, application in sites if _reaches(caller, application.environment)}
    return [one for one in found if one.origin in seen]


async def every(platform: Platform) -> list[Configuration]:
    """Return what was chosen for all sites, as the operator."""
    async with platform.store.read() as tx:
        return await rows.every(tx)


def _may(caller: Caller) -> None:
    if _SCOPE not in caller.scopes:
        message = (
            f"Ask for an access token with the scope {_SCOPE!r}; the region gives it to your application."
        )
        raise ForbiddenError("sites.scope", message)


def _reaches(caller: Caller, environment: Environment) -> bool:
    """Tell whether a program may touch a site: a test program those for tests, a live one all."""
    return environment is Environment.TEST or caller.environment is Environment.LIVE


_Edit = Callable[[Configuration], Configuration]


def _edit(platform: Platform, change: Change) -> _Edit:
    """Check a change by itself, and return what it does."""
    values: dict[str, Any] = {}
    if change.id is not None:
        values["id"] = change.id
    if change.blocks is not UNSET:
        values["blocks"] = None if change.blocks is None else _choice(platform, change.blocks)
    if change.flemish is not UNSET:
        values["flemish"] = None if change.flemish is None else flemish.checked(change.flemish)
    return lambda known: replace(known, **values)


def _choice(platform: Platform, names: Sequence[str]) -> Choice:
    shown = [block.name for block in platform.blocks if block.header]
    for at, name in enumerate(names):
        if name not in shown:
            message = f"{name!r} is no block that the header shows here. Choose out of: {', '.join(shown)}."
            raise InvalidError("header.block", message, path=("header", "blocks", str(at)))
    if not names:
        message = "Name at least one block, or say that all are shown."
        raise InvalidError("header.blocks", message, path=("header", "blocks"))
    return frozenset(names)


async def _settle(tx: Tx, caller: Caller | None, origin: str, edit: _Edit) -> Configuration:
    """Write a change while nobody else changes the same site; the trail of the site's body says who did."""
    known = await _now(tx, caller, origin, hold=True)
    wanted = edit(known)
    if wanted == known and known.id:
        return known
    fresh = replace(wanted, id=wanted.id or ids.plain_id(), changed_at=clock.now())
    await _make_room(tx, fresh)
    if not await rows.put(tx, fresh):
        raise _taken(fresh)
    await audit.record(
        tx,
        subject=SubjectRef(fresh.provider),
        actor=caller or audit.OPERATOR,
        action="header.configured",
        purpose="configuration",
        detail={
            "origin": fresh.origin,
            "header": str(fresh.id),
            "blocks": "all" if fresh.blocks is None else " ".join(sorted(fresh.blocks)),
            "flemish": "yes" if fresh.flemish else "no",
        },
    )
    return fresh


async def _now(tx: Tx, caller: Caller | None, origin: str, *, hold: bool) -> Configuration:
    """Return what a site shows now; a site that is not the caller's and none are the same answer."""
    application_of = directory.lock if hold else directory.application
    site = await directory.site(tx, origin)
    application = await application_of(tx, site.client_id) if site else None
    if not site or not application or not _is_theirs(caller, site.provider, application.environment):
        whose = "There is no site" if caller is None else "You have no site"
        message = (
            f"{whose} {origin}. Give the exact origin of one that is registered, such as https://www.gent.be"
        )
        raise NotFoundError("site.unknown", message, path=("header", "origin"))
    return await rows.of_site(tx, site.origin, site.provider) or Configuration(
        id=None, origin=site.origin, provider=site.provider, blocks=None, flemish=None, changed_at=None
    )


def _is_theirs(caller: Caller | None, provider: UUID, environment: Environment) -> bool:
    return caller is None or (caller.provider == provider and _reaches(caller, environment))


async def _make_room(tx: Tx, wanted: Configuration) -> None:
    """Take an id from the header of a site that is gone; one that a site still has is taken."""
    holder = await rows.of_id(tx, wanted.id) if wanted.id else None
    if holder is None or (holder.origin, holder.provider) == (wanted.origin, wanted.provider):
        return
    site = await directory.site(tx, holder.origin)
    if site is not None and site.provider == holder.provider:
        raise _taken(wanted)
    await rows.forget(tx, holder)


def _taken(wanted: Configuration) -> DuplicateError:
    message = f"{wanted.id} is the header of another site. Look it up: citizen-profile header list"
    return DuplicateError("header.id", message, existing_id=str(wanted.id), path=("header", "id"))
