"""Pages that say why logging in did not work, and the log lines that say it to us."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import log
from sso.issuer import Issuer

logger = log.get_logger("sso")
_STATUS = {
    "already": 200,
    "unreachable": 503,
    "refused": 502,
    "role": 403,
    "away": 503,
    "cancelled": 403,
    "often": 429,
}
_RETRY_AFTER = 60


def page(issuer: Issuer, request: Request, problem: str, *, retry: str = "", others: str = "") -> Response:
    """Answer with a page; ``problem`` is one of the words of ``error.html``.

    ``retry`` is where to try the same again, ``others`` where to choose another identity provider.
    """
    status = _STATUS.get(problem, 400)
    answer = issuer.platform.pages.page(
        request,
        "sso/error.html",
        status=status,
        problem=problem,
        retry=retry,
        others=others,
        correlation_id=getattr(request.state, "correlation_id", ""),
    )
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(_RETRY_AFTER)
    return answer
