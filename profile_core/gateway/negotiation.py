"""Which media types a GraphQL question and its answer have (GraphQL over HTTP, RFC 9110 section 12.5.1)."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

RESPONSE = "application/graphql-response+json"
JSON = "application/json"
_RANGES = {
    RESPONSE: (RESPONSE, "application/*", "*/*"),
    JSON: (JSON, "application/*", "*/*"),
}


def answer_type(headers: Headers) -> str:
    """Return the media type of the answer; the older one when nothing is said. Raises 406 when none fits."""
    accept = headers.get("accept", "")
    if not accept.strip():
        return JSON
    weights = dict(_weighed(part) for part in accept.split(",")[:20])
    best = max((JSON, RESPONSE), key=lambda media: _weight(media, weights))
    if _weight(best, weights) <= (0, 0):
        raise HTTPException(406, f"Accept {RESPONSE} or {JSON}.")
    return best


def check_question_type(headers: Headers) -> None:
    """Raise 415 unless the body is JSON in UTF-8, uncompressed: so no form of another site can send it."""
    media, _, parameters = headers.get("content-type", "").partition(";")
    charset = parameters.replace(" ", "").lower()
    if media.strip().lower() != JSON or charset not in ("", "charset=utf-8", 'charset="utf-8"'):
        raise HTTPException(415, f"Send the question as {JSON} in UTF-8.")


def _weighed(part: str) -> tuple[str, float]:
    media, *parameters = part.split(";")
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "q":
            return media.strip().lower(), _number(value)
    return media.strip().lower(), 1.0


def _number(text: str) -> float:
    try:
        return max(0.0, min(1.0, float(text)))
    except ValueError:
        return 0.0


def _weight(media: str, weights: dict[str, float]) -> tuple[float, int]:
    """Return the weight of the most specific range that names it, and how specific that is."""
    for rank, name in enumerate(_RANGES[media]):
        if name in weights:
            return (weights[name], -rank) if weights[name] > 0 else (0.0, 0)
    return (0.0, 0)
