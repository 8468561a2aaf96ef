"""Loading the phases that hold, by an operator."""

from blocks.file_status import matrix
from blocks.file_status.model import Matrix
from blocks.file_status.rows import phases as rows
from profile_core.contract import Platform, Tx, audit


async def known(platform: Platform) -> Matrix:
    """Return the phases that hold."""
    async with platform.store.read() as tx:
        return await matrix.known(tx)


async def load(platform: Platform, sheet: bytes) -> Matrix:
    """Let the phases of a YAML sheet hold from now on; what is wrong with it raises ``InvalidError``."""
    phases = matrix.read(sheet)

    async def work(tx: Tx) -> Matrix:
        await rows.replace(tx, phases)
        detail = {"phases": " ".join(one.code for one in phases)}
        await audit.record(
            tx,
            subject=audit.REGION,
            actor=audit.OPERATOR,
            action="file_status.phases_loaded",
            purpose="file_status",
            detail=detail,
        )
        return await matrix.known(tx)

    return await platform.store.transact(work)
