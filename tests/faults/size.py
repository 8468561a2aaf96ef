"""How large the runs are: small in CI (`make test`, `make faults-short`), large by hand (`make faults`, `make csv`)."""

import os

LONG = os.environ.get("CITIZEN_PROFILE_TEST_SIZE") == "long"


def sized(*, short: int, long: int) -> int:
    """Return how many there are in this run."""
    return long if LONG else short
