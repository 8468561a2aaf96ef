"""A gateway in this process over a PostgreSQL that waits for the disk, with two providers and some citizens."""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
import httpx2
import structlog
from starlette.applications import Starlette

from embed_header.block import block as header
from profile_core.contract import Acting, Caller
from profile_core.gateway.app import build
from profile_core.gateway.server import settle
from profile_core.kit import log
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from profile_core.store.migrate import upgrade
from tests.databases import postgres_programs, running
from tests.histories import all_histories
from tests.notifications import tokens
from tests.notifications.platforms import LISTENERS, platform_with
from tests.notifications.played import Stage, set_up

GENEROUS = {"CITIZEN_PROFILE_GATEWAY_COST": "100000"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What the measured loops use."""

    stage: Stage
    app: Starlette
    client: httpx2.AsyncClient
    raw: asyncpg.Connection
    database_url: str

    async def ask(
        self, who: Acting | Caller, address: str, question: str, **variables: object
    ) -> dict[str, object]:
        """Ask the gateway in somebody's name; an answer with errors ends the benchmark."""
        body = {"query": question, "variables": variables}
        answer = await self.client.post(address, json=body, headers=tokens.bearer(who))
        data = answer.json()
        if "errors" in data:
            raise SystemExit(f"the gateway answered {data['errors']}")
        return data["data"]

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        """Send JSON as the server hands it to the gateway, without a client between; return the answer's body."""
        sent = {"content-type": "application/json", "content-length": str(len(body)), **headers}
        scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "server": ("localhost", 8400),
            "client": ("127.0.0.1", 1),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        }
        answer: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            answer.append(message.get("body", b""))

        await self.app(scope, receive, send)
        return b"".join(answer)


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    """Serve everything, and take it away at the end."""
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt install postgresql")
    os.environ.update(GENEROUS)
    log.configure()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with running(programs, durable=True) as cluster:
        url = cluster.url(cluster.create())
        settings = Settings(database_url=url, log_format="json")
        store = open_store(settings, LISTENERS)
        await upgrade(store, all_histories())
        platform = platform_with(settings, new_keyring(), store)
        platform = replace(platform, blocks=(*platform.blocks, header))
        raw = await asyncpg.connect(url.replace("+asyncpg", ""))
        app = build(platform)
        settle()
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
            yield Bench(stage=await set_up(platform), app=app, client=client, raw=raw, database_url=url)
        await raw.close()
        await store.close()
