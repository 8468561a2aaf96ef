"""An item of a source (docs/source-api), as it stands in an answer or a change."""

from datetime import datetime
from typing import Annotated

import msgspec

from blocks.notifications.model import Appointment, Draft, Value
from profile_core.contract import InvalidError, Recipient, Text

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _Recipient(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    national_number: str | None = None
    enterprise_number: str | None = None
    pairwise_id: str | None = None


class _Text(msgspec.Struct, frozen=True):
    language: str
    text: str
    default: bool = False


class _Value(msgspec.Struct, frozen=True):
    name: str
    value: str


class _Appointment(msgspec.Struct, frozen=True, rename="camel"):
    starts_at: _Moment
    ends_at: _Moment | None = None
    place: str | None = None
    address: str | None = None


class SourceItem(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What stands in the JSON. Fields that we do not know are left alone: a later version may have them."""

    type: str
    external_id: str
    created_at: _Moment
    recipient: _Recipient | None = None
    title: tuple[_Text, ...] = ()
    text: tuple[_Text, ...] = ()
    values: tuple[_Value, ...] = ()
    link: str | None = None
    group_id: str | None = None
    brand: str | None = None
    valid_from: _Moment | None = None
    expires_at: _Moment | None = None
    deadline: _Moment | None = None
    appointment: _Appointment | None = None
    delete_at: _Moment | None = None
    delete_after_days: int | None = None
    version: int | None = None
    done_at: _Moment | None = None
    deleted_at: _Moment | None = None

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return f"{type(self).__name__}(...)"

    def draft(self, to: Recipient | None = None) -> Draft:
        """Return what a provider would have pushed; without a recipient of its own it is to the one that is given."""
        return Draft(
            type=self.type,
            external_id=self.external_id,
            recipient=to or self._recipient(),
            title=[_text(one) for one in self.title],
            text=[_text(one) for one in self.text],
            values=[Value(name=one.name, value=one.value) for one in self.values],
            link=self.link,
            group_id=self.group_id,
            brand=self.brand,
            valid_from=self.valid_from,
            expires_at=self.expires_at,
            deadline=self.deadline,
            appointment=self.appointment and _appointment(self.appointment),
            delete_at=self.delete_at,
            delete_after_days=self.delete_after_days,
            version=self.version,
            created_at=self.created_at,
        )

    def _recipient(self) -> Recipient:
        if self.recipient is None:
            raise InvalidError("item.recipient", "Say to whom it is.", path=("recipient",))
        said = self.recipient
        return Recipient(
            national_number=said.national_number,
            enterprise_number=said.enterprise_number,
            pairwise_id=said.pairwise_id,
        )


_decoder = msgspec.json.Decoder(SourceItem)


def read(raw: msgspec.Raw) -> SourceItem:
    """Read one item strictly; one that is not of the shape raises ``InvalidError``, which repeats none of its values."""
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"It is not of the shape that the source API describes: {error}"
        raise InvalidError("item.shape", message) from error


def _text(one: _Text) -> Text:
    return Text(language=one.language, text=one.text, default=one.default)


def _appointment(one: _Appointment) -> Appointment:
    return Appointment(starts_at=one.starts_at, ends_at=one.ends_at, place=one.place, address=one.address)
