"""What a provider does with its sources: register, change, remove; and what an operator does: pause, resume."""

import re
from collections.abc import Collection
from uuid import UUID

from profile_core import audit
from profile_core.kit import clock, ids
from profile_core.kit.acting import Caller, SubjectRef
from profile_core.kit.errors import InvalidError, NotFoundError
from profile_core.kit.settings import Settings
from profile_core.sources import describing
from profile_core.sources.describing import Description
from profile_core.sources.feed import Followed
from profile_core.sources.http import GuardedClient
from profile_core.sources.model import Source
from profile_core.sources.rows import feeds, registered as rows
from profile_core.store import Store, Tx

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


async def describe(
    client: GuardedClient,
    settings: Settings,
    caller: Caller,
    *,
    code: str,
    url: str,
    blocks: Collection[str],
) -> Source:
    """Return the source that a caller would register, as it says of itself now. It asks the network."""
    if not _CODE.fullmatch(code):
        message = "Give a code of at most 64 small letters, digits, - and _, for example `cases`."
        raise InvalidError("sources.code", message, path=("code",))
    base = describing.base(url, production=settings.production)
    patience = settings.sources_within
    said = await describing.described(client, base, blocks=blocks, patience=patience)
    return _source(caller, code, base, said)


async def register(store: Store, caller: Caller, described: Source) -> Source:
    """Write a source down, or change the one of its code; the same again changes nothing and is the same answer."""
    name = (caller.provider, caller.environment, described.code)
    async with store.begin() as tx:
        known = await rows.by_code(tx, *name)
        if known is not None and _same(known, described) and known.away_since is None:
            return known
        await rows.put(tx, described)
        await _note(tx, caller, "source.changed" if known else "source.registered", described)
        return (await rows.named(tx, [name]))[name]


async def remove(store: Store, caller: Caller, code: str, *, dry_run: bool = False) -> Source:
    """Forget a source and return it, with how far it was followed and what was refused.

    Its types show nothing until they have another; one with the same code is followed from its beginning.
    """
    async with store.begin() as tx:
        known = await rows.by_code(tx, caller.provider, caller.environment, code)
        if known is None:
            raise NotFoundError("sources.unknown", "You have no source with this code.", path=("code",))
        if not dry_run:
            await feeds.forget(tx, known.id)
            await rows.remove(tx, known.id)
            await _note(tx, caller, "source.removed", known)
    return known


async def listed(store: Store, caller: Caller) -> list[Source]:
    """Return a provider's sources by their codes."""
    async with store.read() as tx:
        return await rows.of_caller(tx, caller)


async def feeds_of(store: Store, source: UUID) -> list[Followed]:
    """Return how far the feeds of a source are followed."""
    async with store.read() as tx:
        return await feeds.of_source(tx, source)


async def pause(store: Store, source: Source, *, paused: bool) -> bool:
    """Let an operator have a source asked no more, or again; return whether that changed anything."""
    async with store.begin() as tx:
        known = (await rows.by_ids(tx, [source.id])).get(source.id)
        if known is None or known.paused == paused:
            return False
        await rows.pause(tx, source.id, paused=paused)
        await _note(tx, audit.OPERATOR, "source.paused" if paused else "source.resumed", source)
    return True


def _source(caller: Caller, code: str, url: str, said: Description) -> Source:
    moment = clock.now()
    return Source(
        id=ids.plain_id(),
        provider=caller.provider,
        environment=caller.environment,
        code=code,
        url=url,
        blocks=said.blocks,
        page_size=said.page_size,
        languages=said.languages,
        created_at=moment,
        changed_at=moment,
    )


def _same(known: Source, described: Source) -> bool:
    said = (described.url, described.blocks, described.page_size, described.languages)
    return said == (known.url, known.blocks, known.page_size, known.languages)


async def _note(tx: Tx, actor: Caller | str, action: str, source: Source) -> None:
    detail = {"source": source.code, "environment": str(source.environment), "url": source.url}
    provider = SubjectRef(source.provider)
    await audit.record(tx, subject=provider, actor=actor, action=action, purpose="sources", detail=detail)
