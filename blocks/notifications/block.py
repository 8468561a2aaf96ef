"""All that this block offers."""

from pathlib import Path

from blocks.notifications import cli, deliver, header, health, pages
from blocks.notifications.graphql import citizen, provider
from blocks.notifications.model import NotificationAccepted
from blocks.notifications.rows.tables import metadata
from profile_core.contract import Block, Listener, Migrations, texts

_HERE = Path(__file__).parent

block = Block(
    name="notifications",
    title=texts(nl="Berichten", fr="Messages", de="Mitteilungen", en="Messages"),
    citizen_query=citizen.Notifications,
    citizen_mutation=citizen.Mutation,
    provider_query=provider.Notifications,
    provider_mutation=provider.Mutation,
    bulk=("registerNotifications",),
    migrations=Migrations(name="notifications", metadata=metadata, folder=_HERE / "migrations"),
    listeners=(Listener(name="notifications.inbox", fact=NotificationAccepted, hear=deliver.to_inbox),),
    routes=pages.routes,
    pages=_HERE,
    header=header.part,
    health=health.health,
    cli={"types": cli.commands},
)
