"""The names of mandates last for years, so they are sealed anew when the keyring's generation changes."""

from profile_core.contract import Platform
from sso.mandates import mandate as mandates
from sso.rows import mandates as rows


async def reseal(platform: Platform) -> int:
    """Seal under the generation in front what another one sealed; return how many mandates."""
    async with platform.store.read() as tx:
        buckets = await rows.buckets(tx)
    return sum([await _in_bucket(platform, bucket) for bucket in buckets])


async def _in_bucket(platform: Platform, bucket: int) -> int:
    keyring = platform.keyring
    async with platform.store.begin() as tx:
        found = await rows.sealed_in(tx, bucket)
        old = [row for row in found if row.names[0] != keyring.generations[0].id]
        for row in old:
            names = mandates.opened(keyring, row.id, row.names)
            await rows.rename(tx, row.id, names.sealed(keyring, row.id))
    return len(old)
