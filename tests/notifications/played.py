"""Two providers, some citizens, and the steps that they take, played against a real store."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Table, func, select

from blocks.notifications import types
from blocks.notifications.model import Draft, Kind, TypeDraft
from blocks.notifications.register import Outcome, register
from profile_core.contract import (
    Acting,
    Caller,
    Environment,
    Platform,
    Recipient,
    SubjectRef,
    Text,
    ids,
    listeners_on,
    subjects,
    texts,
    texts_as_json,
)
from profile_core.directory import tables
from profile_core.store import LANES, Lane, handover
from profile_core.testing import citizens

PERMIT = "parking.permit"
TASK = "parking.missing_document"
CITIZENS = [citizen.national_number for citizen in citizens.load()]
NOBODY = "93051822361"
"""A valid number that is not published as synthetic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A platform with two providers that registered the same two types."""

    platform: Platform
    gent: Caller
    aalst: Caller
    everybody: dict[str, Acting] = field(default_factory=dict[str, Acting])

    def citizen(self, number: str = CITIZENS[0]) -> Acting:
        """Return somebody who acts for themselves."""
        return self.everybody[number]

    async def register(
        self, *drafts: Draft, caller: Caller | None = None, dry_run: bool = False
    ) -> list[Outcome]:
        """Register as Ghent, or as another."""
        return await register(self.platform, caller or self.gent, drafts, dry_run=dry_run)

    async def count(self, table: Table) -> int:
        """Count the rows of a table."""
        async with self.platform.store.read() as tx:
            return await tx.value(select(func.count()).select_from(table))

    async def deliver(self, *, twice: Collection[str] = ()) -> int:
        """Do what the worker does: hear and acknowledge in one transaction; return how many.

        Listeners that are named in ``twice`` are told each fact twice.
        """
        done = 0
        for listener, lane in product(listeners_on(self.platform), LANES):
            while claimed := await self._claimed(listener.name, lane):
                async with self.platform.store.begin(lane) as tx:
                    facts = [msgspec.json.decode(one.payload, type=listener.fact) for one in claimed]
                    await listener.hear(tx, facts * (2 if listener.name in twice else 1))
                    await handover.acknowledge(tx, *claimed)
                done += len(claimed)
        return done

    async def _claimed(self, listener: str, lane: Lane) -> list[handover.Handover]:
        owner = uuid4()
        async with self.platform.store.begin() as tx:
            buckets = await handover.due_buckets(tx, listener, lane)
            return await handover.claim(tx, buckets, listener, lane, owner, lease=60, most=100)


def draft(
    external_id: str = "1",
    *,
    to: str = CITIZENS[0],
    type: str = PERMIT,  # noqa: A002 (the name of the field)
    title: str = "Uw parkeerkaart is klaar",
    text: str = "Haal ze af aan het loket.",
    **more: Any,
) -> Draft:
    """Return a sound draft to a citizen, with what a test wants otherwise."""
    recipient = more.pop("recipient", Recipient(national_number=to))
    said = (Text(language="nl", text=title, default=True), Text(language="en", text=f"{title} (en)"))
    return Draft(
        type=type,
        external_id=external_id,
        recipient=recipient,
        title=more.pop("titles", said),
        text=more.pop("texts", [Text(language="nl", text=text)]),
        **more,
    )


def live(caller: Caller) -> Caller:
    """Return the provider's program that serves real citizens."""
    return replace(caller, environment=Environment.LIVE, client_id=f"{caller.client_id}-live")


async def set_up(platform: Platform) -> Stage:
    """Enter two providers, their services, types and the synthetic citizens."""
    gent, aalst = [await provider(platform, code) for code in ("gent", "aalst")]
    for caller in (gent, aalst):
        for code, kind in ((PERMIT, Kind.MESSAGE), (TASK, Kind.TASK)):
            await types.register(platform, caller, type_draft(caller, code, kind), dry_run=False)
    everybody = await people(platform, CITIZENS)
    return Stage(platform=platform, gent=gent, aalst=aalst, everybody=everybody)


def type_draft(caller: Caller, code: str, kind: Kind = Kind.MESSAGE, name: str = "Parkeerkaart") -> TypeDraft:
    """Return a type of one of the caller's services."""
    return TypeDraft(
        code=code,
        service=service_of(caller),
        name=[Text(language="nl", text=name, default=True), Text(language="fr", text="Carte")],
        category="parking",
        kind=kind,
    )


def service_of(caller: Caller) -> str:
    return f"service-of-{caller.client_id}"


async def agree(platform: Platform, caller: Caller) -> None:
    """Put on record that a provider may use notifications."""
    row = {
        "id": ids.plain_id(),
        "provider_id": caller.provider,
        "block": "notifications",
        "purpose": "to tell citizens how their cases stand",
        "legal_basis": "a decree",
        "data_sets": [],
        "valid_from": date(2026, 1, 1),
        "valid_until": None,
    }
    async with platform.store.begin() as tx:
        await tx.insert(tables.agreement_table, [row])


async def provider(platform: Platform, code: str) -> Caller:
    """Enter a provider and a service of it; return its program."""
    name = texts_as_json(texts(nl=f"Stad {code}", en=f"City of {code}"))
    caller = Caller(
        client_id=code,
        provider=ids.plain_id(),
        environment=Environment.TEST,
        scopes=frozenset({"notifications"}),
    )
    entry = {"id": caller.provider, "code": code, "name": name, "nis": None}
    service = {"id": ids.plain_id(), "code": service_of(caller), "provider_id": caller.provider, "name": name}
    async with platform.store.begin() as tx:
        await tx.insert(tables.provider_table, [entry])
        await tx.insert(tables.service_table, [service])
    return caller


async def people(platform: Platform, digits: Sequence[str]) -> dict[str, Acting]:
    """Enter citizens as published synthetic ones, by their national numbers."""
    numbers = [subjects.national(number) for number in digits]
    async with platform.store.begin() as tx:
        await subjects.mark_synthetic(tx, platform.keyring, numbers)
        known = await subjects.look_up(tx, platform.keyring, numbers)
    return {number.digits: _acting(subject.ref) for number, subject in known.items()}


def _acting(subject: SubjectRef) -> Acting:
    return Acting(citizen=subject, subject=subject, name="A citizen")


def other_role(acting: Acting) -> Acting:
    """Return the same citizen who acts for an organisation that lies in the same bucket."""
    return replace(acting, subject=SubjectRef(ids.new_id(acting.subject.bucket)))


def refusals(outcomes: Sequence[object]) -> list[str | None]:
    """Return the code of each refusal, None where there is none."""
    return [getattr(outcome, "code", None) for outcome in outcomes]
