"""The resources, as the two APIs have them: every field that is documented as always there."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from profile_core.testing.zaken.config import CaseEntry, Config, StatusEntry, TypeEntry

Json = dict[str, Any]
ORGANISATION = "002564440"


class Resources:
    """All that a case system has."""

    def __init__(self, config: Config) -> None:
        self.zaken = f"{config.address}/zaken/api/v1"
        self.catalogi = f"{config.address}/catalogi/api/v1"
        self.kinds: list[Json] = []
        self.status_kinds: list[Json] = []
        self.result_kinds: list[Json] = []
        self.cases: list[Json] = []
        self.roles: list[Json] = []
        self.statuses: list[Json] = []
        self.results: list[Json] = []
        for kind in config.types:
            self._add_kind(kind)
        for case in config.cases:
            self.put(case)

    def put(self, entry: CaseEntry) -> None:
        """Add a case, or put it in the place of the one that has its uuid."""
        url = f"{self.zaken}/zaken/{entry.uuid}"
        for some in (self.statuses, self.roles, self.results):
            some[:] = [one for one in some if one["zaak"] != url]
        statuses = [self._status(url, entry.type, at, one) for at, one in enumerate(entry.statuses)]
        for one in statuses[:-1]:
            one["indicatieLaatstGezetteStatus"] = False
        self.statuses += reversed(statuses)
        self.roles += [self._role(url, at, one) for at, one in enumerate(entry.roles)]
        result = self._result(url, entry)
        case = self._case(url, entry) | {
            "status": statuses[-1]["url"] if statuses else None,
            "resultaat": result["url"] if result else None,
        }
        self.cases[:] = [case | entry.fields, *(one for one in self.cases if one["url"] != url)]

    def _add_kind(self, entry: TypeEntry) -> None:
        url = self._kind_url(entry.code)
        self.kinds.append(
            {
                "url": url,
                "identificatie": entry.code,
                "omschrijving": entry.name,
                "omschrijvingGeneriek": "",
                "vertrouwelijkheidaanduiding": "openbaar",
                "indicatieInternOfExtern": entry.direction,
                "doorlooptijd": "P30D",
                "servicenorm": None,
                "concept": False,
            }
        )
        for at, name in enumerate(entry.statuses, 1):
            self.status_kinds.append(
                {
                    "url": self._status_kind_url(entry.code, name),
                    "omschrijving": name,
                    "omschrijvingGeneriek": "",
                    "statustekst": "",
                    "zaaktype": url,
                    "volgnummer": at,
                    "isEindstatus": at == len(entry.statuses),
                    "informeren": True,
                }
            )

    def _case(self, url: str, entry: CaseEntry) -> Json:
        return {
            "url": url,
            "uuid": entry.uuid,
            "identificatie": f"ZAAK-{entry.started[:4]}-{entry.uuid[-6:]}",
            "bronorganisatie": ORGANISATION,
            "omschrijving": "",
            "toelichting": "",
            "zaaktype": self._kind_url(entry.type),
            "registratiedatum": entry.started,
            "verantwoordelijkeOrganisatie": ORGANISATION,
            "startdatum": entry.started,
            "einddatum": None,
            "einddatumGepland": None,
            "uiterlijkeEinddatumAfdoening": None,
            "publicatiedatum": None,
            "communicatiekanaal": "",
            "productenOfDiensten": [],
            "vertrouwelijkheidaanduiding": "openbaar",
            "betalingsindicatie": "",
            "laatsteBetaaldatum": None,
            "zaakgeometrie": None,
            "verlenging": {"reden": "", "duur": None},
            "opschorting": {"indicatie": False, "reden": ""},
            "selectielijstklasse": "",
            "hoofdzaak": None,
            "deelzaken": [],
            "relevanteAndereZaken": [],
            "eigenschappen": [],
            "kenmerken": [],
            "archiefnominatie": None,
            "archiefstatus": "nog_te_archiveren",
            "archiefactiedatum": None,
        }

    def _status(self, case: str, kind: str, at: int, entry: StatusEntry) -> Json:
        uuid = _uuid(case, "status", str(at))
        return {
            "url": f"{self.zaken}/statussen/{uuid}",
            "uuid": uuid,
            "zaak": case,
            "statustype": self._status_kind_url(kind, entry.type),
            "datumStatusGezet": entry.at,
            "statustoelichting": entry.text,
            "indicatieLaatstGezetteStatus": True,
            "gezetdoor": "",
            "zaakinformatieobjecten": [],
        }

    def _role(self, case: str, at: int, entry: Any) -> Json:
        uuid = _uuid(case, "rol", str(at))
        return {
            "url": f"{self.zaken}/rollen/{uuid}",
            "uuid": uuid,
            "zaak": case,
            "betrokkene": "",
            "betrokkeneType": entry.kind,
            "afwijkendeNaamBetrokkene": "",
            "roltype": f"{self.catalogi}/roltypen/{_uuid(entry.role)}",
            "omschrijving": entry.role,
            "omschrijvingGeneriek": entry.role,
            "roltoelichting": "",
            "registratiedatum": "2026-01-01T00:00:00Z",
            "indicatieMachtiging": "",
            "contactpersoonRol": None,
            "statussen": [],
            "betrokkeneIdentificatie": entry.identification,
        }

    def _result(self, case: str, entry: CaseEntry) -> Json | None:
        if not entry.result:
            return None
        kind = f"{self.catalogi}/resultaattypen/{_uuid(entry.type, entry.result)}"
        self.result_kinds.append({"url": kind, "omschrijving": entry.result, "omschrijvingGeneriek": ""})
        uuid = _uuid(case, "resultaat")
        result = {
            "url": f"{self.zaken}/resultaten/{uuid}",
            "uuid": uuid,
            "zaak": case,
            "resultaattype": kind,
            "toelichting": "",
        }
        self.results.append(result)
        return result

    def _kind_url(self, code: str) -> str:
        return f"{self.catalogi}/zaaktypen/{_uuid(code)}"

    def _status_kind_url(self, code: str, name: str) -> str:
        return f"{self.catalogi}/statustypen/{_uuid(code, name)}"


def _uuid(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(names)))
