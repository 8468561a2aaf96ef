"""What is shown when something goes wrong, and where a link leads into another role."""

from typing import Any

from profile_core.pages.render import Visitor
from tests.pages.overview_scenes import AN, BAKERY
from tests.pages.scene import Scene


def error_scenes() -> dict[str, Scene]:
    """Return them by name."""
    kinds = (400, 403, 404, 500, 503)
    return {
        **{f"error-{kind}": _error(kind, again="/scene/x" * (kind >= 500)) for kind in kinds},
        "error-other-role": _error(404, AN),
        "error-other-role-of-enterprise": _error(404, BAKERY),
        "error-which-role": _error("role", AN),
        "error-which-role-of-enterprise": _error("role", BAKERY),
    }


def _error(kind: int | str, visitor: Visitor | None = None, **values: Any) -> Scene:
    known = {"kind": kind, "correlation_id": "0199-4c1e-77ab", "again": "", **values}
    return Scene(template="error.html", visitor=visitor, values=known)
