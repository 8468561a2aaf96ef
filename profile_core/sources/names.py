"""Names to addresses: a name server that hangs holds one thread of ours, and none that others need."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from httpcore2 import ConnectError

_THREADS = 32


class Names:
    """Looks up each name once at a time; of many who ask for it, all have what comes.

    A look-up cannot be stopped: one that nobody waits for any more keeps its thread until the name server is
    given up.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="names")
        self._under_way: dict[str, asyncio.Future[list[str]]] = {}

    async def addresses(self, host: str) -> list[str]:
        """Return the addresses of a name, else raise ``ConnectError``."""
        try:
            return await asyncio.shield(self._under_way.get(host) or self._begin(host))
        except (OSError, UnicodeError) as error:
            raise ConnectError(f"{host} is not known") from error

    def _begin(self, host: str) -> asyncio.Future[list[str]]:
        looking = asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host)
        self._under_way[host] = looking
        looking.add_done_callback(lambda ended: self._end(host, ended))
        return looking

    def _end(self, host: str, ended: asyncio.Future[list[str]]) -> None:
        """Forget it, and hear its failure also where nobody waits for it any more."""
        del self._under_way[host]
        if not ended.cancelled():
            ended.exception()


def _look_up(host: str) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
