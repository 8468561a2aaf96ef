"""The header in the provider schema: a provider says what the headers of its sites show."""

import json
from datetime import datetime
from typing import Annotated, cast

import strawberry
from msgspec import UNSET
from strawberry.scalars import JSON
from strawberry.types import Info

from embed_header import configure, drop_in
from embed_header.model import Configuration
from profile_core.contract import (
    Context,
    ProfileError,
    caller_of,
    failure_of,
    failures,
    platform_of,
)

_Info = Info[Context, None]


@strawberry.input
class HeaderConfigurationInput:
    """What shall be otherwise in the header of a site of yours; what you leave out stays as it is.

    `blocks` are names of blocks, null is all of them. `flemishConfig` is what `await globalHeaderClient.getConfig()`
    gives where the site still shows the Flemish header; null takes it away.
    """

    origin: str
    blocks: strawberry.Maybe[list[str] | None]
    flemish_config: strawberry.Maybe[JSON | None]

    def value(self) -> configure.Change:
        """Return what was sent as a plain value."""
        return configure.Change(
            origin=self.origin,
            blocks=self.blocks.value if self.blocks else UNSET,
            flemish=self.flemish_config.value if self.flemish_config else UNSET,
        )


@strawberry.type
class HeaderConfiguration:
    """What the header of a site shows; `blocks` is null where it is all. `id` is null in a dry run of a new one.

    `entry` and `embed` are the scripts that stand in for those of the Flemish header.
    """

    id: strawberry.ID | None
    origin: str
    blocks: list[str] | None
    flemish_config: JSON | None
    changed_at: datetime | None
    entry: str | None
    embed: str | None

    @classmethod
    def of(cls, value: Configuration, gateway: str) -> "HeaderConfiguration":
        """Convert a configuration."""
        return cls(
            id=strawberry.ID(str(value.id)) if value.id else None,
            origin=value.origin,
            blocks=None if value.blocks is None else sorted(value.blocks),
            flemish_config=None if value.flemish is None else JSON(json.loads(value.flemish)),
            changed_at=value.changed_at,
            entry=drop_in.address(gateway, value, "entry"),
            embed=drop_in.address(gateway, value, "embed"),
        )


ConfigureHeaderResult = Annotated[
    HeaderConfiguration | failures.InvalidError | failures.NotFoundError | failures.ForbiddenError,
    strawberry.union("ConfigureHeaderResult"),
]


@strawberry.type
class Headers:
    """The headers of your websites."""

    @strawberry.field(description="Those that you configured, by origin; all others show every block.")
    async def configurations(self, info: _Info) -> list[HeaderConfiguration]:
        platform = platform_of(info)
        found = await configure.own(platform, caller_of(info))
        return [HeaderConfiguration.of(one, platform.settings.public_url) for one in found]


@strawberry.type
class Mutation:
    """What a provider does with the headers of its sites."""

    @strawberry.mutation(
        description="Say what the header of a site of yours shows. What you leave out stays as it is, `blocks: null` "
        "is all of them, and the same again changes nothing."
    )
    async def configure_header(
        self, info: _Info, header: HeaderConfigurationInput, dry_run: bool = False
    ) -> ConfigureHeaderResult:
        platform = platform_of(info)
        do = configure.rehearse if dry_run else configure.configure
        try:
            done = await do(platform, caller_of(info), header.value())
        except ProfileError as error:
            return cast("ConfigureHeaderResult", failure_of(error))
        return HeaderConfiguration.of(done, platform.settings.public_url)
