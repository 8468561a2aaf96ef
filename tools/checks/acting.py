"""Who acts is in every query: what reads or changes somebody's rows takes ``acting`` or ``caller`` after ``tx``.

The rule holds for every public coroutine in a block's ``rows`` that builds a SELECT, UPDATE or DELETE. The few
that act for nobody (a listener, a job) are listed here with the reason; one that no longer exists must go.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.checks.source import ROOT, files, parsed, report

FOR_NOBODY: Mapping[str, str] = {
    "blocks/file_status/rows/copies.py:histories": "copies of files that were looked up for their provider",
    "blocks/file_status/rows/copies.py:remove": "copies of files that were held for their provider",
    "blocks/file_status/rows/files.py:forget": "files that were held for their provider, or a subject who is erased",
    "blocks/file_status/rows/privacy.py:ended": "a subject who is erased",
    "blocks/file_status/rows/privacy.py:hold": "a subject who is erased",
    "blocks/file_status/rows/modes.py:pulling": "the worker, which follows feeds",
    "blocks/file_status/rows/phases.py:replace": "the operator, who loads phases",
    "blocks/notifications/rows/addresses.py:buckets": "the operator, who seals anew",
    "blocks/notifications/rows/addresses.py:code_of": "a letter that was asked for before",
    "blocks/notifications/rows/addresses.py:fail": "the mail server said so",
    "blocks/notifications/rows/addresses.py:failed_since": "the operator, after a server refused wrongly",
    "blocks/notifications/rows/addresses.py:find": "a letter that was asked for before",
    "blocks/notifications/rows/addresses.py:forget": "a letter that was asked for before",
    "blocks/notifications/rows/addresses.py:reseal": "the operator, who seals anew",
    "blocks/notifications/rows/addresses.py:restore": "the operator, after a server refused wrongly",
    "blocks/notifications/rows/addresses.py:working": "delivering; no citizen asks",
    "blocks/notifications/rows/live.py:asking": "types, which are nobody's own",
    "blocks/notifications/rows/operated.py:earlier": "notifications that were held for their provider",
    "blocks/notifications/rows/preferences.py:changed": "a click in a mail, whose path names its subject, sealed",
    "blocks/notifications/rows/preferences.py:types_of": "delivering; no citizen asks",
    "blocks/notifications/rows/privacy.py:empty": "the citizen who erases, whose rows the condition names",
    "blocks/notifications/rows/push.py:keys": "the deployment's own keys",
    "blocks/notifications/rows/push.py:put_key": "the operator, who seals anew",
    "blocks/notifications/rows/push.py:remove": "a push service that knows a browser no more; else its own citizen",
    "blocks/notifications/rows/retention.py:due": "the job that deletes in time",
    "blocks/notifications/rows/retention.py:empty": "the job that deletes in time",
    "blocks/notifications/rows/retention.py:forget_deliveries": "the job that deletes in time",
    "blocks/notifications/rows/retention.py:forget_operations": "the job that deletes in time",
    "blocks/notifications/rows/retention.py:operated": "the job that deletes in time",
    "blocks/notifications/rows/types.py:by_id": "delivering; types are nobody's own",
    "blocks/notifications/rows/deliveries.py:move": "delivering, and whoever was let do it; its subject is named",
    "blocks/notifications/rows/deliveries.py:outside": "delivering; no citizen asks",
    "blocks/notifications/rows/deliveries.py:recall": "delivering; no citizen asks",
    "blocks/notifications/rows/dispatch.py:conceal": "the listener that delivers; no citizen asks",
    "blocks/notifications/rows/dispatch.py:held": "the listener that delivers; no citizen asks",
    "blocks/notifications/rows/dispatch.py:show": "the listener that delivers; no citizen asks",
    "blocks/notifications/rows/fed.py:pulling": "the round that follows feeds; types are nobody's own",
    "blocks/notifications/rows/feed.py:forget": "the round that deletes what is old",
    "blocks/notifications/rows/followed.py:name_of": "a provider's own webhook, which has nobody to ask in it",
    "blocks/notifications/rows/usage.py:totals": "the operator's figures, which name nobody",
    "blocks/notifications/rows/waits.py:overdue": "the operator's figures, which name nobody",
    "blocks/notifications/rows/types.py:put": "a type that was held for its provider, or for the operator",
    "blocks/notifications/rows/types.py:of_all": "the operator, on a type, which is nobody's own",
    "blocks/notifications/rows/types.py:waiting": "the operator, on types, which are nobody's own",
    "blocks/notifications/rows/types.py:probe": "the health check; it returns nothing",
}
"""``path:function`` and why nobody acts there."""
_WHO = {"acting": "Acting", "actings": "Sequence[Acting]", "caller": "Caller"}
_STATEMENTS = {"select", "update", "delete"}


def problems(root: Path, for_nobody: Mapping[str, str] = FOR_NOBODY) -> Iterator[str]:
    """Name every function that asks the database without saying who acts, and every stale exception."""
    seen: set[str] = set()
    for path in files(root, ["blocks"], ".py"):
        if "rows" not in (path.stem, path.parent.name):
            continue
        for function in parsed(path).body:
            name = f"{path.relative_to(root)}:{getattr(function, 'name', '')}"
            if isinstance(function, ast.AsyncFunctionDef) and _asks(function):
                seen.add(name)
                if not (_says_who(function) or name in for_nobody):
                    yield f"{name}: takes neither `acting: Acting` nor `caller: Caller` right after tx"
    yield from (f"{name}: listed as acting for nobody, but not found" for name in for_nobody.keys() - seen)


def _asks(function: ast.AsyncFunctionDef) -> bool:
    if function.name.startswith("_"):
        return False
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(_called(call) in _STATEMENTS for call in calls)


def _called(call: ast.expr) -> str:
    return call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""


def _says_who(function: ast.AsyncFunctionDef) -> bool:
    second = function.args.args[1:2]
    return any(
        one.annotation is not None and ast.unparse(one.annotation) == _WHO.get(one.arg) for one in second
    )


if __name__ == "__main__":
    report(problems(ROOT))
