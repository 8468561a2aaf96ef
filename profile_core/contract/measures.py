"""What a block lets an operator's tools measure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure under a name of Prometheus, without ``citizen_profile_``: one that ends in ``_total`` only grows.

    Labels are codes: never whom it is about.
    """

    name: str
    meaning: str
    labels: Mapping[str, str]
    value: float
