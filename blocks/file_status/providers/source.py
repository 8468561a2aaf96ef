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


_decoder = msgspec.json.Decoder(SourceFile)
_gone = msgspec.json.Decoder(_Gone)


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
