"""A case system for tests, and the plan by which an adapter asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from blocks.file_status.zgw.answering import Answers
from blocks.file_status.zgw.catalogue import Catalogue
from blocks.file_status.zgw.plan import CaseType, Plan, Step
from blocks.file_status.zgw.register import Register
from profile_core.contract import GuardedClient
from profile_core.testing.zaken.app import create_app
from profile_core.testing.zaken.config import CaseEntry, Config, RoleEntry, StatusEntry, TypeEntry
from profile_core.testing.zaken.resources import ORGANISATION
from tests.standing import stood

LOTTE, WOUT = "88021400084", "79060399930"
LAMBERT = "0123456749"
SECRET = "a secret of some length"
ROAD = ["Ingediend", "In behandeling", "Aanvulling nodig", "Afgehandeld"]
PARKING = CaseType(
    service="LPDC-1",
    statuses={
        "Aanvulling nodig": Step(
            phase="treatment",
            code="information_needed",
            action={"nl": "Stuur ons een foto van uw oprit."},
            action_link="https://zaken.example/{identificatie}",
        )
    },
)
KINDS = [
    TypeEntry(code="PARKEREN", name="Parkeervergunning", statuses=ROAD),
    TypeEntry(code="INTERN", name="Dossier van de dienst", statuses=ROAD, direction="intern"),
    TypeEntry(code="ANDERS", name="Waarvan het plan niets zegt", statuses=ROAD),
]


def uuid(number: int) -> str:
    """Return the uuid of a case."""
    return f"00000000-0000-4000-8000-{number:012d}"


def called(number: int) -> str:
    """Return by which number a case is known to citizens."""
    return f"ZAAK-2026-{number:06d}"


def person(number: str = LOTTE, role: str = "initiator") -> RoleEntry:
    """Return a role of a person, whose number has more than the nine digits of a BSN."""
    return RoleEntry(kind="natuurlijk_persoon", role=role, identification={"anpIdentificatie": number})


def enterprise(number: str = LAMBERT) -> RoleEntry:
    """Return a role of an enterprise."""
    return RoleEntry(
        kind="niet_natuurlijk_persoon", role="initiator", identification={"annIdentificatie": number}
    )


def case(number: int, *road: str, day: int = 1, **more: Any) -> CaseEntry:
    """Return a case that went through these statuses, a day each."""
    told = [
        StatusEntry(type=name, at=f"2026-03-{day + at:02d}T09:00:00Z")
        for at, name in enumerate(road or ROAD[:1])
    ]
    said: dict[str, Any] = {"type": "PARKEREN", "roles": [person()], "statuses": told}
    return CaseEntry(uuid=uuid(number), started=f"2026-03-{day:02d}", **(said | more))


class Cases:
    """A case system that answers, and the adapter's side of it."""

    def __init__(self, address: str, http: GuardedClient) -> None:
        self.address = address
        self.plan = Plan(
            profile="http://profile.example",
            address="http://adapter.example",
            zaken=f"{address}/zaken/api/v1",
            catalogi=f"{address}/catalogi/api/v1",
            organisation=ORGANISATION,
            client_id="profile",
            secret_file=Path("secret"),
            types={"PARKEREN": PARKING, "INTERN": PARKING},
            person="anpIdentificatie",
        )
        self._http = http

    def answers(self, *, secret: str = SECRET, **otherwise: Any) -> Answers:
        """Return what answers for the case system, by the plan or by another."""
        plan = msgspec.structs.replace(self.plan, **otherwise)
        register = Register(self._http, plan, secret.encode())
        return Answers(plan=plan, register=register, catalogue=Catalogue(register))

    def put(self, entry: CaseEntry) -> None:
        """Change a case, or add it."""
        self.control(case=msgspec.to_builtins(entry))

    def control(self, **wish: Any) -> None:
        """Let the case system behave otherwise."""
        httpx2.post(f"{self.address}/_control", json=wish, trust_env=False).raise_for_status()

    def asked(self) -> list[str]:
        """Return all addresses that were called."""
        return httpx2.get(f"{self.address}/_control", trust_env=False).json()["asked"]


@contextmanager
def served(http: GuardedClient, *entries: CaseEntry, page_size: int = 100) -> Iterator[Cases]:
    """Serve a case system with these cases, the last of which was made last."""
    apps = list[ASGIApp]()

    async def _app(scope: Scope, receive: Receive, send: Send) -> None:
        await apps[0](scope, receive, send)

    with stood(_app) as port:
        config = Config(
            address=f"http://127.0.0.1:{port}",
            clients={"profile": SECRET},
            types=KINDS,
            cases=list(entries),
            page_size=page_size,
        )
        apps.append(create_app(config))
        yield Cases(config.address, http)
