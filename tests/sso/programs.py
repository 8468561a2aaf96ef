"""What programs do at our endpoints: push a request, and prove a key with a nonce that was asked for first."""

from typing import Any

import httpx2

from profile_core.audit import audit_table
from profile_core.directory.tables import application_table as a
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, Client, Prover, asked

UNKNOWN = "urn:ietf:params:oauth:request_uri:"


async def post(
    ours: httpx2.AsyncClient, path: str, form: dict[str, str], client: Client, prover: Prover | None = None
) -> httpx2.Response:
    """Ask as a client; with a key, once for the nonce and once with it."""
    if prover is None:
        return await ours.post(path, data=form | client.authentication())
    first = await ours.post(
        path, data=form | client.authentication(), headers={"dpop": prover.proof(ISSUER + path)}
    )
    headers = {"dpop": prover.proof(ISSUER + path, nonce=first.headers["dpop-nonce"])}
    return await ours.post(path, data=form | client.authentication(), headers=headers)


async def push(
    played: Played, client: Client | None = None, prover: Prover | None = None, /, **changed: str
) -> httpx2.Response:
    """Push the request of the site in Ghent."""
    form = {name: value for name, value in asked(**changed).items() if value}
    return await post(played.ours, "/sso/par", form, client or played.gent, prover)


async def pushed(
    played: Played, client: Client | None = None, prover: Prover | None = None, /, **changed: str
) -> str:
    """Push, and return the request URI."""
    answer = await push(played, client, prover, **changed)
    assert answer.status_code == 201, answer.text
    return answer.json()["request_uri"]


async def change(played: Played, client: Client, **columns: Any) -> None:
    """Change how a client is registered."""
    async with played.platform.store.begin() as tx:
        await tx.run(a.update().where(a.c.client_id == client.client_id).values(columns))


async def audited(played: Played) -> list[str]:
    """Return what was written down, by name."""
    async with played.platform.store.read() as tx:
        rows = await tx.rows(audit_table.select().where(audit_table.c.bucket.in_(range(1024))))
    return [row.action for row in rows]
