"""The end of a session and the citizen's list of logins, in every state."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from profile_core.kit import clock
from profile_core.kit.acting import SubjectRef
from profile_core.pages.render import Visitor
from sso.account.connected import Connected, Consent, Place
from sso.model import ActiveRole
from tests.pages.inbox_scenes import inbox_scenes
from tests.pages.scene import AALST, AN, BAKERY, GENT, Scene

MARK = "5f0c1e77ab7000800000000000002a11"
SUBJECT = SubjectRef(UUID(int=7))
SELF = ActiveRole(code="BUR", subject=SUBJECT)
BIKES = ActiveRole(code="EA", subject=SUBJECT, name="Fietsatelier Voorbeeld BV", identifier="0999990123")
STATES = {
    "ending": {"mark": MARK, "left": 100, "last": False},
    "last": {"mark": MARK, "left": 100, "last": True},
    "ended": {"mark": "", "left": 0, "last": False},
    "changed": {"mark": "0" * 32, "left": 1700, "last": False},
    "prolonged": {"mark": MARK, "left": 1800, "last": False, "unread": 2},
}
"""What the status says in each of the dialog's states; prolonged shows none."""


def session_scenes() -> dict[str, Scene]:
    """Return them by name."""
    return _dialogs() | _pages() | _lists() | _errors()


def visitor(state: str, left: float = 100) -> Visitor:
    """Return a citizen whose session has so many seconds left, and of which the status says ``state``."""
    until = clock.ahead(left)
    return replace(AN, session_path=f"/session/{state}", login_path="/sso/login", mark=MARK, until=until)


def _dialogs() -> dict[str, Scene]:
    empty = inbox_scenes()["inbox-empty"].values
    return {
        f"session-dialog-{state}": Scene(
            template="notifications/inbox.html", visitor=visitor(state), values=empty
        )
        for state in STATES
    } | {
        "session-dialog-typed": Scene(template="gallery/parts.html", visitor=visitor("ending", 150)),
        "session-quiet": Scene(
            template="notifications/inbox.html", visitor=visitor("prolonged", 1800), values=empty
        ),
    }


def _pages() -> dict[str, Scene]:
    ending = {
        "action": "/sso/session",
        "ends_at": clock.ahead(120),
        "left": 100_000,
        "return_to": "/me",
        "again": "/sso/login",
    }
    return {
        "session": Scene(template="sso/session.html", visitor=AN, values={**ending, "last": False}),
        "session-last": Scene(template="sso/session.html", visitor=BAKERY, values={**ending, "last": True}),
        "session-ended": Scene(template="sso/session_ended.html", values={"again": "/sso/login"}),
    }


def _lists() -> dict[str, Scene]:
    now = clock.now()
    gent = Connected(client_id="gent", name=GENT, roles=(SELF, BIKES), since=now)
    aalst = Connected(client_id="aalst", name=AALST, roles=(SELF,), since=now)
    here = Place(
        id=UUID(int=1),
        device="Firefox, Windows",
        since=now,
        used=now,
        is_this=True,
        is_idle=False,
        sites=(gent, aalst),
    )
    there = replace(
        here,
        id=UUID(int=2),
        device="",
        since=now - timedelta(hours=5),
        used=now - timedelta(minutes=12),
        is_this=False,
        sites=(),
    )
    phone = replace(there, id=UUID(int=3), device="Safari, iPhone", is_idle=True, sites=(aalst,))
    agreed = Consent(
        client_id="gent", name=GENT, role=SELF, scopes=("citizen", "offline_access"), given_at=now
    )
    for_bikes = replace(agreed, role=BIKES, scopes=("citizen",))
    consents = [agreed, for_bikes, replace(agreed, client_id="x", name=AALST)]
    many = {"places": [here, there, phone], "consents": consents}
    one = {"places": [replace(here, sites=())], "consents": []}
    page, action = "sso/sessions.html", {"action": "/me/sessions"}
    return {
        "sessions": Scene(template=page, visitor=AN, values={**many, **action, "done": False}),
        "sessions-one": Scene(template=page, visitor=BAKERY, values={**one, **action, "done": True}),
    }


def _errors() -> dict[str, Scene]:
    values = {"correlation_id": "0199-4c1e-77ab", "again": ""}
    return {
        f"error-{kind}": Scene(template="error.html", values={"kind": kind, **values})
        for kind in ("changed", "ended")
    }
