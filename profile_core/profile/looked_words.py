"""What audit lines say, by their action: what blocks declare, and what we do."""

from collections.abc import Mapping

from profile_core.contract import Disclosure, Platform, Texts, texts
from profile_core.contract.disclosures_core import CORE

_UNKNOWN = texts(
    nl="Dit staat nog niet uitgelegd. Vraag het gerust aan wie deze dienst beheert.",
    fr="Ce n’est pas encore expliqué. Posez la question à qui gère ce service.",
    de="Das ist noch nicht erklärt. Fragen Sie gern, wer diesen Dienst betreibt.",
    en="This is not explained yet. Do ask whoever runs this service.",
)
UNDECLARED = Disclosure(
    what=texts(
        nl="Er gebeurde iets met gegevens over u.",
        fr="Des données vous concernant ont été traitées.",
        de="Mit Daten über Sie ist etwas geschehen.",
        en="Something was done with data about you.",
    ),
    why=_UNKNOWN,
    ground=_UNKNOWN,
)
"""Said of an action that nobody declared: it is shown all the same."""

_ROLES = {
    "EA": texts(
        nl="voor een onderneming", fr="pour une entreprise", de="für ein Unternehmen", en="for an enterprise"
    ),
    "VER": texts(
        nl="voor een vereniging", fr="pour une association", de="für einen Verein", en="for an association"
    ),
    "LB": texts(
        nl="voor een lokaal bestuur",
        fr="pour une administration locale",
        de="für eine lokale Behörde",
        en="for a local government",
    ),
    "GID": texts(
        nl="voor een dienst van de regio",
        fr="pour un service de la région",
        de="für eine Stelle der Region",
        en="for a regional body",
    ),
    "VOG": texts(
        nl="als ouder of voogd",
        fr="en tant que parent ou tuteur",
        de="als Elternteil oder Vormund",
        en="as parent or guardian",
    ),
    "VOL": texts(
        nl="met een volmacht", fr="avec une procuration", de="mit einer Vollmacht", en="with a mandate"
    ),
}
_OTHER_ROLE = texts(
    nl="in een andere rol", fr="dans un autre rôle", de="in einer anderen Rolle", en="in another role"
)


def of_role(code: str) -> Texts | None:
    """Return in which role somebody acted, in words; None without a code. A code nobody knows has words too."""
    return _ROLES.get(code, _OTHER_ROLE) if code else None


def declared(platform: Platform) -> Mapping[str, Disclosure]:
    """Return what is declared, by action; a block never explains what is ours."""
    said: dict[str, Disclosure] = {}
    for block in platform.blocks:
        said |= block.disclosures
    return {**said, **CORE}
