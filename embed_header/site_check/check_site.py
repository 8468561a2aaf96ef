"""What the directory says of the site."""

from collections.abc import Iterator

from embed_header.site_check.case import Case, Mode
from embed_header.site_check.kinds import Finding, Kind, found
from profile_core.contract import Environment

_SCOPE = "header"


def check_environment(case: Case) -> Iterator[Finding]:
    """Say when the site is for tests, and whether it could go live."""
    if case.site.environment is Environment.TEST:
        yield found(Kind.SITE_TEST)
        if case.site.lacking:
            yield found(Kind.SITE_NOT_READY, blocks=", ".join(case.site.lacking))
    elif case.site.lacking:
        yield found(Kind.SITE_AGREEMENT, blocks=", ".join(case.site.lacking))


def check_scope(case: Case) -> Iterator[Finding]:
    """Find a header that asks for tokens without the scope for them."""
    if case.mode is Mode.TOKEN and _SCOPE not in case.site.scopes:
        yield found(Kind.SITE_SCOPE, client=case.site.client_id)
