"""Platforms on which this block runs, in this process or as the target of one of its own."""

import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from blocks.notifications.block import block
from profile_core.contract import Lane, Platform, Store, Tx
from profile_core.contract.loading import listeners_by_fact
from profile_core.gateway.app import build
from profile_core.gateway.server import run as run_gateway
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit import keyfile, log
from profile_core.kit.keyring import Keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from profile_core.store import open_store
from profile_core.worker.process import run as run_worker
from profile_core.worker.settings import WorkerSettings
from tests.notifications import tokens
from tests.sources.played import signing

LISTENERS = listeners_by_fact([block])
_R = TypeVar("_R")


class Mortal(Store):
    """A store whose process dies between COMMIT and answer."""

    async def transact(self, work: Callable[[Tx], Awaitable[_R]], lane: Lane = "single") -> _R:
        await super().transact(work, lane)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def platform_with(settings: Settings, keyring: Keyring, store: Store) -> Platform:
    folders = {block.name: block.pages} if block.pages else {}
    pages = Pages(public_url=settings.public_url, folders=folders)
    return Platform(
        settings=settings, store=store, keyring=keyring, pages=pages, blocks=(tokens.block, signing, block)
    )


def run(part: str, environment: Mapping[str, str]) -> None:
    """Run a gateway (``serve``), a worker (``work``), or a gateway that dies after a bulk's commit (``die``)."""
    os.environ.update(environment)
    settings, gateway = Settings(), GatewaySettings()
    log.configure(settings.log_format)
    keyring = keyfile.parse(settings.keyring_file.read_bytes())
    store = open_store(settings, LISTENERS)
    if part == "die":
        store = Mortal(store.database, store.listeners)
    platform = platform_with(settings, keyring, store)
    if part == "work":
        run_worker(platform, WorkerSettings())
    else:
        run_gateway(build(platform, gateway), settings, gateway)
