"""The check of a municipality's page: the form, a good page, one with mistakes, all that can be found, too often."""

from typing import Any

from embed_header.site_check.examine import Report
from embed_header.site_check.kinds import Kind, Level, found
from tests.pages.scene import Scene

_PAGE = "https://www.gent.be/nl/mobiliteit/parkeren/een-parkeervergunning-voor-bewoners-aanvragen"
_HASH = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
_SAID: dict[str, object] = dict.fromkeys(
    ("origin", "gateway", "secure", "to", "address", "api", "base", "source"), "https://profile.example.org"
)
_SAID |= dict.fromkeys(("integrity", "pin", "given"), _HASH)
_SAID |= {
    "file": "citizen-profile-header.js",
    "version": "1.0.0",
    "newest": "1.1.0",
    "directive": "connect-src",
}
_SAID |= {
    "blocks": "sso, header",
    "block": "notifications",
    "client": "gent-website",
    "registered": "gent-site",
}
_SAID |= dict.fromkeys(
    ("why", "type", "content", "tokens", "names", "policy", "before", "around", "what"), "text/html"
)
_SAID |= dict.fromkeys(("script", "style", "name", "value", "allowed", "tier", "language"), "tier-2")
_SAID |= dict.fromkeys(("status", "count", "kilobytes"), 404)


def check_scenes() -> dict[str, Scene]:
    """Return them by name."""
    mistakes = (Kind.INTEGRITY_WRONG, Kind.POLICY_BLOCKS, Kind.ELEMENT_LOW, Kind.FILE_OLD, Kind.SITE_FINE)
    warned = (Kind.ELEMENT_LOW, Kind.SITE_FINE)
    return {
        "check": _scene(),
        "check-good": _scene(*(kind for kind in Kind if kind.level is Level.OK)),
        "check-mistakes": _scene(*mistakes),
        "check-warnings": _scene(*warned),
        "check-everything": _scene(*Kind),
        "check-often": _scene(wait=42),
    }


def _scene(*kinds: Kind, wait: int = 0) -> Scene:
    findings = tuple(found(kind, **_SAID) for kind in kinds)
    report = Report(address=_PAGE, findings=findings) if kinds else None
    values: dict[str, Any] = {"typed": _PAGE, "report": report, "wait": wait}
    values["findings"] = sorted(findings, key=lambda one: -one.kind.level)
    for name, level in (("errors", Level.ERROR), ("warnings", Level.WARNING)):
        values[name] = report.count(level) if report else 0
    return Scene(template="header/check.html", values=values)
