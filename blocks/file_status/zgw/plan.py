"""The YAML file that says which case system is asked, and what its words are here."""

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
import yaml

from blocks.file_status.model import Relation
from profile_core.contract import LANGUAGES, InvalidError

CONFIDENTIALITY = (
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
)
"""From open to secret (Zaken API 1.5.1, ``vertrouwelijkheidaanduiding``)."""
_ROLES = {
    "initiator": Relation.APPLICANT,
    "mede_initiator": Relation.APPLICANT,
    "belanghebbende": Relation.CONCERNED,
}
Person = Literal["inpBsn", "anpIdentificatie"]
Enterprise = Literal["annIdentificatie", "innNnpId"]


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """What a status type is here; with an ``action`` it asks that of who may act."""

    phase: str
    code: str
    action: dict[str, str] = {}
    action_link: str | None = None


class CaseType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A case type that citizens see; ``statuses`` by the ``omschrijving`` of the status type."""

    service: str
    name: dict[str, str] = {}
    statuses: dict[str, Step] = {}

    @property
    def asks(self) -> bool:
        """Tell whether one of its statuses may ask something of a citizen."""
        return any(step.action for step in self.statuses.values())


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """All that the adapter is told.

    ``profile`` is whose questions are answered, ``address`` where they come in. ``person`` and ``enterprise`` say in
    which field of a role the case system keeps the number by which we know somebody. ``organisation`` is the RSIN of
    whose cases they are (``bronorganisatie``): within it a case's ``identificatie`` is its own (rule zrc-002).
    """

    profile: str
    address: str
    zaken: str
    catalogi: str
    organisation: str
    client_id: str
    secret_file: Path
    types: dict[str, CaseType]
    person: Person = "inpBsn"
    enterprise: Enterprise = "annIdentificatie"
    roles: dict[str, Relation] = msgspec.field(default_factory=lambda: dict(_ROLES))
    at_most: str = CONFIDENTIALITY[0]
    link: str | None = None
    language: str = LANGUAGES[0]
    timezone: str = "Europe/Amsterdam"
    page_size: int = 50
    at_once: int = 8

    @property
    def allowed(self) -> tuple[str, ...]:
        """Return how confidential a case may be that a citizen sees."""
        return CONFIDENTIALITY[: CONFIDENTIALITY.index(self.at_most) + 1]


def read(file: Path) -> Plan:
    """Read a plan; what is wrong with it raises ``InvalidError`` that says where."""
    try:
        plan = msgspec.convert(yaml.safe_load(file.read_bytes()), Plan, dec_hook=_path)
        ZoneInfo(plan.timezone)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise InvalidError("zgw.plan", f"{file} is no plan of an adapter: {error}") from error
    if plan.at_most not in CONFIDENTIALITY:
        raise InvalidError("zgw.plan", f"Say in atMost one of: {', '.join(CONFIDENTIALITY)}.")
    if not plan.types:
        raise InvalidError("zgw.plan", "Name in types at least one case type that citizens may see.")
    steps = [step for kind in plan.types.values() for step in kind.statuses.values()]
    if any(step.action and step.phase == "completed" for step in steps):
        raise InvalidError("zgw.plan", "A status of the phase completed asks nothing: leave its action out.")
    for address in (plan.profile, plan.address, plan.zaken, plan.catalogi):
        if not address.startswith(("https://", "http://")) or address.endswith("/"):
            raise InvalidError("zgw.plan", f"{address!r} is no address without a slash at its end.")
    return plan


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError
