"""What a site lacks before it may serve citizens, rather than synthetic ones only."""

from dataclasses import dataclass
from uuid import UUID

from profile_core.contract import Platform, Tx
from profile_core.directory import addresses
from profile_core.directory.joining import Joined
from sso import agreements


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What a provider's agreements name today: scopes at login, and whether the header is among them."""

    scopes: frozenset[str]
    header: bool


async def agreed(platform: Platform, tx: Tx, provider: UUID) -> Agreed:
    """Return what a provider's agreements of today name."""
    return Agreed(
        scopes=await agreements.named(platform, tx, provider),
        header=await agreements.names_header(platform, tx, provider),
    )


def missing(joined: Joined, has: Agreed) -> tuple[str, ...]:
    """Return what a site lacks, each with what to do; nothing when it may go live."""
    return lacking(joined.site.origin, joined.application.scopes, has)


def lacking(origin: str, scopes: frozenset[str], has: Agreed) -> tuple[str, ...]:
    """Return what a site of this origin lacks for these scopes."""
    found = [
        f"An agreement about sign-on (block sso){_naming(scope)}: ask the region."
        for scope in agreements.lacking(scopes, has.scopes)
    ]
    if agreements.HEADER in scopes and not has.header:
        found.append("An agreement about the header (block header): ask the region.")
    if addresses.is_local(origin):
        found.append(f"An origin that citizens can visit, instead of {origin}.")
    return tuple(found)


def _naming(scope: str) -> str:
    return "" if scope == agreements.ANY else f" whose data sets name {scope}"
