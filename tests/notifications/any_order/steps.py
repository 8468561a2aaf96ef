"""Steps that are taken in any order, as often as their weights say."""

from typing import Any

from hypothesis import strategies as st

from blocks.notifications.model import Choice, DeliveryState, Reason
from tests.notifications.any_order.asked import KINDS, ORDERS, SENT

ACTIONS = ["read", "unread", "archive", "unarchive", "do"]


def _step(name: str, weight: int = 1, **what: st.SearchStrategy[Any]) -> list[st.SearchStrategy[Any]]:
    return [st.tuples(st.just(name), st.fixed_dictionaries(what))] * weight


THINGS, PEOPLE = st.integers(0, 3), st.integers(0, 1)
STEPS = st.one_of(
    *_step("register", 2, sent=SENT, works=st.booleans()),
    *_step("operate", 6, asked=ORDERS),
    *_step("citizen_does", 5, of=THINGS, action=st.sampled_from(["read", "read", *ACTIONS])),
    *_step(
        "citizen_chooses",
        3,
        who=PEOPLE,
        of=st.sampled_from([None, "sender", *KINDS]),
        channel=st.sampled_from(["pigeon", "pigeon", "drum"]),
        choice=st.sampled_from([Choice.OFF, Choice.OFF, Choice.ON, None]),
    ),
    *_step("citizen_moves", who=PEOPLE),
    *_step(
        "receiver_is_in_a_mood", 2, of=THINGS, mood=st.sampled_from(["refuses", "refuses", "slow", "takes"])
    ),
    *_step("expires", of=THINGS),
    *_step(
        "provider_reports",
        2,
        of=THINGS,
        reminds=st.booleans(),
        said=st.sampled_from([(DeliveryState.DELIVERED, None), (DeliveryState.FAILED, Reason.BOUNCED)]),
    ),
    *_step("replays", 2),
    *_step("time_passes", 4),
    *_step("workers_work", 5),
    *_step(
        "somebody_will_die",
        2,
        after=st.integers(0, 12),
        moment=st.sampled_from(["before commit", "after commit"]),
    ),
    *_step("facts_are_heard_twice"),
)
