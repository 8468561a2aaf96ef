"""Where a form of ours leads.

Chromium holds ``form-action`` against every redirect after a form, also against those of a site that we cannot know; so
a form is answered by a page, and what comes after it is no form's any more.
"""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from sso.issuer import Issuer


def led(issuer: Issuer, request: Request, answer: Response) -> Response:
    """Turn a redirect that answers a form into a page that goes on by itself; any other answer stays."""
    if answer.status_code != HTTPStatus.SEE_OTHER:
        return answer
    page = issuer.platform.pages.page(request, "sso/go_on.html", address=answer.headers["location"])
    page.raw_headers.extend(pair for pair in answer.raw_headers if pair[0] == b"set-cookie")
    return page
