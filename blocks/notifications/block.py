"""All that this block offers."""

from collections.abc import Sequence
from pathlib import Path

from blocks.notifications import cli, deliver, header, health, measured, pages, told
from blocks.notifications.graphql import citizen, provider
from blocks.notifications.model import NotificationAccepted, ProviderTold
from blocks.notifications.rows.tables import metadata
from profile_core.contract import Block, Listener, Migrations, Platform, outbound, texts

_HERE = Path(__file__).parent


def uses(platform: Platform) -> Sequence[outbound.Use]:
    """Return all that goes outside: what providers are told, and what citizens are sent."""
    return told.uses(platform)


block = Block(
    name="notifications",
    title=texts(nl="Berichten", fr="Messages", de="Mitteilungen", en="Messages"),
    citizen_query=citizen.Notifications,
    citizen_mutation=citizen.Mutation,
    provider_query=provider.Notifications,
    provider_mutation=provider.Mutation,
    bulk=("registerNotifications",),
    migrations=Migrations(name="notifications", metadata=metadata, folder=_HERE / "migrations"),
    listeners=(
        Listener(name="notifications.inbox", fact=NotificationAccepted, hear=deliver.to_inbox),
        Listener(name="notifications.feed", fact=ProviderTold, hear=told.in_feed),
        Listener(name="notifications.webhook", fact=ProviderTold, hear=told.by_webhook),
    ),
    schedule=(told.FORGET,),
    outbound=uses,
    routes=pages.routes,
    pages=_HERE,
    header=header.part,
    health=health.health,
    measures=measured.measures,
    cli={"types": cli.commands},
)
