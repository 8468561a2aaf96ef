"""Pushing rows in their order: what is new is registered, what is known updated, what is gone deleted.

Each row has its index for a key, so that a row that is pushed twice does nothing the second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from blocks.notifications.connector import mapping
from blocks.notifications.connector.mapping import Step
from blocks.notifications.connector.plan import Plan
from blocks.notifications.connector.position import Refusal
from blocks.notifications.csv_file.updating import DUPLICATE, UNKNOWN, Change, update
from profile_core.contract import ProfileError, Program, UnavailableError

_OUTCOME = "__typename ... on Error { code message path }"
_REGISTER = f"""mutation Register($items: [NotificationInput!]!) {{
  outcomes: registerNotifications(items: $items) {{ {_OUTCOME} }}
}}"""
_DELETE = f"""mutation Delete($items: [NotificationReferenceInput!]!) {{
  outcomes: deleteNotifications(items: $items) {{ {_OUTCOME} }}
}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What became of some rows."""

    taken: int
    refused: Sequence[Refusal]


async def push(program: Program, plan: Plan, rows: Sequence[Mapping[str, Any]]) -> Pushed:
    """Push rows; bad ones harm no neighbour. A gateway that is away raises ``UnavailableError``: push them again."""
    steps: list[Step] = []
    refused: list[Refusal] = []
    for row in rows:
        try:
            steps.append(mapping.step(plan, row))
        except ProfileError as error:
            index = mapping.index_of(plan, row)
            refused.append(Refusal(index=index, code=error.code, message=error.message))
    for gone, some in groupby(steps, key=lambda step: step.gone):
        together = list(some)
        outcomes = await (_delete(program, together) if gone else _say(program, together))
        refused += _refused(together, outcomes)
    return Pushed(taken=len(rows) - len(refused), refused=sorted(refused, key=lambda one: one.index))


async def _say(program: Program, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Register what is new, then let all that is there say what its row says.

    Also a row that says what was said at first: it may have been changed in between.
    """
    outcomes = (await program.ask(_REGISTER, {"items": [step.item for step in steps]}))["outcomes"]
    there = [at for at, outcome in enumerate(outcomes) if outcome.get("code") in (None, DUPLICATE)]
    if there:
        changes = [Change(item=steps[at].item, key=f"connector:{steps[at].index}") for at in there]
        for at, outcome in zip(there, await update(program, changes, dry_run=False), strict=True):
            outcomes[at] = outcome
    return outcomes


async def _delete(program: Program, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Delete what is there; what never was is gone already."""
    data = await program.ask(_DELETE, {"items": [{"key": step.key} for step in steps]})
    return [{} if one.get("code") == UNKNOWN else one for one in data["outcomes"]]


def _refused(steps: Sequence[Step], outcomes: Sequence[Mapping[str, Any]]) -> list[Refusal]:
    pairs = [(step, one) for step, one in zip(steps, outcomes, strict=True) if "code" in one]
    for _, one in pairs:
        if one["__typename"] == "UnavailableError":
            raise UnavailableError(one["code"], one["message"])
    return [Refusal(index=step.index, code=one["code"], message=one["message"]) for step, one in pairs]
