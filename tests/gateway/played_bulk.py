"""A block of the tests' own with a bulk mutation: inputs of every kind, and answers of every temper."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from strawberry.types import Info

from profile_core.contract import (
    BigInt,
    Block,
    Context,
    InvalidError,
    UnavailableError,
    caller_of,
    failures,
    texts,
)
from tests.gateway import played


@strawberry.enum
class Temper(enum.Enum):
    CALM = "calm"
    WILD = strawberry.enum_value("wild", name="FURIOUS")


@strawberry.input
class LabelInput:
    text: str
    default: bool = False

    def said(self) -> str:
        return f"{self.text!r} {self.default!r}"


@strawberry.input(one_of=True)
class GoalInput:
    street: strawberry.Maybe[str]
    box: strawberry.Maybe[int]
    since: strawberry.Maybe[date]


@strawberry.input
class CrateInput:
    code: str
    key: strawberry.ID
    goal: GoalInput
    labels: list[LabelInput]
    count: int | None = None
    fragile: bool = False
    mood: Temper = Temper.CALM
    last_mood: Temper | None = None
    moment: datetime | None = None
    day: date | None = None
    uid: UUID | None = None
    size: BigInt | None = None
    note: strawberry.Maybe[str | None] = None
    more: list[LabelInput | None] | None = None
    days: list[date] | None = None
    left: str | None = strawberry.UNSET

    def said(self) -> str:
        """Return all that was read, with the types of it."""
        labels = [one.said() for one in self.labels]
        more = [one and one.said() for one in self.more or ()]
        goal = (self.goal.street, self.goal.box, self.goal.since)
        rest = (
            self.count,
            self.fragile,
            self.mood,
            self.last_mood,
            self.moment,
            self.day,
            self.uid,
            self.size,
        )
        return repr((self.code, self.key, goal, labels, *rest, self.note, more, self.days, self.left))


@strawberry.type
class Label:
    text: str
    length: int


@strawberry.type
class Crate:
    key: strawberry.ID
    said: str
    fragile: bool
    mood: Temper | None
    moment: datetime | None
    uid: UUID | None
    labels: list[Label]
    maybe: list[Label | None] | None


class Chest(Crate):
    """A subclass, which Strawberry takes for a crate."""


class Word(str):
    """No plain text, though it looks like one."""

    __slots__ = ()


Packed = Annotated[Crate | failures.InvalidError | failures.DuplicateError, strawberry.union("Packed")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a resolver was given, and by which road."""

    by_lane: bool
    arguments: Mapping[str, Any]


calls: list[Call] = []


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def pack_crates(
        self,
        info: Info[Context, Any],
        items: list[CrateInput],
        strict: bool = False,
        label: str | None = None,
        mood: Temper = Temper.CALM,
    ) -> list[Packed]:
        given = {"strict": strict, "label": label, "mood": mood, "who": caller_of(info).client_id}
        calls.append(Call(by_lane=not isinstance(info, Info), arguments=given))
        if label in _RAISED:
            raise _RAISED[label]
        if label == "nothing":
            return cast("list[Packed]", None)
        return [_packed(one, repr(given)) for one in items]

    @strawberry.mutation
    async def weigh_crates(self, items: list[CrateInput] | None = None) -> list[int] | None:
        calls.append(Call(by_lane=False, arguments={}))
        return None if items is None else [len(one.said()) for one in items]

    @strawberry.mutation
    async def count_crates(self, items: list[CrateInput]) -> int:
        return len(items)


_RAISED: Mapping[str | None, Exception] = {
    "raises": RuntimeError("the secret of the house"),
    "refuses": InvalidError("crates.refused", "Pack another one.", path=("label",)),
    "away": UnavailableError("crates.away", "Come back later.", retry_after=7),
}


def _packed(item: CrateInput, given: str) -> Packed:
    crate = Crate(
        key=item.key,
        said=f"{item.said()} {given}",
        fragile=item.fragile,
        mood=item.last_mood,
        moment=item.moment,
        uid=item.uid,
        labels=[Label(text=one.text, length=len(one.text)) for one in item.labels],
        maybe=None if item.more is None else [one and Label(text=one.text, length=1) for one in item.more],
    )
    odd: dict[str, Any] = {
        "refused": failures.InvalidError(code="crate.refused", message="No.", path=["items", "0"]),
        "taken": failures.DuplicateError(code="crate.taken", message="No.", path=[], existing_id=item.key),
        "null": replace(crate, said=cast("str", None)),
        "null-list": replace(crate, labels=cast("list[Label]", None)),
        "number": replace(crate, said=cast("str", 5)),
        "word": replace(crate, said=Word("a word")),
        "wide": replace(crate, labels=[Label(text="x", length=2**40)]),
        "tuple": replace(crate, labels=cast("list[Label]", tuple(crate.labels))),
        "stream": replace(crate, labels=cast("list[Label]", (one for one in crate.labels))),
        "moody": replace(crate, mood=cast("Temper", "FURIOUS")),
        "late": replace(crate, moment=cast("datetime", "tomorrow")),
        "sub": Chest(**vars(crate)),
        "alien": object(),
        "none": None,
        "error": ValueError("the secret of the house"),
    }
    return cast("Packed", odd.get(item.code, crate))


block = Block(
    name="crates",
    title=texts(nl="Kisten"),
    provider_mutation=Mutation,
    bulk=("packCrates", "weighCrates"),
    authenticate=played.authenticate,
)
slow = replace(block, bulk=())
