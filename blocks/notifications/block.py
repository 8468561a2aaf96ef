"""All that this block offers."""

from collections.abc import Sequence
from pathlib import Path

from starlette.routing import BaseRoute

from blocks.notifications import (
    address_letters,
    addresses,
    addresses_cli,
    cli,
    deliver,
    disclosures,
    fed,
    header,
    health,
    measured,
    notice,
    pages,
    privacy,
    pulling,
    push_cli,
    push_pages,
    retention,
    send,
    settings_pages,
    told,
    unsubscribe,
)
from blocks.notifications.channels import channels
from blocks.notifications.connector import command
from blocks.notifications.graphql import citizen, provider
from blocks.notifications.model import (
    NotificationAccepted,
    NotificationAnnounced,
    OccasionDue,
    ProviderTold,
    ReportDue,
)
from blocks.notifications.pages import grouped, together
from blocks.notifications.rows.tables import metadata
from blocks.notifications.settings import NotificationsSettings
from profile_core.contract import (
    Block,
    CitizenNotice,
    Listener,
    Migrations,
    Platform,
    PlatformListener,
    outbound,
    texts,
)

_HERE = Path(__file__).parent


def uses(platform: Platform) -> Sequence[outbound.Use]:
    """Return all that goes outside: what providers are told, and what citizens are sent."""
    return [*told.uses(platform), *send.uses(platform), *address_letters.uses(platform)]


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return all pages, and the address that a mail program calls."""
    return [
        *pages.routes(platform),
        *settings_pages.routes(platform),
        *push_pages.routes(platform),
        *unsubscribe.routes(platform),
    ]


block = Block(
    name="notifications",
    title=texts(nl="Berichten", fr="Messages", de="Mitteilungen", en="Messages"),
    settings=NotificationsSettings,
    citizen_query=citizen.Notifications,
    citizen_mutation=citizen.Mutation,
    provider_query=provider.Notifications,
    provider_mutation=provider.Mutation,
    bulk=(
        "registerNotifications",
        "updateNotifications",
        "completeTasks",
        "rescheduleNotifications",
        "retractNotifications",
        "deleteNotifications",
    ),
    migrations=Migrations(name="notifications", metadata=metadata, folder=_HERE / "migrations"),
    listeners=(
        Listener(name="notifications.inbox", fact=NotificationAccepted, hear=deliver.to_inbox),
        PlatformListener(
            name="notifications.channels", fact=NotificationAnnounced, hearing=deliver.to_channels
        ),
        PlatformListener(name="notifications.occasions", fact=OccasionDue, hearing=deliver.on_occasion),
        Listener(name="notifications.reports", fact=ReportDue, hear=deliver.unreported),
        PlatformListener(name="notifications.notice", fact=CitizenNotice, hearing=notice.hearing),
        Listener(name="notifications.feed", fact=ProviderTold, hear=told.in_feed),
        Listener(name="notifications.webhook", fact=ProviderTold, hear=told.by_webhook),
    ),
    schedule=(told.FORGET, retention.DELETE, pulling.FOLLOW),
    outbound=uses,
    channels=channels,
    routes=routes,
    pages=_HERE,
    navigation=((settings_pages.LABEL, settings_pages.SETTINGS),),
    overview=together.overview,
    search=together.search,
    timeline=grouped.timeline,
    feed=fed.Fed,
    reseal=addresses.reseal,
    privacy=privacy.PRIVACY,
    disclosures=disclosures.DISCLOSURES,
    header=header.part,
    health=health.health,
    measures=measured.measures,
    cli={
        "addresses": addresses_cli.commands,
        "notifications": command.commands,
        "push": push_cli.commands,
        "types": cli.commands,
    },
)
