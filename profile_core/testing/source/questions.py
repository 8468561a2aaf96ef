"""A question as it stands in the body of a call; what is not of its shape is refused at the door."""

import base64
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec

from profile_core.kit import clock
from profile_core.kit.numbers import enterprise_number, national_number
from profile_core.testing.source.entries import Entry

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_Limit = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Asked = TypeVar("Asked", bound=msgspec.Struct)


class Subject(msgspec.Struct, frozen=True, rename="camel"):
    national_number: str | msgspec.UnsetType = msgspec.UNSET
    enterprise_number: str | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        """Refuse none and two."""
        if (self.national_number is msgspec.UNSET) == (self.enterprise_number is msgspec.UNSET):
            raise ValueError("exactly one number")

    @property
    def number(self) -> str:
        """Return the digits; a number that is none finds nobody."""
        if self.national_number is not msgspec.UNSET:
            return national_number(self.national_number) or ""
        return enterprise_number(str(self.enterprise_number)) or ""


class Boundary(msgspec.Struct, frozen=True, rename="camel"):
    """After what an answer begins; without key and type, after all that was created at that moment or later."""

    created_at: _Moment
    external_id: str | msgspec.UnsetType = msgspec.UNSET
    type: str | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        """Refuse one of two."""
        if (self.external_id is msgspec.UNSET) != (self.type is msgspec.UNSET):
            raise ValueError("externalId and type, or neither")

    def is_before(self, entry: Entry) -> bool:
        """Tell whether an entry sorts after it: strictly, newest first."""
        if self.external_id is msgspec.UNSET or self.type is msgspec.UNSET:
            return entry.created_at < self.created_at
        return entry.rank < (self.created_at, self.external_id, self.type)


class Only(msgspec.Struct, frozen=True, rename="camel"):
    external_id: str
    type: str


class Question(msgspec.Struct, frozen=True, rename="camel"):
    subject: Subject
    role: str
    limit: _Limit
    language: Literal["nl", "fr", "de", "en"]
    before: Boundary | msgspec.UnsetType = msgspec.UNSET
    only: Only | msgspec.UnsetType = msgspec.UNSET
    changed_since: _Moment | msgspec.UnsetType = msgspec.UNSET
    cursor: str | msgspec.UnsetType = msgspec.UNSET


class ChangesQuestion(msgspec.Struct, frozen=True, rename="camel"):
    cursor: str | None
    limit: _Limit


def read(body: bytes, shape: type[Asked]) -> Asked:
    """Read a question; ``ValueError`` when it is not of its shape."""
    return msgspec.json.decode(body.decode("utf-8"), type=shape)


def cursor(entry: Entry) -> str:
    """Write where a page ended; it says all by itself, so that nothing is remembered."""
    edge = [clock.rfc3339(entry.created_at), entry.external_id, entry.type]
    return base64.urlsafe_b64encode(msgspec.json.encode(edge)).decode()


def after(cursor: str) -> Boundary:
    """Read where a page ended; ``ValueError`` when we never wrote that."""
    edge = msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=tuple[_Moment, str, str])
    return Boundary(*edge)


def position(cursor: str | None, last: int) -> int:
    """Read a position of the feed; ``ValueError`` when we never gave it."""
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10) or int(cursor) > last:
        raise ValueError("no position of ours")
    return int(cursor)
