"""The header's live count is that of the inbox at every moment: what is read, put away, done, withdrawn or over."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy import update

from blocks.notifications import read
from blocks.notifications.model import Accepted
from blocks.notifications.rows.tables import notification_table as n
from embed_header.followers import Follower, Followers
from embed_header.settings import HeaderSettings
from profile_core.contract import clock, ids
from tests.notifications.played import TASK, Stage, draft

Act = Callable[[Stage, UUID], Awaitable[object]]


async def _row(stage: Stage, one: UUID, column: str) -> None:
    """Withdraw it, or let its time pass."""
    async with stage.platform.store.begin() as tx:
        mine = (n.c.bucket == ids.bucket_of(one), n.c.id == one)
        await tx.run(update(n).where(*mine).values({column: clock.now()}))


ACTS: dict[str, Act] = {
    "opened": lambda stage, one: read.opened(stage.platform, stage.citizen(), one, "nl"),
    "read": lambda stage, one: read.mark_read(stage.platform.store, stage.citizen(), [str(one)]),
    "archived": lambda stage, one: read.archive(stage.platform.store, stage.citizen(), [str(one)]),
    "done": lambda stage, one: read.complete(stage.platform.store, stage.citizen(), str(one)),
    "retracted": lambda stage, one: _row(stage, one, "retracted_at"),
    "deleted": lambda stage, one: _row(stage, one, "deleted_at"),
    "over": lambda stage, one: _row(stage, one, "expires_at"),
}


@pytest.mark.parametrize("what", ACTS)
async def test_open_header_counts_one_less_once_it_is(stage: Stage, what: str):
    outcomes = await stage.register(draft("a", type=TASK), draft("b"))
    [one, _] = [outcome.id for outcome in outcomes if isinstance(outcome, Accepted)]
    followers, follower = Followers(stage.platform, HeaderSettings()), Follower(stage.citizen())
    await followers.count([follower])
    assert follower.unread == 0
    await stage.deliver()
    await followers.count([follower])
    assert follower.unread == 2
    await ACTS[what](stage, one)
    follower.news.clear()
    await followers.count([follower])
    assert follower.unread == 1
    assert follower.news.is_set()


async def test_open_header_counts_again_what_is_marked_unread(stage: Stage):
    [outcome] = await stage.register(draft("a"))
    assert isinstance(outcome, Accepted)
    await stage.deliver()
    followers, follower = Followers(stage.platform, HeaderSettings()), Follower(stage.citizen())
    for mark, count in ((read.mark_read, 0), (read.mark_unread, 1), (read.archive, 0), (read.unarchive, 0)):
        await mark(stage.platform.store, stage.citizen(), [str(outcome.id)])
        await followers.count([follower])
        assert follower.unread == count
