"""All that is held about a citizen, by the declarations of all blocks and our own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from profile_core.contract import (
    Kept,
    Keyring,
    Platform,
    Privacy,
    SealError,
    SubjectRef,
    Texts,
    Tx,
    directory,
    texts,
)
from profile_core.contract.privacy_core import CORE
from profile_core.store import kept as tables

_PROVIDER, _CLIENT = "provider_id", "client_id"
_NIL = UUID(int=0)
_EVERYBODY = texts(nl="Alle afzenders", fr="Tous les expéditeurs", de="Alle Absender", en="All senders")
_SHREDDED = "Nobody can read this any more: its key is gone."


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a table holds: how many rows, and the first of them, each with its columns as they are given."""

    kept: Kept
    tally: tables.Tally
    rows: Sequence[Mapping[str, Any]] = ()


def privacies(platform: Platform) -> Sequence[Privacy]:
    """Return what blocks declare, then what we do."""
    return [*(block.privacy for block in platform.blocks if block.privacy), CORE]


def declared(platform: Platform) -> Sequence[Kept]:
    """Return every table that holds something about citizens, those of blocks first, and each before its children."""
    return [kept for privacy in privacies(platform) for kept in reversed(privacy.kept)]


async def look(tx: Tx, platform: Platform, subject: SubjectRef, *, most: int) -> list[Holding]:
    """Return what each table holds of a subject, and at most so many rows of it."""
    found: list[Holding] = []
    for kept in declared(platform):
        tally = await tables.tally(tx, kept, subject)
        rows = await tables.page(tx, kept, subject, most=most) if tally.rows and most else ()
        given = [given_of(platform.keyring, kept, row) for row in rows]
        found.append(Holding(kept=kept, tally=tally, rows=given))
    return found


def given_of(keyring: Keyring, kept: Kept, row: Any) -> dict[str, Any]:
    """Return what a subject is given of a row: what lies sealed is opened."""
    given = {column: getattr(row, column) for column in kept.said}
    for column, unsealed in kept.unsealed.items():
        try:
            given[column] = unsealed(keyring, row)
        except SealError:
            given[column] = _SHREDDED
    return given


async def names(tx: Tx, rows: Collection[Mapping[str, Any]]) -> dict[str, Texts]:
    """Return the names of the providers and applications that rows speak of, by their ids as texts."""
    providers = {row[_PROVIDER] for row in rows if row.get(_PROVIDER)} - {_NIL}
    clients = {row[_CLIENT] for row in rows if row.get(_CLIENT)}
    known = await directory.providers(tx, providers) if providers else {}
    programs = await directory.applications(tx, clients) if clients else {}
    return {
        str(_NIL): _EVERYBODY,
        **{str(one): provider.name for one, provider in known.items()},
        **{
            one: texts(nl=program.name, fr=program.name, de=program.name, en=program.name)
            for one, program in programs.items()
        },
    }
