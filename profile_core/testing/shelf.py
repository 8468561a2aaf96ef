"""What simulators remember for a while: sessions, codes, and what was used once already."""

import secrets
from typing import Generic, TypeVar

from profile_core.kit import clock

Held = TypeVar("Held")


class Shelf(Generic[Held]):
    """Keeps things by an unguessable handle for a while."""

    def __init__(self, lifetime: int) -> None:
        self._lifetime = lifetime
        self._held: dict[str, tuple[int, Held]] = {}

    def put(self, thing: Held, *, handle: str = "") -> str:
        """Keep a thing and return its handle; what has expired is forgotten on the way."""
        now = seconds()
        self._held = {key: entry for key, entry in self._held.items() if entry[0] > now}
        handle = handle or secrets.token_urlsafe(32)
        self._held[handle] = (now + self._lifetime, thing)
        return handle

    def get(self, handle: str) -> Held | None:
        """Return a thing that has not expired."""
        until, thing = self._held.get(handle, (0, None))
        return thing if until > seconds() else None

    def take(self, handle: str) -> Held | None:
        """Return a thing and forget it, so that it is had once."""
        thing = self.get(handle)
        self._held.pop(handle, None)
        return thing


def seconds() -> int:
    """Return the present moment as JWT claims count it."""
    return int(clock.now().timestamp())
