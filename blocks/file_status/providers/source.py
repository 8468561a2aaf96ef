"""A file as a source says it (docs/source-api): the same JSON as is pushed, and when it was deleted there."""

from datetime import datetime

import msgspec

from blocks.file_status.model import FileDraft
from profile_core.contract import InvalidError


class SourceFile(FileDraft, frozen=True, kw_only=True, rename="camel"):
    """What stands in the JSON. Fields that we do not know are left alone: a later version may have them."""

    deleted_at: datetime | None = None


class _Gone(msgspec.Struct, frozen=True, rename="camel"):
    external_id: str
    deleted_at: datetime | None = None


class RoughStatus(msgspec.Struct, frozen=True, rename="camel"):
    """As much of a status as says whether it asks something."""

    phase: str
    changed_at: datetime
    sequence: int | None = None
    action_needed: bool = False


class RoughFile(msgspec.Struct, frozen=True, rename="camel"):
    """As much of a file that cannot be taken as says where it stands in its source's list."""

    external_id: str
    created_at: datetime
    statuses: list[RoughStatus]

    @property
    def newest(self) -> RoughStatus:
        """Return the status that counts."""
        return max(self.statuses, key=lambda one: (one.sequence or 0, one.changed_at))


_decoder = msgspec.json.Decoder(SourceFile)
_gone = msgspec.json.Decoder(_Gone)


def roughly(raw: msgspec.Raw) -> RoughFile | None:
    """Return where a file stands that cannot be taken; None where not even that is there."""
    try:
        rough = msgspec.json.decode(raw, type=RoughFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return rough if rough.statuses and rough.created_at.tzinfo else None


def read(raw: msgspec.Raw) -> SourceFile | str:
    """Read one file strictly; of one that was deleted only its key is looked at, and comes back.

    What is not of the shape raises ``InvalidError``, which repeats none of its values.
    """
    try:
        named = _gone.decode(raw)
        return _decoder.decode(raw) if named.deleted_at is None else named.external_id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"It is not of the shape that the source API describes: {error}"
        raise InvalidError("file.shape", message) from error
