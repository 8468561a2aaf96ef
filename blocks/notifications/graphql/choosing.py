"""How a citizen is reached: addresses, which only our own pages show, and what is wanted of each sender."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry.types import Info

from blocks.notifications import addresses as mail_addresses, preferences as chosen, wishes
from blocks.notifications.channels.email import EMAIL
from blocks.notifications.model import NOBODY, Address, Choice
from profile_core.contract import (
    LANGUAGES,
    Acting,
    Context,
    InvalidError,
    Platform,
    ProfileError,
    citizen_of,
    failure_of,
    failures,
    ids,
    platform_of,
)

_Info = Info[Context, None]


@strawberry.enum(name="NotificationAddressState")
class AddressState(StrEnum):
    """Whether something may be sent to an address."""

    IN_USE = "IN_USE"
    WAITING = "WAITING"
    FAILED = "FAILED"


@strawberry.type
class NotificationAddress:
    """Where a citizen is reached outside. WAITING is for its code; FAILED came back, and can be verified again."""

    id: strawberry.ID
    channel_code: str
    address: str
    state: AddressState
    verified_at: datetime | None


@strawberry.type
class ChannelPreference:
    """One channel: what was chosen here, if anything, and what counts. What is mandatory cannot be chosen."""

    channel_code: str
    label: str
    chosen: Choice | None
    counts: Choice
    mandatory: bool


@strawberry.type
class TypePreference:
    """What counts for one type; `legalBasis` is the ground on which a channel is mandatory."""

    type_id: strawberry.ID
    name: str
    legal_basis: str | None
    channels: list[ChannelPreference]


@strawberry.type
class SenderPreference:
    """What counts for one sender, and for each of its types."""

    sender_id: strawberry.ID
    name: str
    channels: list[ChannelPreference]
    types: list[TypePreference]


@strawberry.type
class NotificationPreferences:
    """What a citizen chose for all senders, and for each that ever sent something."""

    general: list[ChannelPreference]
    senders: list[SenderPreference]


@strawberry.input
class NotificationPreferenceInput:
    """For a type, for a sender, or without both for all; without `choice` the wider one counts again."""

    channel_code: str
    choice: Choice | None = None
    sender: strawberry.ID | None = None
    type: strawberry.ID | None = None


@strawberry.type
class AddressRemoved:
    """This address is there no longer."""

    id: strawberry.ID


AddEmailAddressResult = Annotated[
    NotificationAddress | failures.InvalidError | failures.ConflictError | failures.ForbiddenError,
    strawberry.union("AddEmailAddressResult"),
]
EmailAddressResult = Annotated[
    NotificationAddress
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ConflictError
    | failures.ForbiddenError,
    strawberry.union("EmailAddressResult"),
]
RemoveAddressResult = Annotated[
    AddressRemoved | failures.ForbiddenError, strawberry.union("RemoveAddressResult")
]
SetNotificationPreferenceResult = Annotated[
    NotificationPreferences
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ConflictError
    | failures.ForbiddenError,
    strawberry.union("SetNotificationPreferenceResult"),
]


@strawberry.type
class Choosing:
    """How the citizen is reached."""

    @strawberry.field(description="Only for our own pages: a site's token gets an error.")
    async def addresses(self, info: _Info) -> list[NotificationAddress] | None:
        known = await mail_addresses.mine(platform_of(info), citizen_of(info))
        return [_address(*one) for one in known]

    @strawberry.field(description="What was chosen of the channels, and what counts.")
    async def preferences(self, info: _Info, language: str = "nl") -> NotificationPreferences:
        return await _preferences(platform_of(info), citizen_of(info), language)


@strawberry.type
class Mutation:
    """What a citizen does with addresses and preferences, for the subject for whom they act."""

    @strawberry.mutation(
        description="Takes an address and sends it a code. The same again is the same answer."
    )
    async def add_email_address(
        self, info: _Info, address: str, language: str = "nl"
    ) -> AddEmailAddressResult:
        platform, acting = platform_of(info), citizen_of(info)
        try:
            given = await mail_addresses.add(platform, acting, address, _language(language))
            return await _one(platform, acting, given)
        except ProfileError as error:
            return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)

    @strawberry.mutation(description="Sends a fresh code; the former one is void.")
    async def send_email_address_code(self, info: _Info, id: strawberry.ID) -> EmailAddressResult:
        platform, acting = platform_of(info), citizen_of(info)
        try:
            known = await mail_addresses.resend(platform, acting, ids.parse_id(id))
            return await _one(platform, acting, known)
        except ProfileError as error:
            return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)

    @strawberry.mutation(description="Verifies an address by its code. It takes the place of the one before.")
    async def verify_email_address(self, info: _Info, id: strawberry.ID, code: str) -> EmailAddressResult:
        platform, acting = platform_of(info), citizen_of(info)
        try:
            known = await mail_addresses.verify(platform, acting, ids.parse_id(id), code)
            return await _one(platform, acting, known)
        except ProfileError as error:
            return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)

    @strawberry.mutation(description="Removes an address. What is not there is not there after it either.")
    async def remove_address(self, info: _Info, id: strawberry.ID) -> RemoveAddressResult:
        try:
            await mail_addresses.remove(platform_of(info), citizen_of(info), ids.parse_id(id))
        except ProfileError as error:
            return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)
        return AddressRemoved(id=id)

    @strawberry.mutation(
        description="Chooses what is wanted of a channel. The same again is the same. "
        "For all senders together only our own pages may."
    )
    async def set_notification_preference(
        self,
        info: _Info,
        preference: NotificationPreferenceInput,
        language: str = "nl",
    ) -> SetNotificationPreferenceResult:
        platform, acting = platform_of(info), citizen_of(info)
        try:
            await chosen.choose(
                platform,
                acting,
                provider=_id(preference.sender, "sender"),
                type_id=_id(preference.type, "type"),
                channel=preference.channel_code,
                choice=preference.choice,
            )
        except ProfileError as error:
            return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)
        return await _preferences(platform, acting, language)


async def _one(platform: Platform, acting: Acting, address: UUID) -> NotificationAddress:
    known = await mail_addresses.mine(platform, acting)
    return next(_address(*one) for one in known if one[0].id == address)


async def _preferences(platform: Platform, acting: Acting, language: str) -> NotificationPreferences:
    shown = await wishes.wishes(platform, acting)
    return NotificationPreferences(
        general=_channels(shown.general, language),
        senders=[
            SenderPreference(
                sender_id=strawberry.ID(str(one.provider.id)),
                name=one.provider.name.in_language(language),
                channels=_channels(one.wishes, language),
                types=[_type(of, language) for of in one.types],
            )
            for one in shown.senders
        ],
    )


def _type(of: wishes.OfType, language: str) -> TypePreference:
    return TypePreference(
        type_id=strawberry.ID(str(of.id)),
        name=of.name.in_language(language),
        legal_basis=of.legal_basis,
        channels=_channels(of.wishes, language),
    )


def _channels(said: Sequence[wishes.Wish], language: str) -> list[ChannelPreference]:
    return [
        ChannelPreference(
            channel_code=one.channel,
            label=one.label.in_language(language),
            chosen=one.chosen,
            counts=one.counts,
            mandatory=one.mandatory,
        )
        for one in said
    ]


def _address(address: Address, text: str) -> NotificationAddress:
    state = AddressState.FAILED if address.failed_at else AddressState.WAITING
    return NotificationAddress(
        id=strawberry.ID(str(address.id)),
        channel_code=EMAIL,
        address=text,
        state=AddressState.IN_USE if address.counts else state,
        verified_at=address.verified_at,
    )


def _language(said: str) -> str:
    return said if said in LANGUAGES else LANGUAGES[0]


def _id(text: strawberry.ID | None, name: str) -> UUID:
    """Return the id that was given, or who stands for all."""
    if text is None:
        return NOBODY
    known = ids.parse_id(text)
    if known is None:
        raise InvalidError("preference.id", "This is no id of ours.", path=(name,))
    return known
