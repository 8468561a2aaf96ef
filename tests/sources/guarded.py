"""The guard of production for tests: strict about every address but this machine's, at which they listen."""

from profile_core.sources import GuardedClient
from profile_core.sources.guard import GuardedBackend, is_public
from profile_core.sources.names import Names

INSIDE = "inside.example"
PRIVATE = "127.0.0.2"
"""Its address: a machine of ours, as far as production is concerned."""


class Resolver(Names):
    """Knows one name of a private address, as a provider's own name server may say."""

    async def addresses(self, host: str) -> list[str]:
        return [PRIVATE] if host == INSIDE else await super().addresses(host)


def guarded() -> GuardedClient:
    """Make a client by the rules of production, but for this machine, at which the test listens."""

    def allows(address: str) -> bool:
        return address == "127.0.0.1" or is_public(address)

    guard = GuardedBackend(production=False, names=Resolver(), allows=allows)
    return GuardedClient(production=False, deadline=12.0, largest=1024 * 1024, each_host=200, guard=guard)
