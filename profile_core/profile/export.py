"""The export: everything held about a citizen as one JSON file, written while it is read."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from profile_core.contract import (
    Acting,
    ForbiddenError,
    Kept,
    Platform,
    SubjectRef,
    UnauthenticatedError,
    audit,
    clock,
    logged_in_lately,
    texts_as_json,
)
from profile_core.profile import holdings
from profile_core.store import kept as tables

DATA = "/me/data"
PATH = f"{DATA}/export.json"
AT_ONCE = 500
"""So many rows are read in one statement."""
_HEADERS = {
    "Content-Disposition": 'attachment; filename="my-data.json"',
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def own(acting: Acting) -> SubjectRef:
    """Return whose data these are; who acts for somebody else gets neither export nor erasure."""
    if acting.subject != acting.citizen:
        raise ForbiddenError("data.not_yours", "Act for yourself first: this is about you only.")
    return acting.citizen


async def sent(platform: Platform, request: Request, acting: Acting) -> Response:
    """Send the file; that it was asked for is written down first. Who logged in long ago logs in at the page first."""
    subject = own(acting)
    try:
        logged_in_lately(acting)
    except UnauthenticatedError:
        return RedirectResponse(platform.pages.carried(request, DATA), 303)
    await note(platform, subject, acting)
    return StreamingResponse(written(platform, subject), media_type="application/json", headers=_HEADERS)


async def note(platform: Platform, subject: SubjectRef, actor: audit.Actor) -> None:
    """Write down that somebody is given the file; without the line there is no file."""
    async with platform.store.begin() as tx:
        await audit.record(tx, subject=subject, actor=actor, action="profile.exported", purpose="export")


async def written(platform: Platform, subject: SubjectRef) -> AsyncGenerator[bytes]:
    """Write the file, piece by piece."""
    encode = msgspec.json.Encoder().encode
    yield b'{"format":1,"writtenAt":' + encode(clock.now()) + b',"holdings":['
    names: dict[str, Any] = {}
    for place, kept in enumerate(holdings.declared(platform)):
        yield (b"," if place else b"") + encode(_about(kept))[:-1] + b',"rows":['
        comma = b""
        async for row in _rows(platform, kept, subject, names):
            yield comma + encode(row)
            comma = b","
        yield b"]}"
    yield b'],"names":' + encode(names) + b"}\n"


async def _rows(
    platform: Platform, kept: Kept, subject: SubjectRef, names: dict[str, Any]
) -> AsyncIterator[Mapping[str, Any]]:
    """Give the rows of a table, some at a time, and gather what the ids in them are called."""
    after = None
    while True:
        async with platform.store.read() as tx:
            found = await tables.page(tx, kept, subject, most=AT_ONCE, after=after)
            given = [holdings.given_of(platform.keyring, kept, row) for row in found]
            called = await holdings.names(tx, given)
        names |= {key: texts_as_json(name) for key, name in called.items()}
        for row in given:
            yield row
        if len(found) < AT_ONCE:
            return
        after = kept.key_of(found[-1])


def _about(kept: Kept) -> Mapping[str, Any]:
    """Say of a table what it is for, and what its columns are called."""
    words = {
        column: {code: texts_as_json(word) for code, word in known.items()}
        for column, known in kept.words.items()
    }
    return {
        "name": str(kept.table.name),
        "title": texts_as_json(kept.title),
        "purpose": texts_as_json(kept.purpose),
        "ground": texts_as_json(kept.ground),
        "until": texts_as_json(kept.until),
        "columns": {column: texts_as_json(label) for column, label in kept.said.items()},
        "words": words,
        "notGiven": dict(kept.inner),
    }
