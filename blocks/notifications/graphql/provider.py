"""All that a provider asks of notifications, and all that it does: each piece has a file of its own."""

import strawberry

from blocks.notifications.graphql import followed, registered, registering, reporting


@strawberry.type
class Notifications(registered.Registered, followed.Followed):
    """What you registered, and how far it is."""


@strawberry.type
class Mutation(followed.Replaying, reporting.Reporting, registering.Mutation):
    """What a provider does with notifications."""
