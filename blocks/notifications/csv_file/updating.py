"""Rows that were accepted before and say something else now: their notifications are changed, when that is asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from profile_core.contract import Program

DUPLICATE = "notifications.duplicate"
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


async def update(
    program: Program, items: Sequence[Mapping[str, Any]], *, dry_run: bool
) -> list[dict[str, Any]]:
    """Change what these items name, and when it is; return one outcome each, that of the first step that failed."""
    changed = await _asked(program, _UPDATE, [_content(item) for item in items], dry_run=dry_run)
    moving = [
        at
        for at, item in enumerate(items)
        if any(name in item for name in _MOVED) and "code" not in changed[at]
    ]
    moved = await _asked(program, _RESCHEDULE, [_moments(items[at]) for at in moving], dry_run=dry_run)
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


def _content(item: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in item.items() if name not in (*_KEY, *_MOVED, *_FIRST)}
    return {"key": _key(item), **said}


def _moments(item: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: item[name] for name in (*_MOVED, "version") if name in item}
    return {"key": _key(item), **said}


def _key(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in _KEY}
