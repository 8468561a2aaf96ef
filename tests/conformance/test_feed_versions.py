"""Changes may come again, late and in between; the kit names those alone that nobody would ever see."""

from typing import Any

import pytest

from profile_core.conformance.feed_versions import not_counted
from profile_core.conformance.items import read
from tests.conformance.honest import LOTTE, WOUT


def change(version: object, text: str = "", key: str = "a", to: str = LOTTE, **more: Any) -> dict[str, Any]:
    """Return a change whose text is that of its version, if it has no other."""
    said = {"type": "parking", "externalId": key, "recipient": {"nationalNumber": to}, "version": version}
    return said | {"text": text or f"text {version}"} | more


def found(*changes: dict[str, Any]) -> list[str]:
    page = read({"items": list(changes)})
    assert page is not None
    return list(not_counted(page.items))


@pytest.mark.parametrize(
    "changes",
    [
        [change(1), change(2), change(7)],
        [change(1), change(2), change(1), change(2)],
        [change(1), change(2), change(1)],
        [change(3), change(1), change(2), change(4)],
        [change(2), change(1, key="b"), change(1, to=WOUT)],
        [change(2), change(1, deletedAt="2026-11-07T08:00:00Z")],
        [change(1), change(1, doneAt="2026-11-07T08:00:00Z")],
        [change("2"), change(1), change(None)],
    ],
    ids=["grows", "log written twice", "old one again", "late", "others", "deleted", "done", "no version"],
)
def test_what_counts_all_the_same_is_allowed(changes: list[dict[str, Any]]):
    assert found(*changes) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([change(1), change(3), change(2)], "version 2, and came after 3"),
        ([change(0), change(-1)], "version -1, and came after 0"),
        ([change(1), change(1, "another")], "two changes with version 1 say different things"),
        ([change(1), change(2), change(1, "another"), change(3)], "two changes with version 1"),
    ],
    ids=["set back", "below nothing", "not counted up", "not counted up, later"],
)
def test_what_would_never_be_seen_is_named(changes: list[dict[str, Any]], says: str):
    [line] = found(*changes)
    assert says in line
    assert LOTTE not in line
