"""What a provider does with its webhooks, the addresses at which it is told things."""

from datetime import datetime
from typing import Annotated, Any, Self, cast
from uuid import UUID

import strawberry
from strawberry.types import Info

from profile_core.contract import (
    Caller,
    Context,
    ForbiddenError,
    GuardedClient,
    NotFoundError,
    ProfileError,
    caller_of,
    failure_of,
    failures,
    ids,
    platform_of,
)
from profile_core.kit import clock
from profile_core.outbound.webhooks import Endpoint, Sender, WebhookState, WebhookUse, check_address, registry

_Info = Info[Context, Any]
_SCOPE = "notifications"

strawberry.enum(WebhookUse)
strawberry.enum(WebhookState)


@strawberry.type
class Webhook:
    """An address of yours at which you are told things. `GONE` is one that answered 410: register it anew."""

    id: strawberry.ID
    url: str
    uses: list[WebhookUse]
    state: WebhookState
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, one: Endpoint) -> Self:
        """Return an endpoint without its secrets."""
        return cls(
            id=strawberry.ID(str(one.id)),
            url=one.url,
            uses=list(one.uses),
            state=one.state,
            created_at=one.created_at,
            changed_at=one.changed_at,
        )


@strawberry.type
class RegisteredWebhook:
    """Keep the `secret`: it is shown this once. A dry run has neither."""

    webhook: Webhook | None
    secret: str | None


@strawberry.type
class RotatedWebhookSecret:
    """The new secret, shown this once. Until `formerUntil` each message is signed with the former one too."""

    id: strawberry.ID
    secret: str | None
    former_until: datetime


@strawberry.type
class RemovedWebhook:
    """What is told from now on for its uses waits a day for another."""

    id: strawberry.ID


@strawberry.type
class TestedWebhook:
    """What came back of a ping: `taken` by any 2xx; without a status there was no answer, `error` says why."""

    id: strawberry.ID
    taken: bool
    status: int | None
    error: str | None


RegisterWebhookResult = Annotated[
    RegisteredWebhook
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.DuplicateError,
    strawberry.union("RegisterWebhookResult"),
]
RotateWebhookSecretResult = Annotated[
    RotatedWebhookSecret | failures.NotFoundError | failures.ForbiddenError | failures.ConflictError,
    strawberry.union("RotateWebhookSecretResult"),
]
RemoveWebhookResult = Annotated[
    RemovedWebhook | failures.NotFoundError | failures.ForbiddenError,
    strawberry.union("RemoveWebhookResult"),
]
TestWebhookResult = Annotated[
    TestedWebhook | failures.NotFoundError | failures.ForbiddenError,
    strawberry.union("TestWebhookResult"),
]


@strawberry.type
class ProviderMutation:
    """Mutations of the provider schema that no block brings."""

    @strawberry.mutation(
        description="Tell us where you take what we tell you. For each use you have one address. "
        "`replaces` is the id of one that gives way in the same moment."
    )
    async def register_webhook(
        self,
        info: _Info,
        url: str,
        uses: list[WebhookUse],
        replaces: strawberry.ID | None = None,
        dry_run: bool = False,
    ) -> RegisterWebhookResult:
        platform = platform_of(info)
        try:
            caller = _allowed(info)
            check_address(url, production=platform.settings.production, path=("url",))
            former = None if replaces is None else _id(replaces, "replaces")
            wanted = frozenset(uses)
            if dry_run:
                await registry.check(platform.store, caller, url, wanted, replaces=former)
                return RegisteredWebhook(webhook=None, secret=None)
            made, secret = await registry.register(
                platform.store, platform.keyring, caller, url, wanted, replaces=former
            )
        except ProfileError as error:
            return cast("RegisterWebhookResult", failure_of(error))
        return RegisteredWebhook(webhook=Webhook.of(made), secret=secret)

    @strawberry.mutation(description="Make another secret. The former one is good for a day more.")
    async def rotate_webhook_secret(
        self, info: _Info, id: strawberry.ID, dry_run: bool = False
    ) -> RotateWebhookSecretResult:
        platform, until = platform_of(info), clock.now() + registry.OVERLAP
        try:
            caller, endpoint, secret = _allowed(info), _id(id, "id"), None
            if dry_run:
                await registry.known(platform.store, caller, endpoint)
            else:
                secret = await registry.rotate(platform.store, platform.keyring, caller, endpoint)
        except ProfileError as error:
            return cast("RotateWebhookSecretResult", failure_of(error))
        return RotatedWebhookSecret(id=id, secret=secret, former_until=until)

    @strawberry.mutation(description="Take nothing there any more.")
    async def remove_webhook(
        self, info: _Info, id: strawberry.ID, dry_run: bool = False
    ) -> RemoveWebhookResult:
        store = platform_of(info).store
        try:
            caller, endpoint = _allowed(info), _id(id, "id")
            await (registry.known if dry_run else registry.remove)(store, caller, endpoint)
        except ProfileError as error:
            return cast("RemoveWebhookResult", failure_of(error))
        return RemovedWebhook(id=id)

    @strawberry.mutation(description="Send a ping there, once, and see what comes back. It changes nothing.")
    async def test_webhook(self, info: _Info, id: strawberry.ID) -> TestWebhookResult:
        platform = platform_of(info)
        sender = Sender(platform.store, platform.keyring)
        try:
            caller, endpoint = _allowed(info), _id(id, "id")
            async with GuardedClient(production=platform.settings.production) as http:
                outcome = await sender.ping(http, caller, endpoint, source=platform.settings.public_url)
        except ProfileError as error:
            return cast("TestWebhookResult", failure_of(error))
        return TestedWebhook(id=id, taken=outcome.kind == "done", status=outcome.status, error=outcome.error)


def _allowed(info: _Info) -> Caller:
    """Return who asks, if its token reaches what webhooks tell."""
    caller = caller_of(info)
    if _SCOPE not in caller.scopes:
        raise ForbiddenError("webhooks.scope", f"Ask for an access token with the scope {_SCOPE!r}.")
    return caller


def _id(text: str, name: str) -> UUID:
    parsed = ids.parse_id(text)
    if parsed is None:
        raise NotFoundError("webhooks.unknown", "You have no webhook with this id.", path=(name,))
    return parsed
