"""Pages that say why logging in did not work, and the log lines that say it to us."""

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import log
from sso.issuer import Issuer

logger = log.get_logger("sso")
_STATUS = {"unreachable": 503, "refused": 502, "role": 403, "cancelled": 403}


def page(issuer: Issuer, request: Request, problem: str, *, retry: str = "") -> Response:
    """Answer with a page; ``problem`` is one of the words of ``error.html``."""
    return issuer.platform.pages.page(
        request,
        "sso/error.html",
        status=_STATUS.get(problem, 400),
        problem=problem,
        site=None,
        retry=retry,
        correlation_id=getattr(request.state, "correlation_id", ""),
    )
