"""The budget of sources is smaller than the time of a request, or the process does not start."""

import pytest
from pydantic import ValidationError

from profile_core.kit.settings import Settings


def test_budget_that_is_no_smaller_than_the_time_of_a_request_is_refused():
    with pytest.raises(ValidationError, match="SOURCES_BUDGET must be smaller"):
        Settings(sources_budget=5, request_timeout=5)


def test_short_request_leaves_time_for_the_rest_of_the_answer():
    assert Settings(request_timeout=1).sources_within == 0.6
    assert Settings().sources_within == 2
