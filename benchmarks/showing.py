"""A live source beside what is stored: it answers at once, with a page of things older than all the rest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import msgspec

from blocks.notifications import types
from blocks.notifications.model import Kind, Mode, TypeDraft
from profile_core.contract import Text, clock, ids, sources
from profile_core.sources.rows import registered
from tests.notifications.played import Stage, service_of
from tests.sources.played import Provider, whole

_CODE = "letter.live"
_LONG_AGO = datetime(2020, 1, 1, 8, 0, tzinfo=UTC)


@asynccontextmanager
async def live_source(stage: Stage) -> AsyncIterator[None]:
    """Let a provider have a live type, and answer for it."""
    provider = Provider()
    await provider.open()
    provider.answers["live"] = whole("200 OK", _page())
    source = sources.Source(
        id=ids.plain_id(),
        provider=stage.aalst.provider,
        environment=stage.aalst.environment,
        code="live",
        url=provider.address("live", host="127.0.0.1"),
        blocks=("notifications",),
        page_size=50,
        languages=("nl",),
    )
    async with stage.platform.store.begin() as tx:
        await registered.put(tx, source)
    draft = TypeDraft(
        code=_CODE,
        service=service_of(stage.aalst),
        name=[Text(language="nl", text="Brief", default=True)],
        category="letters",
        kind=Kind.MESSAGE,
        mode=Mode.PULL_LIVE,
        source="live",
    )
    await types.register(stage.platform, stage.aalst, draft, dry_run=False)
    yield
    provider.close()


def _page() -> bytes:
    items = [
        {
            "type": _CODE,
            "externalId": f"live-{nth}",
            "createdAt": clock.rfc3339(_LONG_AGO - timedelta(minutes=nth)),
            "title": [{"language": "nl", "text": f"Brief {nth}", "default": True}],
            "text": [{"language": "nl", "text": "Er is een brief voor u.", "default": True}],
        }
        for nth in range(20)
    ]
    return msgspec.json.encode({"items": items, "nextCursor": None, "asOf": clock.now()})
