"""What is held about a citizen, and its erasure, in every state."""

from typing import Any

from blocks.notifications.privacy import ADDRESS, DELIVERY, NOTIFICATION, PREFERENCE
from profile_core.contract.privacy_core import CORE
from profile_core.kit import clock
from profile_core.profile.values import Value
from profile_core.store.kept import Kept
from sso.mandates.privacy import MANDATE
from sso.privacy import CONSENT, SESSION
from tests.pages.scene import AN, BAKERY, GENT, Scene

AUDIT, NUMBER, SUBJECT = CORE.kept[-3:]
_PATHS = {"export": "/me/data/export.json", "erase": "/me/data/erase"}


def data_scenes() -> dict[str, Scene]:
    """Return them by name."""
    return _data() | _erasing()


def _data() -> dict[str, Scene]:
    kinds = [
        _kind(
            NOTIFICATION,
            1204,
            provider_id=GENT,
            title="Uw parkeerkaart is klaar",
            external_id="GENT-2026-000123456789-PARKEERKAART-BEWONER",
            created_at=clock.ago(86_400),
        ),
        _kind(ADDRESS, 1, channel="email", sealed="an.peeters@voorbeeld.be", verified_at=clock.ago(3600)),
        _kind(
            SESSION,
            2,
            person="given_name: An; family_name: Peeters",
            device="Firefox, Linux",
            ends_at=clock.ahead(3600),
        ),
        _kind(AUDIT, 318, at=clock.ago(60), actor="gent-parkeren", action="notifications.listed"),
    ]
    data = {"mine": True, "kinds": kinds, "empty": [PREFERENCE.title, MANDATE.title], **_PATHS}
    nothing = {**data, "kinds": [_kind(SUBJECT, 1, kind="person", created_at=clock.ago(60))]}
    theirs = {**data, "mine": False, "kinds": [], "empty": []}
    return {
        "data": Scene(template="data.html", visitor=AN, values=data),
        "data-little": Scene(template="data.html", visitor=AN, values=nothing),
        "data-kind": Scene(
            template="data_kind.html",
            visitor=AN,
            values={
                "title": NOTIFICATION.title,
                "rows": kinds[0]["rows"] * 3,
                "older": "/x?after=y",
                "newest": "/x",
                "data": "/scene/data",
            },
        ),
        "data-in-a-role": Scene(template="data.html", visitor=BAKERY, values=theirs),
    }


def _kind(kept: Kept, count: int, **said: Any) -> dict[str, Any]:
    row = [Value(label=kept.said[column], form=_form(value), value=value) for column, value in said.items()]
    words = {name: getattr(kept, name) for name in ("title", "purpose", "ground", "until")}
    return {
        "name": kept.table.name,
        "count": count,
        "all": "/scene/data-kind" if count > 10 else "",
        "rows": [row],
        **words,
    }


def _form(value: object) -> Any:
    return "text" if isinstance(value, str) else "moment" if hasattr(value, "tzinfo") else "texts"


def _erasing() -> dict[str, Scene]:
    goes = [(NOTIFICATION.title, 1190), (ADDRESS.title, 1), (CONSENT.title, 3)]
    stays = [
        (NOTIFICATION.title, 2, NOTIFICATION.holds[1].reason),
        (DELIVERY.title, 1204, DELIVERY.holds[0].reason),
        (NUMBER.title, 1, NUMBER.holds[0].reason),
        (AUDIT.title, 318, AUDIT.holds[0].reason),
    ]
    asked = {
        "goes": goes,
        "stays": stays,
        "forgotten": False,
        "action": "/scene/erased",
        "data": "/scene/data",
    }
    return {
        "erase": Scene(template="erase.html", visitor=AN, values=asked),
        "erase-unticked": Scene(template="erase.html", visitor=AN, values={**asked, "forgotten": True}),
        "erase-nothing": Scene(template="erase.html", visitor=AN, values={**asked, "goes": []}),
        "erased": Scene(template="erased.html", values={"gone": goes, "stays": stays}),
    }
