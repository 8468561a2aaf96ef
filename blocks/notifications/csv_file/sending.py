"""Sending rows as notifications; a row that was accepted with other content is refused, or updates what it was."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from blocks.notifications.csv_file.updating import DUPLICATE, UNKNOWN, Change, update
from profile_core.contract import Program
from profile_core.contract.csv_file import Items, Outcomes

_REGISTER = """mutation Send($items: [NotificationInput!]!, $dryRun: Boolean!) {
  outcomes: registerNotifications(items: $items, dryRun: $dryRun) {
    __typename ... on Error { code message path }
  }
}"""


def asking(*, dry_run: bool, updates: bool) -> Callable[[Program, Items], Awaitable[Outcomes]]:
    """Return what sends some items in a run.

    With ``updates`` every row is compared with how its notification stands, also one that says what was said at first:
    it may have been changed in between.
    """
    run = secrets.token_urlsafe(9)

    async def _ask(program: Program, items: Items) -> Outcomes:
        said = {"items": [item for _, item in items], "dryRun": dry_run}
        outcomes = (await program.ask(_REGISTER, said))["outcomes"]
        if not updates:
            return [_with_remedy(one) for one in outcomes]
        changes = [Change(item=item, key=f"csv:{run}:{number}") for number, item in items]
        return await _updated(program, changes, outcomes, dry_run=dry_run)

    return _ask


async def _updated(
    program: Program, changes: Sequence[Change], outcomes: Sequence[dict[str, Any]], *, dry_run: bool
) -> Outcomes:
    """Change what is there; in a dry run what is new is not there yet, and stays as it was answered."""
    there = [at for at, outcome in enumerate(outcomes) if outcome.get("code") in (None, DUPLICATE)]
    done = await update(program, [changes[at] for at in there], dry_run=dry_run)
    updated = list(outcomes)
    for at, outcome in zip(there, done, strict=True):
        if outcome.get("code") != UNKNOWN:
            updated[at] = outcome
    return updated


def _with_remedy(outcome: Mapping[str, Any]) -> Mapping[str, Any]:
    if outcome.get("code") != DUPLICATE:
        return outcome
    return {**outcome, "message": f"{outcome['message']} Or add --update to change what was accepted."}
