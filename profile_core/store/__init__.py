"""Tables, transactions, facts and their handover, on PostgreSQL and SQLite."""

from profile_core.store.facts import LANES, Fact, Lane, Listener
from profile_core.store.store import Store, open_store
from profile_core.store.tables import UtcDateTime, now, now_plus, subject_table
from profile_core.store.tx import Telling, Tx

__all__ = [
    "LANES",
    "Fact",
    "Lane",
    "Listener",
    "Store",
    "Telling",
    "Tx",
    "UtcDateTime",
    "now",
    "now_plus",
    "open_store",
    "subject_table",
]
