"""In which media type a question is answered."""

import pytest
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from profile_core.gateway.negotiation import JSON, RESPONSE, answer_type


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{JSON}, {RESPONSE};q=0.9", JSON),
        (f"{RESPONSE};charset=utf-8, */*;q=0.1", RESPONSE),
        (f"text/html, */*;q=0.8, {JSON};q=0", RESPONSE),
        ("APPLICATION/GRAPHQL-RESPONSE+JSON", RESPONSE),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
    ],
)
def test_answer_has_the_type_that_was_wished_for(accept, answer):
    assert answer_type(Headers({} if accept is None else {"accept": accept})) == answer


@pytest.mark.parametrize("accept", ["text/html", "image/*", "*/*;q=0", f"{JSON};q=0, {RESPONSE};q=x"])
def test_wish_that_cannot_be_met_is_406(accept):
    with pytest.raises(HTTPException) as raised:
        answer_type(Headers({"accept": accept}))
    assert raised.value.status_code == 406
