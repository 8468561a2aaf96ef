"""Our sign-on as `citizen-profile serve` runs it, every middleware included, over a PostgreSQL that waits for the disk."""

import asyncio
import base64
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.sso import cpu
from benchmarks.sso.browser import logged_in
from benchmarks.sso.contestant import Contestant
from profile_core.cli.demo.plan import IdentityProvider, Municipality, Plan, Register
from profile_core.cli.demo.prepare import prepare
from profile_core.cli.keys import private_jwk
from profile_core.kit.settings import Settings
from tests.databases import Cluster, postgres_programs, running
from tests.region import free_ports
from tests.testing.processes import wait_for

_CITIZEN = "lotte-vermeulen"
_ONESELF = base64.b64encode(b'{"cap_hint": "BUR"}').decode()
"""The site asks for the citizen as such, not for whom else they may act: `oidc-provider` knows no roles."""
_GENEROUS = {"CITIZEN_PROFILE_SSO_ADDRESS_LIMIT": "1000000", "CITIZEN_PROFILE_SSO_CLIENT_LIMIT": "1000000"}
"""Whoever logs in is counted as always, but not stopped."""


class _Region(Plan):
    """The demo with one identity provider and no registers, so that there is nothing to choose.

    The keys of sites stand in the directory, as those of clients do in the configuration of `oidc-provider`.
    """

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        return tuple(replace(one, publishes_keys=False) for one in super().municipalities)

    @property
    def identity_providers(self) -> tuple[IdentityProvider, ...]:
        return super().identity_providers[:1]

    @property
    def registers(self) -> tuple[Register, ...]:
        return ()


@asynccontextmanager
async def ours() -> AsyncIterator[Contestant]:
    """Serve a gateway with the directory of the demo and the test identity provider, and log in."""
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt install postgresql")
    folder = tempfile.TemporaryDirectory(prefix="citizen-profile-bench-")
    with folder as var, running(programs, durable=True) as cluster:
        plan = await asyncio.to_thread(_plan, Path(var), cluster)
        with _served(plan) as gateway:
            yield await logged_in(_contestant(plan, gateway, cluster), {"citizen": _CITIZEN})


def _plan(var: Path, cluster: Cluster) -> Plan:
    url = f"postgresql+asyncpg://postgres@/{cluster.create()}?host={cluster.folder}&port={cluster.port}"
    settings = Settings(database_url=url, keyring_file=var / "keyring.json")
    plan = _Region(var=var, port=free_ports(), settings=settings)
    with contextlib.redirect_stdout(None):
        prepare(plan)
    return plan


@contextmanager
def _served(plan: Plan) -> Iterator[int]:
    """Run the test identity provider and the gateway; give the gateway's process."""
    [idp] = plan.identity_providers
    config = ["--config", str(plan.config_file(idp.process)), "--port", str(idp.port)]
    commands = [["profile_core.testing.identity_provider", *config], ["profile_core.cli", "serve"]]
    environment = {**os.environ, **plan.environment, **_GENEROUS}
    with (plan.var / "log.txt").open("wb") as log:
        processes = [
            subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=log, stderr=log)
            for command in commands
        ]
    try:
        wait_for(idp.issuer, processes[0])
        wait_for(plan.gateway.replace("localhost", "127.0.0.1"), processes[1])
        yield processes[1].pid
    finally:
        for process in processes:
            process.terminate()
            process.wait(30)


def _contestant(plan: Plan, gateway: int, cluster: Cluster) -> Contestant:
    site = plan.municipalities[0]
    postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
    return Contestant(
        name="citizen-profile",
        issuer=plan.gateway,
        authorize="/sso/authorize",
        token="/sso/token",
        client_id=site.client_id,
        redirect_uri=f"{site.url}/callback",
        private_jwk=private_jwk(plan.key_file(site.client_id)),
        cookies=(),
        said={"login_hint": _ONESELF},
        cpu=lambda: cpu.of_process(gateway),
        database=lambda: cpu.of_family(postmaster),
    )
