"""How tests and the demo direct a source: ``/_control/{name}``, from this machine alone."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.kit import clock
from profile_core.testing.process import LOOPBACK
from profile_core.testing.source.entries import Entry, Key
from profile_core.testing.source.problems import refused
from profile_core.testing.source.questions import Subject
from profile_core.testing.source.source import Source, UnknownFaultError

_KEY = ("recipient", "type", "externalId", "createdAt", "version")


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    """The key of an item, and of a new one since when it is."""

    recipient: Subject
    type: str
    external_id: str
    created_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    version: int | None = None

    @property
    def key(self) -> Key:
        return self.recipient.number, self.type, self.external_id


class _Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    faults: tuple[str, ...] | None = None
    put: dict[str, Any] | None = None
    delete: _Named | None = None


async def control(sources: dict[str, Source], request: Request) -> Response:
    """Say what a source was asked, or have it misbehave, put an item or delete one.

    No page of a browser comes here: it would have to ask before it sends JSON, and is not answered.
    """
    source = sources.get(request.path_params["name"])
    if source is None or request.client is None or request.client.host != LOOPBACK:
        return refused(404, "no_such_source", "No such source")
    if request.method == "POST":
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return refused(415, "not_json", "Send application/json")
        try:
            _do(source, msgspec.json.decode(await request.body(), type=_Wish))
        except (msgspec.DecodeError, UnknownFaultError) as error:
            return refused(400, "malformed", str(error))
    return JSONResponse({"calls": source.calls, "faults": source.misbehaves, "changes": source.records.last})


def _do(source: Source, wish: _Wish) -> None:
    if wish.faults is not None:
        source.misbehave(wish.faults)
    if wish.put is not None:
        _put(source, wish.put)
    if wish.delete is not None:
        source.records.delete(wish.delete.key)


def _put(source: Source, item: dict[str, Any]) -> None:
    """Keep an item; one that is there keeps its ``createdAt`` and gets the next version."""
    named, now = msgspec.convert(item, _Named), clock.now()
    content = {name: said for name, said in item.items() if name not in _KEY}
    known = source.records.find(named.key)
    if known is not None:
        version = named.version or known.version + 1
        source.records.put(replace(known, content=content, version=version, changed_at=now, deleted_at=None))
        return
    number, kind, key = named.key
    source.records.put(
        Entry(
            subject=number,
            type=kind,
            external_id=key,
            created_at=clock.as_utc(named.created_at or now),
            changed_at=now,
            version=named.version or 1,
            content=content,
        )
    )
