"""Who follows their count in this process: looked at together, once per interval, not once per connection."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from embed_header.parts import Parts
from embed_header.settings import HeaderSettings
from profile_core.contract import Acting, Life, Platform, UnavailableError, log

_OF_ONE_SESSION = 5
logger = log.get_logger("header")


class Follower:
    """One open stream: what it should be told next."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.unread: int | None = None
        self.ended = False
        self.over = False
        self.news = asyncio.Event()

    def counted(self, unread: int) -> None:
        """Note a count; only another one than before is news."""
        if unread != self.unread:
            self.unread = unread
            self.news.set()

    def end(self) -> None:
        """Note that the session has ended."""
        self.ended = self.over = True
        self.news.set()

    def let_go(self) -> None:
        """Note that this process stops, or that the token is over; the header comes back, with one that serves."""
        self.over = True
        self.news.set()


class Followers:
    """The streams of one process. A single task looks after all of them while there are any."""

    def __init__(self, platform: Platform, settings: HeaderSettings) -> None:
        self._store = platform.store
        self._living = [block.living for block in platform.blocks if block.living]
        self._parts = Parts(platform)
        self._settings = settings
        self._stopping = platform.stopping
        self._all: set[Follower] = set()
        self._task: asyncio.Task[None] | None = None
        self._check_at = 0.0

    @contextmanager
    def joined(self, acting: Acting) -> Generator[Follower]:
        """Follow for as long as the block lasts; ``UnavailableError`` where there is no room."""
        self._check_room(acting)
        follower = Follower(acting)
        self._all.add(follower)
        self._task = self._task or asyncio.create_task(self._look_after())
        try:
            yield follower
        finally:
            self._all.discard(follower)
            self._rest()

    async def count(self, followers: Sequence[Follower]) -> None:
        """Count for these; where a block fails, everybody who sees it keeps the count they had."""
        counts = await self._parts.unread([follower.acting for follower in followers])
        for follower, unread in zip(followers, counts, strict=True):
            if unread is not None:
                follower.counted(unread)

    async def check(self, followers: Sequence[Follower]) -> None:
        """End those whose session has ended, and let go of those whose token is over."""
        actings = [follower.acting for follower in followers]
        async with self._store.read() as tx:
            said = [await living(tx, actings) for living in self._living]
        for follower, *lives in zip(followers, *said, strict=True):
            if Life.SESSION_OVER in lives:
                follower.end()
            elif Life.TOKEN_OVER in lives:
                follower.let_go()

    def _check_room(self, acting: Acting) -> None:
        """Refuse more than one process can bear, and so many of one session that others would find no room."""
        theirs = sum(follower.acting.sid == acting.sid for follower in self._all)
        if theirs >= _OF_ONE_SESSION or len(self._all) >= self._settings.streams:
            message = "Too many follow their count here. Come back in a while."
            raise UnavailableError("header.streams", message, retry_after=30)

    async def _look_after(self) -> None:
        """Go round until the process stops; a round that fails stands in the log, and the next one comes."""
        while not await self._stops_within(self._settings.count_every):
            (failed,) = await asyncio.gather(self._round(), return_exceptions=True)
            if failed is not None:
                logger.error("followers not looked after", exc_info=failed)

        for follower in self._all:
            follower.let_go()

    async def _stops_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._stopping.wait()
        except TimeoutError:
            return False

    async def _round(self) -> None:
        now = asyncio.get_running_loop().time()
        followers = tuple(self._all)
        if now >= self._check_at:
            self._check_at = now + self._settings.check_every
            await self.check(followers)
        await self.count(followers)

    def _rest(self) -> None:
        if self._task is not None and not self._all:
            self._task.cancel()
            self._task = None
