"""Whose a case is: the search says so by a filter, and every case is checked once more by its own roles.

Filters of ``/zaken`` do not depend on each other, and a case system may not know one of them (open-zaak, mandate.rst).
"""

from collections.abc import Sequence
from typing import Any

from blocks.file_status.model import Relation
from blocks.file_status.zgw.plan import Plan
from blocks.file_status.zgw.shapes import Role

_PERSON = ("natuurlijkPersoon", "natuurlijk_persoon")
_ENTERPRISE = ("nietNatuurlijkPersoon", "niet_natuurlijk_persoon")


def filters(plan: Plan, subject: dict[str, str]) -> dict[str, Any]:
    """Return what a search for a subject's cases says (``ZaakZoek``)."""
    kind, field, number = _sought(plan, subject)
    return {
        f"rol__betrokkeneIdentificatie__{kind[0]}__{field}": number,
        "bronorganisatie": plan.organisation,
        "maximaleVertrouwelijkheidaanduiding": plan.at_most,
    }


def relations(plan: Plan, subject: dict[str, str], roles: Sequence[Role]) -> list[Relation]:
    """Return what a case has to do with a subject; nothing where none of its roles names it."""
    kind, field, number = _sought(plan, subject)
    theirs = [
        role
        for role in roles
        if role.betrokkene_type == kind[1] and (role.betrokkene_identificatie or {}).get(field) == number
    ]
    found = [plan.roles.get(role.omschrijving_generiek) for role in theirs]
    return sorted({one for one in found if one is not None}, key=list(Relation).index)


def _sought(plan: Plan, subject: dict[str, str]) -> tuple[tuple[str, str], str, str]:
    """Return the kind of a subject, the field in which its number stands, and the number."""
    if number := subject.get("nationalNumber"):
        return _PERSON, plan.person, number
    return _ENTERPRISE, plan.enterprise, subject["enterpriseNumber"]
