"""Audit lines of a citizen who reads what is another's: a mandate holder, a colleague."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from profile_core.contract import Acting, Store, Tx, audit


def looking(store: Store, acting: Acting) -> AbstractAsyncContextManager[Tx]:
    """Open a transaction for a read: one that can write the line, where what is read is another's."""
    return store.read() if acting.subject == acting.citizen else store.begin()


async def note(tx: Tx, acting: Acting, action: str, what: Sequence[UUID]) -> None:
    """Write one line under the subject: who, in which role, how many and which. What is one's own leaves none.

    It goes in the transaction of the read, so without the line there is no answer.
    """
    if acting.subject == acting.citizen:
        return
    detail = {"role": acting.role.code, "count": str(len(what)), "ids": " ".join(map(str, what))}
    await audit.record(
        tx, subject=acting.subject, actor=acting, action=action, purpose="file_status", detail=detail
    )
