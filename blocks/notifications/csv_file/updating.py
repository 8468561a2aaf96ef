"""Rows that were accepted before and say something else now: their notifications are changed, when that is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from profile_core.contract import Program

DUPLICATE = "notifications.duplicate"
UNKNOWN = "notifications.unknown"
_KEY = ("type", "externalId", "recipient")
_MOVED = ("deadline", "appointment")
_FIRST = ("validFrom",)
_OUTCOME = "__typename ... on Error { code message path }"
_UPDATE = f"""mutation Update($items: [NotificationUpdateInput!]!, $dryRun: Boolean!) {{
  outcomes: updateNotifications(items: $items, dryRun: $dryRun) {{ {_OUTCOME} }}
}}"""
_RESCHEDULE = f"""mutation Reschedule($items: [NotificationRescheduleInput!]!, $dryRun: Boolean!) {{
  outcomes: rescheduleNotifications(items: $items, dryRun: $dryRun) {{ {_OUTCOME} }}
}}"""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Change:
    """A row whose notification is to say what it says.

    ``key`` is of this run alone: asked twice in a run it is done once, and what an earlier run did is no answer, for
    something else may have been said since.
    """

    item: Mapping[str, Any]
    key: str


async def update(program: Program, changes: Sequence[Change], *, dry_run: bool) -> list[dict[str, Any]]:
    """Change what these items name, and when it is; return one outcome each, that of the first step that failed."""
    changed = await _asked(program, _UPDATE, [_content(one) for one in changes], dry_run=dry_run)
    moving = [
        at
        for at, one in enumerate(changes)
        if any(name in one.item for name in _MOVED) and "code" not in changed[at]
    ]
    moved = await _asked(program, _RESCHEDULE, [_moments(changes[at]) for at in moving], dry_run=dry_run)
    outcomes = list(changed)
    for at, outcome in zip(moving, moved, strict=True):
        outcomes[at] = outcome
    return outcomes


async def _asked(
    program: Program, document: str, items: Sequence[Mapping[str, Any]], *, dry_run: bool
) -> list[dict[str, Any]]:
    if not items:
        return []
    return (await program.ask(document, {"items": items, "dryRun": dry_run}))["outcomes"]


def _content(one: Change) -> dict[str, Any]:
    said = {name: value for name, value in one.item.items() if name not in (*_KEY, *_MOVED, *_FIRST)}
    return {"key": _key(one.item), "idempotencyKey": one.key, **said}


def _moments(one: Change) -> dict[str, Any]:
    said = {name: one.item[name] for name in (*_MOVED, "version") if name in one.item}
    return {"key": _key(one.item), "idempotencyKey": one.key, **said}


def _key(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in _KEY}
