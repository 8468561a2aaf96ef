"""npm `oidc-provider` as a process of its own, with its in-memory adapter: nothing of it survives the process."""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from joserfc.jwk import ECKey

from benchmarks.sso import cpu
from benchmarks.sso.browser import logged_in
from benchmarks.sso.contestant import Contestant
from tests.databases import free_port
from tests.testing.processes import NODE, ROOT, wait_for

_BACK = "http://gent.localhost:8501/callback"


@asynccontextmanager
async def theirs() -> AsyncIterator[Contestant]:
    """Serve it and log in; what it is told to do stands in the script."""
    port, key = free_port(), ECKey.generate_key("P-256", auto_kid=True)
    issuer = f"http://localhost:{port}"
    question = {
        "port": port,
        "clientId": "gent-website",
        "redirectUri": _BACK,
        "jwks": {"keys": [key.as_dict(private=False)]},
    }
    process = _started(question)
    try:
        await asyncio.to_thread(wait_for, issuer, process)
        contestant = Contestant(
            name="oidc-provider",
            issuer=issuer,
            authorize="/auth",
            token="/token",
            client_id="gent-website",
            redirect_uri=_BACK,
            private_jwk={**key.as_dict(private=True), "kid": key.kid},
            cookies=(),
            said={},
            cpu=lambda: cpu.of_process(process.pid),
            database=lambda: 0.0,
        )
        yield await logged_in(contestant, {"login": "lotte", "password": "x"})
    finally:
        process.terminate()
        process.wait(10)


def _started(question: dict[str, object]) -> subprocess.Popen[bytes]:
    script = ROOT / "tests" / "node" / "bench_with_oidc_provider.mjs"
    environment = {**os.environ, "NODE_ENV": "production"}
    return subprocess.Popen([NODE, script, json.dumps(question)], env=environment, stderr=subprocess.DEVNULL)
