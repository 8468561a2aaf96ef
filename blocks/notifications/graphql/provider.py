"""All that a provider asks of notifications, and all that it does: each piece has a file of its own."""

import strawberry

from blocks.notifications.graphql import (
    announcing,
    followed,
    operating,
    refused,
    registering,
    reporting,
    types,
)
from blocks.notifications.graphql.registered import Registered


@strawberry.type
class Notifications(types.Types, Registered, followed.Followed, refused.RefusedChanges):
    """What you registered, and how far it is."""


@strawberry.type
class Mutation(
    announcing.Announcing,
    operating.Operating,
    followed.Replaying,
    reporting.Reporting,
    registering.Mutation,
    types.TypesMutation,
):
    """What a provider does with notifications."""
