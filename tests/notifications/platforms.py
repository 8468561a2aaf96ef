"""Platforms on which this block runs, in this process or as one of its own.

``python -m tests.notifications.platforms serve`` is the gateway, ``work`` the worker.
"""

import sys

from blocks.notifications.block import block
from profile_core.contract import Platform, Store
from profile_core.contract.loading import listeners_by_fact
from profile_core.gateway.app import build
from profile_core.gateway.server import run as serve
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit import keyfile, log
from profile_core.kit.keyring import Keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from profile_core.store import open_store
from profile_core.worker.process import run as work
from profile_core.worker.settings import WorkerSettings
from tests.notifications import tokens

LISTENERS = listeners_by_fact([block])


def platform_with(settings: Settings, keyring: Keyring, store: Store) -> Platform:
    folders = {block.name: block.pages} if block.pages else {}
    pages = Pages(public_url=settings.public_url, folders=folders)
    return Platform(
        settings=settings, store=store, keyring=keyring, pages=pages, blocks=(tokens.block, block)
    )


def _main(part: str) -> None:
    settings, gateway = Settings(), GatewaySettings()
    log.configure(settings.log_format)
    keyring = keyfile.parse(settings.keyring_file.read_bytes())
    platform = platform_with(settings, keyring, open_store(settings, LISTENERS))
    if part == "serve":
        serve(build(platform, gateway), settings, gateway)
    else:
        work(platform, WorkerSettings())


if __name__ == "__main__":
    _main(sys.argv[1])
