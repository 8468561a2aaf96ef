"""The environment of a process that we start: ours, with some values of its own."""

import os
from collections.abc import Mapping


def with_values(values: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with values added or replaced."""
    return {**os.environ, **values}
