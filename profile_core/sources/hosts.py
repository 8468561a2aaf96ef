"""How many calls to one host are under way at most: one that hangs takes no connection from the others."""

import asyncio
from weakref import WeakValueDictionary

import httpx2


class Hosts:
    """Gives each host and port so many places; one that nobody calls is forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def place(self, url: str) -> asyncio.Semaphore:
        """Return what a call to an address waits for and holds; ``httpx2.InvalidURL`` for none."""
        return self._places.setdefault(httpx2.URL(url).netloc.decode(), asyncio.Semaphore(self._most))
