"""Load a directory file: all of it, or, when anything is wrong, none of it and every problem at once.

What the file does not name stays as it is; loading the same file again changes nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.directory import jwk, rows, subjects, tables as t
from profile_core.directory.entries import ApplicationEntry, DirectoryFile
from profile_core.directory.model import Application, Site, Subject
from profile_core.directory.parsing import parse
from profile_core.directory.rows import Outcome
from profile_core.directory.sheet import Problem, Problems
from profile_core.directory.subjects import Number
from profile_core.kit.acting import Environment
from profile_core.kit.keyring import Keyring
from profile_core.kit.texts import as_json
from profile_core.store import Tx


class RefusedFileError(Exception):
    """A directory file that cannot be loaded; ``problems`` are in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("the directory file has problems")
        self.problems = sorted(problems, key=lambda problem: problem.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What loading did to one entry; ``key`` is its code, client id or origin, never a national number.

    ``provider`` is whose the entry is, where it is a provider's.
    """

    kind: str
    key: str
    outcome: Outcome
    provider: UUID | None = None


async def load(tx: Tx, keyring: Keyring, source: str, *, production: bool) -> list[Change]:
    """Write what a directory file says, in the caller's transaction; problems raise ``RefusedFileError``.

    In ``production`` no address of this machine is taken: neither ``localhost`` nor plain http.
    """
    problems = Problems()
    file = parse(source, problems, production=production)
    await _check(tx, file, problems)
    if problems.found:
        raise RefusedFileError(problems.found)
    return [
        *await _who_takes_part(tx, file),
        *await _what_they_offer(tx, file),
        *await _what_they_run(tx, file),
        *await _synthetic(tx, keyring, "citizen", file.synthetic_citizens),
        *await _synthetic(tx, keyring, "enterprise", file.synthetic_enterprises),
    ]


async def _check(tx: Tx, file: DirectoryFile, problems: Problems) -> None:
    """Note what stands twice, and what refers to nothing in the file or the directory."""
    _each_once(problems, "code", [(e.code, e.line) for e in file.providers])
    _each_once(problems, "code", [(e.code, e.line) for e in file.suppliers])
    _each_once(problems, "code", [(e.code, e.line) for e in file.services])
    _each_once(problems, "client_id", [(e.client_id, e.line) for e in file.applications])
    _each_once(problems, "origin", [(e.origin, e.line) for e in file.sites])
    known = await rows.codes(tx, t.provider_table)
    providers = {*known, *(e.code for e in file.providers)}
    suppliers = {*await rows.codes(tx, t.supplier_table), *(e.code for e in file.suppliers)}
    providers_of = await rows.providers_of_clients(tx)
    clients = {*providers_of, *(e.client_id for e in file.applications)}
    of_providers = [*file.services, *file.applications, *file.sites, *file.agreements]
    _known(problems, "provider", providers, [(e.provider, e.line) for e in of_providers])
    _known(problems, "supplier", suppliers, [(e.supplier, e.line) for e in file.applications])
    _known(problems, "application", clients, [(e.application, e.line) for e in file.sites])
    codes = {provider: code for code, provider in known.items()}
    _stay(problems, {client_id: codes[provider] for client_id, provider in providers_of.items()}, file)


def _each_once(problems: Problems, name: str, keys: Sequence[tuple[str, int]]) -> None:
    first: dict[str, int] = {}
    for key, line in keys:
        if key in first:
            problems.add(line, f"{name}: {key} stands on line {first[key]} already: take one away.")
        elif key:
            first[key] = line


def _known(
    problems: Problems, name: str, known: Collection[str], references: Sequence[tuple[str, int]]
) -> None:
    for code, line in references:
        if code and code not in known:
            near = get_close_matches(code, known, n=1)
            remedy = f"did you mean {near[0]}?" if near else "add it to the file, or load it first."
            problems.add(line, f"{name}: there is no {name} {code}; {remedy}")


def _stay(problems: Problems, before: dict[str, str], file: DirectoryFile) -> None:
    """Refuse an application that goes over to another provider: what citizens allowed the one would serve the other."""
    for entry in file.applications:
        code = before.get(entry.client_id)
        if code and entry.provider and code != entry.provider:
            message = (
                f"provider: {entry.client_id} is {code}'s, and what citizens allowed there stays theirs. Take another "
                f"client_id for {entry.provider}, or end all of it first: citizen-profile site remove, for each site "
                "that signs on through it."
            )
            problems.add(entry.line, message)


async def _who_takes_part(tx: Tx, file: DirectoryFile) -> list[Change]:
    providers = [(e.code, {"nis": e.nis, "name": as_json(e.name)}) for e in file.providers]
    suppliers = [(e.code, {"name": e.name}) for e in file.suppliers]
    written = [await _put(tx, t.provider_table, {"code": code}, values) for code, values in providers]
    known = await rows.codes(tx, t.provider_table)
    return [
        *[replace(change, provider=known[change.key]) for change in written],
        *[await _put(tx, t.supplier_table, {"code": code}, values) for code, values in suppliers],
    ]


async def _what_they_offer(tx: Tx, file: DirectoryFile) -> list[Change]:
    providers, changes = await rows.codes(tx, t.provider_table), list[Change]()
    for entry in file.services:
        values = {"provider_id": providers[entry.provider], "name": as_json(entry.name)}
        change = await _put(tx, t.service_table, {"code": entry.code}, values)
        changes.append(replace(change, provider=providers[entry.provider]))
    for entry in file.agreements:
        values = {
            "purpose": entry.purpose,
            "legal_basis": entry.legal_basis,
            "data_sets": list(entry.data_sets),
            "valid_until": entry.valid_until,
        }
        key = {
            "provider_id": providers[entry.provider],
            "block": entry.block,
            "valid_from": entry.valid_from,
        }
        outcome = await rows.put(tx, t.agreement_table, key, values)
        agreed = f"{entry.provider} {entry.block}"
        changes.append(
            Change(kind="agreement", key=agreed, outcome=outcome, provider=providers[entry.provider])
        )
    return changes


async def _what_they_run(tx: Tx, file: DirectoryFile) -> list[Change]:
    providers, changes = await rows.codes(tx, t.provider_table), list[Change]()
    suppliers = await rows.codes(tx, t.supplier_table)
    for entry in file.applications:
        one = _application(entry, providers, suppliers)
        outcome = await rows.put_application(tx, one)
        changes.append(Change(kind="application", key=one.client_id, outcome=outcome, provider=one.provider))
    for entry in file.sites:
        site = Site(
            origin=entry.origin,
            provider=providers[entry.provider],
            client_id=entry.application,
            name=entry.name,
        )
        outcome = await rows.put_site(tx, site)
        changes.append(Change(kind="site", key=site.origin, outcome=outcome, provider=site.provider))
    return changes


def _application(
    entry: ApplicationEntry, providers: dict[str, UUID], suppliers: dict[str, UUID]
) -> Application:
    return Application(
        client_id=entry.client_id,
        provider=providers[entry.provider],
        supplier=suppliers.get(entry.supplier),
        environment=Environment(entry.environment),
        name=entry.name,
        profile=entry.profile,
        keys=tuple(jwk.public(key) for key in entry.keys),
        jwks_uri=entry.jwks_uri,
        scopes=frozenset(entry.scopes),
        redirect_uris=entry.redirect_uris,
        post_logout_redirect_uris=entry.post_logout_redirect_uris,
        backchannel_logout_uri=entry.backchannel_logout_uri,
    )


async def _synthetic(tx: Tx, keyring: Keyring, kind: str, numbers: Sequence[Number]) -> list[Change]:
    known = await subjects.look_up(tx, keyring, numbers)
    await subjects.mark_synthetic(tx, keyring, [n for n in numbers if not _is_synthetic(n, known)])
    return [
        Change(kind=f"synthetic {kind}", key=f"number {at}", outcome=_outcome(number, known))
        for at, number in enumerate(numbers, start=1)
    ]


def _is_synthetic(number: Number, known: dict[Number, Subject]) -> bool:
    return number in known and known[number].synthetic


def _outcome(number: Number, known: dict[Number, Subject]) -> Outcome:
    if number not in known:
        return Outcome.CREATED
    return Outcome.UNCHANGED if known[number].synthetic else Outcome.CHANGED


async def _put(tx: Tx, table: sa.Table, key: dict[str, str], values: dict[str, Any]) -> Change:
    return Change(
        kind=table.name, key=next(iter(key.values())), outcome=await rows.put(tx, table, key, values)
    )
