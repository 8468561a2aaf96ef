"""An item of a source at the door: before anybody asks for its key or compares its moments."""

import msgspec

from blocks.notifications import providers
from blocks.notifications.check import items
from blocks.notifications.providers import SourceItem
from profile_core.contract import InvalidError, said


def read(raw: msgspec.Raw) -> SourceItem:
    """Read one item strictly, with its key and its moments; what is wrong with it raises ``InvalidError``."""
    item = providers.read(raw)
    if not item.type.isprintable():
        raise InvalidError("type.unknown", "Name a type by its code.", path=("type",))
    items.key(item.external_id, ())
    moments = {"createdAt": item.created_at, "doneAt": item.done_at, "deletedAt": item.deleted_at}
    for name, moment in moments.items():
        if moment is not None:
            said.moment(moment, "item.moment", (name,))
    return item
