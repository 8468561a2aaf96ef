"""Whether the block can answer."""

from blocks.file_status import matrix
from profile_core.contract import Platform, UnavailableError


async def health(platform: Platform) -> str | None:
    """Say what is wrong, or None."""
    try:
        async with platform.store.read() as tx:
            await matrix.known(tx)
    except UnavailableError as error:
        return error.message
    return None
