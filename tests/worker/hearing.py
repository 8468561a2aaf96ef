"""Facts and listeners of the tests' own. What is heard is counted in rows, so a double shows."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import sqlalchemy as sa

from profile_core.contract import Block, Fact, Job, Listener, Platform, Tx, subject_table, texts
from profile_core.kit import ids
from profile_core.store import Store

metadata = sa.MetaData()
heard_table = subject_table(
    "played_heard",
    metadata,
    sa.Column("listener", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("worker", sa.Integer, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPlayed(Fact):
    name: ClassVar[str] = "played.card_played"
    number: int


async def _note(tx: Tx, listener: str, fact: CardPlayed) -> None:
    bucket = fact.subject.bucket
    row = {"bucket": bucket, "id": ids.new_id(bucket), "listener": listener, "number": fact.number}
    await tx.insert(heard_table, [{**row, "worker": os.getpid()}])


async def _hears(tx: Tx, facts: Sequence[CardPlayed]) -> None:
    for fact in facts:
        await _note(tx, "played.hears", fact)


async def _chokes_on_seven(tx: Tx, facts: Sequence[CardPlayed]) -> None:
    for fact in facts:
        await _note(tx, "played.chokes", fact)
        if fact.number == 7:
            raise ValueError("seven")


async def _dawdles(tx: Tx, facts: Sequence[CardPlayed]) -> None:
    await asyncio.sleep(3600)


async def _holds_the_file(tx: Tx, facts: Sequence[CardPlayed]) -> None:
    await asyncio.sleep(0.3)


async def _round(platform: Platform) -> None:
    """Note a 0 at the beginning and a 1 at the end."""
    for number in (0, 1):
        await asyncio.sleep(0.2 * number)
        row = {"bucket": 0, "id": ids.new_id(0), "listener": "round", "number": number, "worker": 0}
        async with platform.store.begin() as tx:
            await tx.insert(heard_table, [row])


async def _broken_round(platform: Platform) -> None:
    raise ValueError("round")


def listener(name: str, hear) -> Listener[CardPlayed]:
    return Listener(name=name, fact=CardPlayed, hear=hear)


HEARS = listener("played.hears", _hears)
CHOKES = listener("played.chokes", _chokes_on_seven)
HOLDS = [listener(f"played.holds{number}", _holds_the_file) for number in range(4)]
DAWDLES = listener("played.dawdles", _dawdles)
ROUND = Job(name="played.round", every=0.2, run=_round)
BROKEN_ROUND = Job(name="played.broken_round", every=0.2, run=_broken_round)


def block(*parts: Listener | Job) -> Block:
    return Block(
        name="played",
        title=texts(nl="Gespeeld"),
        listeners=tuple(part for part in parts if isinstance(part, Listener)),
        schedule=tuple(part for part in parts if isinstance(part, Job)),
    )


async def create_tables(store: Store) -> None:
    async with store.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
