"""What ``_zoek`` and the lists find: the filters of the Zaken API, each independent of the others."""

from collections.abc import Mapping
from typing import Any

from profile_core.testing.zaken.problems import RefusedError
from profile_core.testing.zaken.resources import Json, Resources

_ORDER = (
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
)
_KINDS = {
    "natuurlijkPersoon": ("natuurlijk_persoon", {"inpBsn": 9, "anpIdentificatie": 17, "inpA_nummer": 10}),
    "nietNatuurlijkPersoon": ("niet_natuurlijk_persoon", {"innNnpId": 9, "annIdentificatie": 17}),
}
_ROLE = "rol__betrokkeneIdentificatie__"
_EQUAL = ("identificatie", "bronorganisatie", "zaaktype")
_OTHERS = ("ordering",)


def search(resources: Resources, body: Mapping[str, Any]) -> list[Json]:
    """Return the cases that a search finds, the newest first."""
    if not body:
        raise RefusedError(400, "empty_search_body", "Search parameters must be specified")
    found = resources.cases
    for name, value in body.items():
        found = _filtered(resources, found, name, value)
    return found


def listed(some: list[Json], wanted: Mapping[str, str], known: tuple[str, ...]) -> list[Json]:
    """Return what a list has under these parameters; one that is not known is refused."""
    for name in wanted:
        if name not in (*known, "page"):
            raise RefusedError(400, "unknown-parameters", "Niet gekende query parameters")
    return [one for one in some if all(one[name] == wanted[name] for name in known if name in wanted)]


def _filtered(resources: Resources, found: list[Json], name: str, value: Any) -> list[Json]:
    if name.startswith(_ROLE):
        kind, _, field = name.removeprefix(_ROLE).partition("__")
        theirs = _cases_of(resources, kind, field, value)
        return [one for one in found if one["url"] in theirs]
    if name in _EQUAL:
        return [one for one in found if one[name] == value]
    if name == "maximaleVertrouwelijkheidaanduiding":
        most = _ORDER.index(value)
        return [one for one in found if _ORDER.index(one["vertrouwelijkheidaanduiding"]) <= most]
    if name not in _OTHERS:
        raise RefusedError(400, "invalid", f"{name} is no filter of this server")
    return found


def _cases_of(resources: Resources, kind: str, field: str, value: Any) -> set[str]:
    called, fields = _KINDS.get(kind, ("", {}))
    if field not in fields or not isinstance(value, str) or len(value) > fields[field]:
        raise RefusedError(400, "max_length", f"{kind}.{field} is unknown or too long")
    return {
        one["zaak"]
        for one in resources.roles
        if one["betrokkeneType"] == called and one["betrokkeneIdentificatie"].get(field) == value
    }
