"""To which address a name may lead: checked where the connection is opened, so no second look-up can differ."""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError

from profile_core.sources.names import Names

_LOOPBACK = "127.0.0.1"


class AddressRefusedError(ConnectError):
    """The name leads to an address that is not of the public internet (SSRF, OWASP ASVS 5 section 1.3.6)."""


class GuardedBackend(AsyncNetworkBackend):
    """Resolve, check, then connect to the address that was checked; TLS still names the host.

    Outside production ``localhost`` and ``*.localhost`` are 127.0.0.1 (RFC 6761 section 6.3) and private
    addresses are allowed; in production neither is. ``names`` looks up, ``allows`` says which addresses are called.
    """

    def __init__(
        self,
        *,
        production: bool,
        names: Names | None = None,
        allows: Callable[[str], bool] | None = None,
    ) -> None:
        self._production = production
        self._inner = AnyIOBackend()
        self._names = names or Names()
        self._allows = allows or (is_public if production else _any)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the signature of httpcore)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first address of the host; one that is refused refuses the host."""
        address = await self._address(host)
        return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

    async def _address(self, host: str) -> str:
        if not self._production and (host == "localhost" or host.endswith(".localhost")):
            return _LOOPBACK
        addresses = await self._names.addresses(host)
        if not all(map(self._allows, addresses)):
            raise AddressRefusedError(f"{host} leads to an address that is not public")
        return addresses[0]


def _any(_: str) -> bool:
    return True


def is_public_host(host: str) -> bool:
    """Tell whether a host may be public, by what is written: where a name leads is seen when it is called."""
    if host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return is_public(host)
    except ValueError:
        return True


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet, also when it is written inside an IPv6 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in _IPV4_INSIDE):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _UNICAST or any(ip in network for network in _NOBODYS):
            return False
    return ip.is_global and not ip.is_multicast


_IPV4_INSIDE = [ipaddress.ip_network("::ffff:0:0/96"), ipaddress.ip_network("64:ff9b::/96")]
"""IPv4-mapped addresses (RFC 4291 section 2.5.5.2), and those behind a translator (RFC 6052 section 2.1)."""
_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is given out of IPv6 (RFC 4291 section 2.4, IANA); Python calls much outside of it global too."""
_NOBODYS = [ipaddress.ip_network(network) for network in ("2001::/32", "2002::/16", "3fff::/20")]
"""Teredo and 6to4, which carry an IPv4 address that no receiver of ours has, and documentation (RFC 9637)."""
