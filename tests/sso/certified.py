"""Our provider as processes, for certified clients: a gateway, a worker, and the identity provider beside them."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from joserfc.jwk import RSAKey

from profile_core.directory.tables import application_table as a
from profile_core.kit import keyfile
from profile_core.kit.keyring import Keyring, new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import Tx, open_store
from tests.databases import free_port
from tests.sso import conftest
from tests.sso.configured import Upstream, sso_file
from tests.sso.played import BACK, LOTTE, SITE, Client
from tests.sso.served import Served
from tests.testing.processes import NODE, ROOT, wait_for

SCOPES = ["openid", "profile", "header", "offline_access"]
STRICT = "strict"
_OFTEN = "100000"


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who asks us: two clients of the standard profile and a strict one, all of one address."""

    issuer: str
    told_port: int
    clients: Sequence[Client]
    rsa: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))

    def ask(self, script: str, **more: Any) -> dict[str, Any]:
        """Play a script of tests/node and return what it says."""
        asked = {
            "issuer": self.issuer,
            "redirectUri": BACK,
            "homeUri": f"{SITE}/",
            "citizen": LOTTE,
            "toldPort": self.told_port,
            "clients": {one.client_id: private(one.key) for one in self.clients},
            "rsa": private(self.rsa),
            "strict": [STRICT],
            "scopes": "openid profile offline_access",
            **more,
        }
        file = ROOT / "tests" / "node" / script
        said = subprocess.run(
            [str(NODE), str(file)],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout)


class Answers:
    """What each script said, asked for once."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.of = cache(provider.ask)


def private(key: Any) -> dict[str, Any]:
    return {**key.as_dict(private=True), "kid": key.kid}


@contextmanager
def provider(database_url: str, folder: Path) -> Iterator[Provider]:
    """Run our provider over a database."""
    port, keyring, served = free_port(), new_keyring(), Served()
    made = Provider(
        issuer=f"http://localhost:{port}",
        told_port=free_port(),
        clients=[Client("gent"), Client("other"), Client(STRICT)],
    )
    asyncio.run(_register(database_url, keyring, made))
    theirs = conftest.identity_provider(served, f"{made.issuer}/sso/callback/idp")
    settings = _settings(database_url, keyring, folder, theirs) | {"PUBLIC_URL": made.issuer}
    with _running("serve", folder, settings | {"GATEWAY_PORT": str(port)}) as gateway:
        wait_for(f"{made.issuer}/alive", gateway)
        with _running("worker", folder, settings):
            yield made
    served.stop()


async def _register(url: str, keyring: Keyring, made: Provider) -> None:
    store = open_store(Settings(database_url=url), {})
    gent, other, strict = made.clients
    async with store.begin() as tx:
        await conftest.register(tx, keyring, gent, Client("aalst"), Client("parking"))
        await _register_again(tx, other, "standard")
        await _register_again(tx, strict, "fapi2")
        told = {"backchannel_logout_uri": f"http://localhost:{made.told_port}/", "scopes": SCOPES}
        for one in (gent, strict):
            keys = [one.key.as_dict(private=False), made.rsa.as_dict(private=False)]
            await tx.run(a.update().where(a.c.client_id == one.client_id).values(jwks=keys, **told))
    await store.close()


async def _register_again(tx: Tx, client: Client, profile: str) -> None:
    """Register a client that is like the one of Ghent."""
    [gent] = await tx.rows(sa.select(a).where(a.c.client_id == "gent"))
    own = {
        "client_id": client.client_id,
        "name": client.client_id,
        "profile": profile,
        "jwks": [client.key.as_dict(private=False)],
        "scopes": SCOPES,
    }
    await tx.insert(a, [{**gent._mapping, **own}])


def _settings(url: str, keyring: Keyring, folder: Path, upstream: str) -> dict[str, str]:
    key, file = folder / "upstream.json", folder / "keyring.json"
    key.write_text(json.dumps(conftest.UPSTREAM_KEY.as_dict(private=True)))
    file.write_bytes(keyfile.dump(keyring))
    return {
        "DATABASE_URL": url,
        "KEYRING_FILE": str(file),
        "BLOCKS": "sso",
        "SSO_FILE": str(sso_file(folder / "sso.toml", Upstream(issuer=upstream, key_file=key))),
        "SSO_ADDRESS_LIMIT": _OFTEN,
        "SSO_FAILURE_LIMIT": _OFTEN,
    }


@contextmanager
def _running(name: str, folder: Path, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, **{f"CITIZEN_PROFILE_{key}": value for key, value in settings.items()}}
    command = [sys.executable, "-m", "profile_core.cli", name]
    with (folder / f"{name}.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, stdout=log)
    try:
        yield child
    finally:
        child.terminate()
        child.wait(30)
