"""``/header/check``: the same check for whoever has no command line. Anybody may ask, only so often."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from embed_header.site_check.address import origin_of, parsed, shown
from embed_header.site_check.examine import Report, examine
from embed_header.site_check.kinds import Level
from profile_core.contract import ForbiddenError, Platform, limits, log

PATH = "/header/check"
_PATIENCE = 2.0
"""Twice this, for the page and then for all the rest, lies within what a request may take."""
_BY_VISITOR = limits.Limit(name="checks", most=10, per=60)
_OF_SITE = limits.Limit(name="checks-of-site", most=6, per=60)
"""A check asks a site up to eight things: nobody makes us ask more often."""

_logger = log.get_logger("header")


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the address of the page; what is asked is sent in a form, so that no log keeps it."""
    page = CheckPage(platform)
    return [Route(PATH, page.show), Route(PATH, page.check, methods=["POST"])]


class CheckPage:
    """The form and what came of it."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._limits = limits.Limits(platform.store, platform.keyring)

    async def show(self, request: Request) -> Response:
        """Show the form; ``?url=`` fills it in and checks nothing."""
        return self._page(request, typed=_form_value(request.query_params.get("url", "")))

    async def check(self, request: Request) -> Response:
        """Check the page that the form names."""
        if (
            request.headers.get("origin", self._platform.settings.public_url)
            != self._platform.settings.public_url
        ):
            raise ForbiddenError("check.origin", "Send this form from our own page.")
        form = await request.form(max_files=0, max_fields=5)
        typed = str(form.get("url", ""))
        usage = await self._usage(request, typed)
        if usage.is_exceeded:
            answer = self._page(request, typed=_form_value(typed), wait=usage.ends_in, status=429)
            answer.headers.update(usage.headers())
            return answer
        report = await examine(self._platform, typed, patience=_PATIENCE)
        _logger.info("page checked", origin=report.origin, errors=report.count(Level.ERROR))
        return self._page(request, typed=_form_value(typed), report=report)

    async def _usage(self, request: Request, typed: str) -> limits.Usage:
        """Count a check, by who asks and by which site is asked."""
        visitor = limits.address_key(request.client.host) if request.client else ""
        usage = await self._limits.hit(_BY_VISITOR, visitor)
        parts = parsed(typed)
        if usage.is_exceeded or parts is None:
            return usage
        return await self._limits.hit(_OF_SITE, origin_of(parts.geturl()))

    def _page(
        self, request: Request, *, typed: str, report: Report | None = None, wait: int = 0, status: int = 200
    ) -> Response:
        worst_first = sorted(report.findings, key=lambda one: -one.kind.level) if report else []
        return self._platform.pages.page(
            request,
            "header/check.html",
            status=status,
            typed=typed,
            report=report,
            findings=worst_first,
            errors=report.count(Level.ERROR) if report else 0,
            warnings=report.count(Level.WARNING) if report else 0,
            wait=wait,
        )


def _form_value(typed: str) -> str:
    """Return what stands in the form again: without the query, which may speak of somebody."""
    parts = parsed(typed)
    return shown(parts.geturl()) if parts else ""
