"""Other fields of the answer that touch the header: integrity, isolation, referrers."""

import re
from collections.abc import Iterator

from embed_header.site_check.address import origin_of
from embed_header.site_check.case import Case
from embed_header.site_check.kinds import Finding, Kind, found

_BLOCKED = re.compile(r"blocked-destinations=\(([^()]*)\)")


def check_integrity_policy(case: Case) -> Iterator[Finding]:
    """Find a file without a hash where an Integrity-Policy wants one (SRI section 3.6)."""
    said = _BLOCKED.search(case.page.headers.get("integrity-policy", ""))
    blocked = said[1].split() if said else []
    loaded = [*(case.scripts if "script" in blocked else ()), *(case.styles if "style" in blocked else ())]
    for one in loaded:
        if not one.tag.attributes.get("integrity"):
            yield found(Kind.POLICY_INTEGRITY, file=one.name)


def check_embedder_policy(case: Case) -> Iterator[Finding]:
    """Find a style sheet that an isolated page does not ask for by CORS (Cross-Origin-Embedder-Policy)."""
    said = case.page.headers.get("cross-origin-embedder-policy", "").lower()
    asked = [one for one in case.styles if origin_of(one.url) != case.site.origin]
    if said.startswith("require-corp") and any("crossorigin" not in one.tag.attributes for one in asked):
        yield found(Kind.EMBEDDER_POLICY)


def check_referrer_policy(case: Case) -> Iterator[Finding]:
    """Find ``no-referrer``: a page's own forms then say ``Origin: null``; the header's questions do not."""
    fields = [word.strip().lower() for word in case.page.headers.get("referrer-policy", "").split(",")]
    said = [*filter(None, fields), *(word.strip().lower() for word in case.markup.meta("name", "referrer"))]
    if said and said[-1] == "no-referrer":
        yield found(Kind.REFERRER_POLICY)
