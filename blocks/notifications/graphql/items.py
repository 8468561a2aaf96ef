"""A notification as a provider sends it, and what a dry run shows of it."""

from datetime import datetime

import strawberry

from blocks.notifications import model
from blocks.notifications.graphql.type_output import NotificationType
from profile_core.contract import BigInt, RecipientInput, TextInput, TextOutput


@strawberry.input
class NotificationValueInput:
    """What stands in the place of a placeholder of the type's texts."""

    name: str
    value: str

    def plain(self) -> model.Value:
        """Return what was sent as a plain value."""
        return model.Value(name=self.name, value=self.value)


@strawberry.input
class AppointmentInput:
    """When and where the citizen is expected."""

    starts_at: datetime
    ends_at: datetime | None = None
    place: str | None = None
    address: str | None = None

    def plain(self) -> model.Appointment:
        """Return what was sent as a plain value."""
        return model.Appointment(
            starts_at=self.starts_at, ends_at=self.ends_at, place=self.place, address=self.address
        )


@strawberry.input
class NotificationInput:
    """One notification to one recipient.

    With `type` and recipient, `externalId` is its key: sent again, it is the same notification.
    `title` (at most 140 characters) and `text` (300) stand as you send them; the one that you leave out is the type's
    own, with your `values` in the places of its {placeholders}.
    Citizens see it from `validFrom` until `expiresAt`. It is deleted at `deleteAt`, or `deleteAfterDays` days after
    it began, and never later than the retention of its type.
    `groupId` is your file's id; `brand` names who sends it, where that is not you; `version` is your own count.
    `createdAt` is since when it exists with you; without it, since we accepted it.
    """

    type: str
    external_id: str
    recipient: RecipientInput
    title: list[TextInput] | None = None
    text: list[TextInput] | None = None
    values: list[NotificationValueInput] | None = None
    link: str | None = None
    group_id: str | None = None
    brand: str | None = None
    valid_from: datetime | None = None
    expires_at: datetime | None = None
    deadline: datetime | None = strawberry.field(default=None, description="Of a TASK only.")
    appointment: AppointmentInput | None = strawberry.field(
        default=None, description="Of an APPOINTMENT, which always has one."
    )
    delete_at: datetime | None = None
    delete_after_days: int | None = None
    version: BigInt | None = None
    created_at: datetime | None = None

    def value(self) -> model.Draft:
        """Return what was sent as a plain value."""
        return model.Draft(
            type=self.type,
            external_id=self.external_id,
            recipient=self.recipient.value(),
            title=[text.value() for text in self.title or ()],
            text=[text.value() for text in self.text or ()],
            values=[one.plain() for one in self.values or ()],
            link=self.link,
            group_id=self.group_id,
            brand=self.brand,
            valid_from=self.valid_from,
            expires_at=self.expires_at,
            deadline=self.deadline,
            appointment=self.appointment.plain() if self.appointment else None,
            delete_at=self.delete_at,
            delete_after_days=self.delete_after_days,
            version=self.version,
            created_at=self.created_at,
        )


@strawberry.type
class Appointment:
    """When and where a citizen is expected."""

    starts_at: datetime
    ends_at: datetime | None
    place: str | None
    address: str | None

    @classmethod
    def of(cls, value: model.Appointment) -> "Appointment":
        """Convert an appointment."""
        return cls(starts_at=value.starts_at, ends_at=value.ends_at, place=value.place, address=value.address)


@strawberry.type
class AcceptedNotification:
    """Stored for good. The same item sent again gets this same answer."""

    id: strawberry.ID
    external_id: str


@strawberry.type
class NotificationPreview:
    """The answer to a dry run: what the citizen would see, and until when. Nothing is stored."""

    external_id: str
    type: NotificationType
    title: list[TextOutput]
    text: list[TextOutput]
    link: str | None
    group_id: str | None
    brand: str | None
    valid_from: datetime | None
    expires_at: datetime | None
    deadline: datetime | None
    appointment: Appointment | None
    delete_at: datetime | None

    @classmethod
    def of(cls, value: model.Preview) -> "NotificationPreview":
        """Convert a preview."""
        content = value.content
        return cls(
            external_id=value.external_id,
            type=NotificationType.of(value.type),
            title=TextOutput.of(content.title),
            text=TextOutput.of(content.text),
            link=content.link,
            group_id=content.group_id,
            brand=content.brand,
            valid_from=content.valid_from,
            expires_at=content.expires_at,
            deadline=content.deadline,
            appointment=Appointment.of(content.appointment) if content.appointment else None,
            delete_at=content.delete_at,
        )
