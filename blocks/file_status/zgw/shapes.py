"""What the case system answers, as far as we read it: Zaken API 1.5.1 and Catalogi API; other fields are left alone.

Texts that are not there come as empty ones, groups as null or as a group that says no (rule zrc-012).
"""

from datetime import date, datetime
from typing import Any

import msgspec


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list; ``next`` is the whole address of the one after it."""

    results: list[msgspec.Raw]
    next: str | None = None


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """``opschorting``."""

    indicatie: bool = False
    reden: str = ""


class Case(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """``Zaak``."""

    url: str
    identificatie: str
    bronorganisatie: str
    zaaktype: str
    startdatum: date
    einddatum: date | None = None
    einddatum_gepland: date | None = None
    uiterlijke_einddatum_afdoening: date | None = None
    vertrouwelijkheidaanduiding: str = ""
    opschorting: Suspension | None = None
    status: str | None = None
    resultaat: str | None = None


class Status(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """``Status``."""

    url: str
    statustype: str
    datum_status_gezet: datetime
    statustoelichting: str = ""


class Role(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """``Rol``; what identifies whom it names depends on ``betrokkene_type``."""

    betrokkene_type: str
    omschrijving_generiek: str = ""
    betrokkene_identificatie: dict[str, Any] | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """``Resultaat``."""

    resultaattype: str


class CaseKind(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """``ZaakType``: one version of it."""

    url: str
    identificatie: str
    omschrijving: str
    indicatie_intern_of_extern: str = ""


class StatusKind(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """``StatusType``."""

    url: str
    omschrijving: str
    volgnummer: int
    statustekst: str = ""
    is_eindstatus: bool = False


class ResultKind(msgspec.Struct, frozen=True, kw_only=True):
    """``ResultaatType``."""

    omschrijving: str
