"""The pages of sign-on in every state."""

from datetime import date
from uuid import UUID

from profile_core.kit.acting import SubjectRef
from profile_core.kit.texts import Texts, texts
from sso.model import ActiveRole
from sso.roles.choice import Choice
from tests.pages.scene import AALST, AN, GENT, Scene

WAITING = "/sso/continue/01994c1e77ab7000800000000000002a"
FORM = {"action": WAITING, "shown_to": "0" * 66}
SUBJECT = SubjectRef(UUID(int=7))
PROBLEMS = (
    "expired",
    "already",
    "cookies",
    "cancelled",
    "unreachable",
    "refused",
    "unknown_site",
    "role",
    "away",
    "often",
    "request",
)
NO_RETRY = ("expired", "already", "cookies", "unknown_site", "request")
CAN_BE_OTHER = ("unreachable", "refused")
EID = texts(
    nl="eID-kaart met kaartlezer",
    fr="Carte eID avec lecteur de carte",
    de="eID-Karte mit Kartenleser",
    en="eID card with a card reader",
)
PHONE = texts(
    nl="Aanmelden met uw telefoon: een app van de overheid die u één keer instelt",
    fr="Avec votre téléphone : une application des pouvoirs publics",
    de="Mit Ihrem Telefon: eine App der Behörden, die Sie einmal einrichten",
    en="With your phone: an app of the government that you set up once",
)
ENTERPRISES = texts(
    nl="Kruispuntbank van Ondernemingen",
    fr="Banque-Carrefour des Entreprises",
    de="Zentrale Datenbank der Unternehmen",
    en="Crossroads Bank for Enterprises",
)
MANDATES = texts(nl="Register van voogden en volmachten")
ROLES = (
    ActiveRole(code="BUR", subject=SUBJECT),
    ActiveRole(code="EA", subject=SUBJECT, name="Fietsatelier Voorbeeld BV", identifier="0999990123"),
    ActiveRole(code="VOG", subject=SUBJECT, name="Fien Vermeulen", valid_until=date(2034, 5, 9)),
    ActiveRole(
        code="VOL",
        subject=SUBJECT,
        name="Vereniging van Mede-eigenaars Residentie Schipperskwartier-Noordkasteel",
        giver="Marie-Christine Vandenberghe-Van Cauwenbergh",
        valid_until=date(2027, 1, 1),
    ),
    ActiveRole(code="ARCHITECT", subject=SUBJECT, name="Orde van Voorbeelden"),
)


def sign_on_scenes() -> dict[str, Scene]:
    """Return them by name."""
    return _errors() | _identity_providers() | _roles() | _consents() | _logout()


def _errors() -> dict[str, Scene]:
    def error(problem: str) -> Scene:
        values = {
            "problem": problem,
            "retry": "" if problem in NO_RETRY else f"{WAITING}?upstream=eid",
            "others": WAITING if problem in CAN_BE_OTHER else "",
            "correlation_id": "0199-4c1e-77ab",
        }
        return Scene(template="sso/error.html", values=values)

    return {f"sso-{problem}": error(problem) for problem in PROBLEMS}


def _identity_providers() -> dict[str, Scene]:
    def chooser(*labels: Texts, site: Texts | None = GENT) -> Scene:
        upstreams = [{"name": f"idp-{n}", "label": label} for n, label in enumerate(labels)]
        values = {"upstreams": upstreams, "site": site, "action": WAITING}
        return Scene(template="sso/identity_providers.html", values=values)

    return {
        "identity-providers": chooser(EID, PHONE),
        "identity-providers-ours": chooser(EID, PHONE, site=None),
        "identity-providers-none": chooser(),
    }


def _roles() -> dict[str, Scene]:
    def chooser(*roles: ActiveRole, away: tuple[Texts, ...] = (), site: Texts | None = GENT) -> Scene:
        choices = [Choice(value=f"hint-{n}", role=role) for n, role in enumerate(roles)]
        values = {"choices": choices, "away": away, "name": "Lotte Vermeulen", "site": site}
        return Scene(template="sso/roles.html", values={**values, **FORM})

    return {
        "roles": chooser(*ROLES),
        "roles-away": chooser(*ROLES[:2], away=(MANDATES,), site=None),
        "roles-all-away": chooser(ROLES[0], away=(ENTERPRISES, MANDATES)),
    }


def _consents() -> dict[str, Scene]:
    def consent(*scopes: str, role: ActiveRole = ROLES[0], site: Texts | None = GENT) -> Scene:
        values = {"site": site, "client": "parkeren-gent", "scopes": scopes}
        values |= {"role": role, "name": "Lotte Vermeulen", "chosen": "hint-0"}
        return Scene(template="sso/consent.html", values={**values, **FORM})

    return {
        "consent": consent("citizen", "offline_access"),
        "consent-nameless": consent("citizen", site=None),
        "consent-again": consent(),
        "consent-enterprise": consent("citizen", role=ROLES[1]),
        "consent-guardian": consent("citizen", role=ROLES[2]),
        "consent-mandate": consent("citizen", "offline_access", role=ROLES[3]),
        "consent-other-role": consent("citizen", role=ROLES[4]),
    }


def _logout() -> dict[str, Scene]:
    asked = {"action": "/sso/logout", "fields": {"state": "x"}, "stay": "/me"}
    return {
        "logout": Scene(template="sso/logout.html", visitor=AN, values={**asked, "sites": [GENT, AALST]}),
        "logout-unknown": Scene(template="sso/logout.html", values={**asked, "sites": []}),
        "go-on": Scene(template="sso/go_on.html", values={"address": "#main"}),
        "logged-out": Scene(template="sso/logged_out.html"),
    }
