"""What a citizen asks and does, put together."""

import strawberry

from blocks.notifications.graphql import choosing, marking, pushing, reading


@strawberry.type
class Notifications(reading.Reading, choosing.Choosing, pushing.Pushed):
    """Everything that public bodies told the citizen, for the role in which they act."""


@strawberry.type
class Mutation(marking.Mutation, choosing.Mutation, pushing.Pushing):
    """What a citizen does with notifications, and with what they want to be told."""
