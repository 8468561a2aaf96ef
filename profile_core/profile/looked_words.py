"""What audit lines say, by their action: what blocks declare, and what we do."""

from collections.abc import Mapping

from profile_core.contract import Disclosure, Platform, texts
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


def declared(platform: Platform) -> Mapping[str, Disclosure]:
    """Return what is declared, by action; a block never explains what is ours."""
    said: dict[str, Disclosure] = {}
    for block in platform.blocks:
        said |= block.disclosures
    return {**said, **CORE}
