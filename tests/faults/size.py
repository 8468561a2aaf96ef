"""How large the runs are: small in CI (`make faults-short`), large by hand (`make faults`)."""

import os

LONG = os.environ.get("CITIZEN_PROFILE_TEST_FAULTS") == "long"


def sized(*, short: int, long: int) -> int:
    """Return how many there are in this run."""
    return long if LONG else short
