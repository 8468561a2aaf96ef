"""A gateway and a municipal site on two origins, played for the header over real HTTP."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from tests.embed_header.played_gateway import Gateway
from tests.embed_header.played_site import Site
from tests.embed_header.played_state import Region
from tests.standing import stood

__all__ = ["Region", "played", "served"]


@contextmanager
def served(app: Starlette, port: int = 0) -> Iterator[int]:
    """Serve from a thread of its own, on a free port unless told which."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


@contextmanager
def played() -> Iterator[Region]:
    """Play a region until the test is over."""
    region = Region()
    with stood(Gateway(region).app()) as gateway, stood(Site(region).app()) as site:
        region.gateway = f"http://localhost:{gateway}"
        region.site = f"http://gent.localhost:{site}"
        region.attributes += f' api="{region.gateway}"'
        yield region
        region.over = True
