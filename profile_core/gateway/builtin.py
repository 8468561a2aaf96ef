"""What both schemas have without any block: who acts, and what the directory knows of who asks."""

from typing import Any, Self

import strawberry
from strawberry.types import Info

from profile_core.contract import (
    Acting,
    Context,
    NotFoundError,
    TextOutput,
    caller_of,
    citizen_of,
    platform_of,
)
from profile_core.directory import rows
from profile_core.directory.model import Provider as ProviderRecord, Service as ServiceRecord
from profile_core.gateway.sources import Source
from profile_core.gateway.webhooks import Webhook
from profile_core.outbound.webhooks import registry
from profile_core.sources import registry as sources


@strawberry.type
class ActingRole:
    """In which capacity the citizen acts."""

    code: str
    name: str


@strawberry.type
class Me:
    """The citizen who is logged in."""

    name: str
    role: ActingRole

    @classmethod
    def of(cls, acting: Acting) -> Self:
        return cls(name=acting.name, role=ActingRole(code=acting.role.code, name=acting.role.name))


@strawberry.type
class DirectoryProvider:
    """The public body for which the calling program acts; ``nis`` is a municipality's code."""

    code: str
    nis: str | None
    name: list[TextOutput]

    @classmethod
    def of(cls, record: ProviderRecord) -> Self:
        return cls(code=record.code, nis=record.nis, name=TextOutput.of(record.name))


@strawberry.type
class DirectoryService:
    """An entry of the product catalogue; ``code`` is its IPDC or LPDC id."""

    code: str
    name: list[TextOutput]

    @classmethod
    def of(cls, record: ServiceRecord) -> Self:
        return cls(code=record.code, name=TextOutput.of(record.name))


@strawberry.type
class Directory:
    """What the directory knows of the calling program's provider."""

    @strawberry.field
    async def provider(self, info: Info[Context, Any]) -> DirectoryProvider:
        async with platform_of(info).store.read() as tx:
            found = await rows.provider(tx, caller_of(info).provider)
        if found is None:
            raise NotFoundError("directory.provider_unknown", "Your provider is no longer in the directory.")
        return DirectoryProvider.of(found)

    @strawberry.field
    async def services(self, info: Info[Context, Any]) -> list[DirectoryService]:
        async with platform_of(info).store.read() as tx:
            return [DirectoryService.of(found) for found in await rows.services(tx, caller_of(info))]


@strawberry.type
class CitizenBuiltin:
    """Root fields of the citizen schema that no block brings."""

    @strawberry.field
    def me(self, info: Info[Context, Any]) -> Me | None:
        return Me.of(citizen_of(info))


@strawberry.type
class ProviderBuiltin:
    """Root fields of the provider schema that no block brings."""

    @strawberry.field(description="Where you are told things, the oldest first.")
    async def webhooks(self, info: Info[Context, Any]) -> list[Webhook] | None:
        there = await registry.listed(platform_of(info).store, caller_of(info))
        return [Webhook.of(one) for one in there]

    @strawberry.field(description="Where we ask for what you keep, and how that goes, by code.")
    async def sources(self, info: Info[Context, Any]) -> list[Source] | None:
        there = await sources.listed(platform_of(info).store, caller_of(info))
        return [Source.of(one) for one in there]

    @strawberry.field
    def directory(self) -> Directory | None:
        return Directory()
