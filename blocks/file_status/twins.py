"""Files that come by two doors at once, on the day on which their provider changes its mode (no I/O).

What is stored and what its source says may stand in two places of the list: one of them asks something of the reader.
Such a file is shown once, where the later of its statuses puts it. So whoever finds one by one door looks at the other.
"""

from collections.abc import Mapping, Sequence

from blocks.file_status.live import Found, Heard, Sources
from blocks.file_status.model import Copy, Position
from blocks.file_status.rows.seen import Key

MOST = 10
"""For how many files of a page their source is asked by name. A page that has more is cut short there."""


def key_of(one: Copy) -> Key:
    """Return what the provider calls a file."""
    return Key(one.provider, one.environment, one.external_id)


def key_found(found: Found) -> Key:
    """Return what the provider calls a file that its source has."""
    return Key(found.source.provider, found.source.environment, found.report.external_id)


def unsure(
    stored: Sequence[Copy], heard: Sequence[Heard], whom: Sources, reaches: Position | None
) -> list[Copy]:
    """Return stored files of a page of which a source that answers may say something else, elsewhere in the list."""
    answering = [one.said.source for one in heard if one.answered and one.said.source.id in whom.known]
    also_live = {(one.provider, one.environment) for one in answering}
    found = {key_found(one) for answer in heard for one in answer.found}
    return [
        one
        for one in stored
        if (one.provider, one.environment) in also_live
        and key_of(one) not in found
        and (reaches is None or one.position >= reaches)
    ]


def placed(found: Mapping[Key, Found], stored: Mapping[Key, Copy]) -> dict[Key, Position]:
    """Return where each file stands: where the door has it that knows the later status."""
    places = {key: one.position for key, one in stored.items()}
    for key, one in found.items():
        newest = max(said.stamp for said in one.report.statuses)
        if key not in stored or newest > stored[key].stamp:
            places[key] = one.position
    return places
