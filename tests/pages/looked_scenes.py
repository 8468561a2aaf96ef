"""Who looked, in every state."""

from typing import Any

from profile_core.contract.disclosures_core import CORE
from profile_core.kit import clock
from profile_core.profile.looked_words import of_role
from sso.looked import DISCLOSURES as SSO
from tests.pages.scene import AALST, AN, BAKERY, GENT, Scene


def looked_scenes() -> dict[str, Scene]:
    """Return them by name."""
    today, before = clock.now(), clock.ago(3 * 86_400)
    lines = [
        _line(today, "provider", SSO["sso.disclosure"], name=GENT),
        _line(today, "deputy", CORE["sources.asked"], role=of_role("EA"), told=[GENT, AALST]),
        _line(today, "ours", SSO["sso.register_asked"]),
    ]
    earlier = [
        _line(before, "operator", CORE["audit.read"]),
        _line(before, "provider", SSO["sso.disclosure"]),
        _line(before, "person", SSO["sso.mandate_given"]),
    ]
    own = [_line(today, "you", CORE["profile.exported"]), *lines]
    days = [(today.date(), lines), (before.date(), earlier)]
    theirs = [(today.date(), [*lines, _line(today, "self", SSO["sso.mandate_ended"])])]
    more: dict[str, Any] = {"older": "/scene/looked?after=x", "newest": "/scene/looked"}
    return {
        "looked": _scene(days=days, **more),
        "looked-everything": _scene(days=[(today.date(), own)], everything=True),
        "looked-nothing": _scene(days=[]),
        "looked-nothing-at-all": _scene(days=[], everything=True),
        "looked-in-a-role": _scene(days=theirs, mine=False),
    }


def _scene(*, mine: bool = True, **values: Any) -> Scene:
    known = {"everything": False, "others": "/scene/looked", "all": "/scene/looked-everything"}
    return Scene(
        template="looked.html",
        visitor=AN if mine else BAKERY,
        values={"mine": mine, **known, "older": "", "newest": "", **values},
    )


def _line(
    at: Any, who: str, said: Any, *, name: Any = None, role: Any = None, told: Any = ()
) -> dict[str, Any]:
    words = {"what": said.what, "why": said.why, "ground": said.ground}
    return {"at": at, "who": who, "name": name, "role": role, "told": told, **words}
