"""A provider's history comes late, twice, out of order and in any pages: what stands at the end is the same."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from tests.notifications.feed.fedtypes import BEGAN, LETTER, TODO, Fed, change, gone
from tests.notifications.played import CITIZENS

_KEYS = [(to, of, name) for to in CITIZENS[:2] for of in (LETTER, TODO) for name in ("a", "b")]
_DONE = BEGAN + timedelta(hours=3)


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw what became of some notifications: a version each, and some are deleted, by whichever version."""
    changes: list[dict[str, Any]] = []
    for to, of, name in draw(st.lists(st.sampled_from(_KEYS), min_size=1, max_size=4, unique=True)):
        last = draw(st.integers(1, 4))
        done = draw(st.integers(1, 8)) if of == TODO else 9
        changes += [
            change(name, version, to=to, of=of, **({"doneAt": _DONE} if version == done else {}))
            for version in range(1, last + 1)
        ]
        if draw(st.booleans()):
            changes.append(gone(name, draw(st.integers(1, last + 1)), to=to, of=of))
    return changes


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[list[dict[str, Any]]]]:
    """Draw a history, and pages in which all of it comes at least once."""
    history = draw(histories())
    again = draw(st.lists(st.sampled_from(history), max_size=6))
    left = draw(st.permutations([*history, *again]))
    pages: list[list[dict[str, Any]]] = []
    while left:
        many = draw(st.integers(1, len(left)))
        pages.append(left[:many])
        left = left[many:]
    return history, pages


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries())
async def test_order_repetition_and_pages_make_no_difference(fed: Fed, drawn: Any):
    history, pages = drawn
    await fed.forget()
    for one in history:
        assert await fed.take(one) == []
    expected = await fed.state()
    assert len(expected) == len(
        {(one["recipient"]["nationalNumber"], one["type"], one["externalId"]) for one in history}
    )
    await fed.forget()
    for page in pages:
        assert await fed.take(*page) == []
    assert await fed.state() == expected
