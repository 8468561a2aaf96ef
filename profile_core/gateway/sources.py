"""What a provider does with its sources, the endpoints at which we ask for what it keeps."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Self, cast
from uuid import UUID

import strawberry
from strawberry.types import Info

from profile_core.contract import (
    Caller,
    Context,
    ForbiddenError,
    Platform,
    ProfileError,
    caller_of,
    failure_of,
    failures,
    platform_of,
)
from profile_core.sources import Source as SourceRecord, registry

_Info = Info[Context, Any]
_SCOPE = "notifications"


@strawberry.enum
class SourceCondition(Enum):
    """How asking goes: UNASKED had no question yet, AWAY gave no answer to several citizens in a row."""

    UNASKED = "UNASKED"
    ANSWERS = "ANSWERS"
    AWAY = "AWAY"


@strawberry.type
class SourceFeed:
    """How far we follow a feed of yours. `failures` pages were in vain since `polledAt`, for `lastError`.

    A page that we took clears them. `deactivated` ones failed so often that they are asked every quarter of an hour
    only, from where they are, until they answer.
    """

    block: str
    polled_at: datetime | None
    failures: int
    away_since: datetime | None
    last_error: str | None
    deactivated: bool


@strawberry.type
class Source:
    """An endpoint of yours that we ask. `lastError` is what was wrong with an answer last, whenever that was.

    `blocks`, `pageSize` and `languages` are what it said of itself; register it again when that changes. `paused`
    ones are not asked: ask the operator why. `announces` tells whether you ever announced a notification of its.
    """

    code: str
    url: str
    blocks: list[str]
    page_size: int
    languages: list[str]
    state: SourceCondition
    away_since: datetime | None
    last_error: str | None
    answered_at: datetime | None
    paused: bool
    announces: bool
    id: strawberry.Private[UUID]

    @strawberry.field(description="The feeds that we follow because you chose the mode `PULL_FEED`.")
    async def feeds(self, info: _Info) -> list[SourceFeed]:
        return [
            SourceFeed(
                block=one.block,
                polled_at=one.polled_at,
                failures=one.failures,
                away_since=one.away_since,
                last_error=one.last_error,
                deactivated=one.deactivated,
            )
            for one in await registry.feeds_of(platform_of(info).store, self.id)
        ]

    @classmethod
    def of(cls, one: SourceRecord) -> Self:
        """Return a source as its provider sees it."""
        return cls(
            code=one.code,
            url=one.url,
            blocks=list(one.blocks),
            page_size=one.page_size,
            languages=list(one.languages),
            state=_condition(one),
            away_since=one.away_since,
            last_error=one.last_error,
            answered_at=one.answered_at,
            paused=one.paused,
            announces=one.announces,
            id=one.id,
        )


@strawberry.type
class RegisteredSource:
    """Types of yours may name the source by its code now. In a dry run nothing was written down."""

    source: Source


@strawberry.type
class RemovedSource:
    """It is asked no more, and a feed of it is forgotten. What types of yours still name it show nothing new of it."""

    code: str


RegisterSourceResult = Annotated[
    RegisteredSource | failures.InvalidError | failures.ForbiddenError,
    strawberry.union("RegisterSourceResult"),
]
RemoveSourceResult = Annotated[
    RemovedSource | failures.NotFoundError | failures.ForbiddenError,
    strawberry.union("RemoveSourceResult"),
]


@strawberry.type
class SourceMutation:
    """Mutations of the provider schema about sources."""

    @strawberry.mutation(
        description="Tell us where you answer what we ask (docs/source-api). We read what it serves at "
        "`/.well-known/citizen-profile-source` below `url`. A code that you have already gets this address."
    )
    async def register_source(
        self, info: _Info, code: str, url: str, dry_run: bool = False
    ) -> RegisterSourceResult:
        platform = platform_of(info)
        try:
            caller = _allowed(info)
            described = await _described(platform, caller, code, url)
            if not dry_run:
                described = await registry.register(platform.store, caller, described)
        except ProfileError as error:
            return cast("RegisterSourceResult", failure_of(error))
        return RegisteredSource(source=Source.of(described))

    @strawberry.mutation(description="Ask there no more.")
    async def remove_source(self, info: _Info, code: str, dry_run: bool = False) -> RemoveSourceResult:
        try:
            await registry.remove(platform_of(info).store, _allowed(info), code, dry_run=dry_run)
        except ProfileError as error:
            return cast("RemoveSourceResult", failure_of(error))
        return RemovedSource(code=code)


async def _described(platform: Platform, caller: Caller, code: str, url: str) -> SourceRecord:
    client, blocks = platform.sources.calls.opened(), [block.name for block in platform.blocks]
    return await registry.describe(client, platform.settings, caller, code=code, url=url, blocks=blocks)


def _allowed(info: _Info) -> Caller:
    """Return who asks, if its token reaches what sources show."""
    caller = caller_of(info)
    if _SCOPE not in caller.scopes:
        raise ForbiddenError("sources.scope", f"Ask for an access token with the scope {_SCOPE!r}.")
    return caller


def _condition(one: SourceRecord) -> SourceCondition:
    if one.away_since is not None:
        return SourceCondition.AWAY
    return SourceCondition.UNASKED if one.answered_at is None else SourceCondition.ANSWERS
