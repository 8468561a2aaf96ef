"""A row in every table that holds something about citizens; each value of each citizen can be told apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from blocks.notifications.rows import addresses
from profile_core.contract import Kept, Keyring, Platform, SubjectRef, ids
from profile_core.profile import holdings
from sso import sealed_role
from sso.mandates.mandate import Names
from sso.model import ActiveRole, Person

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
OTHER = SubjectRef(ids.new_id(9))
"""Somebody who acted for whom an audit line is about."""
NUMBERS = ("88021400084", "93051822361")
_count = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Whose rows these are, by table, and what was written into columns that lie sealed."""

    subject: SubjectRef
    rows: Mapping[str, Mapping[str, Any]]
    plain: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])


async def fill(
    platform: Platform, subject: SubjectRef, number: str, at: datetime = AT, /, **changed: Mapping[str, Any]
) -> Filled:
    """Write one row into every table that holds something about citizens; ``changed`` are columns by table.

    All its moments are ``at``, a little apart.
    """
    rows: dict[str, dict[str, Any]] = {}
    plain: dict[str, dict[str, Any]] = {}
    for kept in sorted(holdings.declared(platform), key=lambda one: _ORDER.get(one.table.name, 0)):
        table = kept.table
        row = {column.name: _value(column, subject, at) for column in table.columns}
        row |= {"bucket": subject.bucket} | _whose(kept, subject)
        row |= {name: rows[parent]["id"] for name, parent in _PARENTS.get(table.name, {}).items()}
        row |= {**changed.get(table.name, {}), "whose": subject.id}
        for column in kept.unsealed:
            row[column], said = _SEALED[table.name, column](platform.keyring, row, number)
            plain.setdefault(table.name, {})[column] = said
        del row["whose"]
        rows[table.name] = row
        async with platform.store.begin() as tx:
            await tx.insert(table, [row])
    return Filled(subject=subject, rows=rows, plain=plain)


def _whose(kept: Kept, subject: SubjectRef) -> dict[str, Any]:
    """Name the subject in the column that says whose a row is."""
    for column in ("subject_id", "giver_id", "holder_id"):
        if column in kept.table.columns and kept.table.name not in _OTHERS:
            return {column: subject.id}
    return {"id": subject.id} if kept.table.name == "subject" else {}


def _value(column: sa.Column[Any], subject: SubjectRef, at: datetime) -> Any:
    """Return a value that no other row has, where its type allows that."""
    nth = next(_count)
    marker = f"{column.table.name}.{column.name}.{nth}"
    kinds: dict[type, Any] = {
        UUID: ids.new_id(subject.bucket),
        datetime: at + timedelta(seconds=nth),
        date: date(2026, 3, 4) + timedelta(days=nth),
        bool: True,
        int: nth,
        bytes: marker.encode(),
        str: marker,
    }
    if isinstance(column.type, sa.JSON):
        return [{"language": "nl", "text": marker, "default": True}]
    return kinds[datetime if "UtcDateTime" in type(column.type).__name__ else column.type.python_type]


def _session(keyring: Keyring, row: Mapping[str, Any], _: str) -> tuple[bytes, object]:
    person = Person(given_name="An", family_name=f"Peeters{next(_count)}")
    sealed = keyring.seal("sso person", msgspec.json.encode(person), bound_to=row["id"].bytes)
    return sealed, msgspec.to_builtins(person)


def _role(keyring: Keyring, row: Mapping[str, Any], bound_to: bytes, whom: UUID) -> tuple[bytes, object]:
    role = ActiveRole(code=row["role_code"], subject=SubjectRef(whom), name=f"Bakkerij {next(_count)}")
    return sealed_role.seal(keyring, role, bound_to=bound_to), role.name


def _consent(keyring: Keyring, row: Mapping[str, Any], _: str) -> tuple[bytes, object]:
    named = f"{row['role_code']}\0{row['client_id']}".encode()
    bound_to = row["subject_id"].bytes + row["role_subject_id"].bytes + named
    return _role(keyring, row, bound_to, row["role_subject_id"])


def _mandate(keyring: Keyring, row: Mapping[str, Any], _: str) -> tuple[bytes, object]:
    names = Names(giver="An", called=f"Tom{next(_count)}")
    return names.sealed(keyring, row["id"]), msgspec.to_builtins(names)


def _address(keyring: Keyring, row: Mapping[str, Any], _: str) -> tuple[bytes, object]:
    text = f"an{next(_count)}@example.org"
    return keyring.seal(addresses.PURPOSE, text.encode(), bound_to=row["subject_id"].bytes), text


def _number(keyring: Keyring, row: Mapping[str, Any], number: str) -> tuple[bytes, object]:
    return keyring.seal(
        "subject number", f"national:{number}".encode(), bound_to=row["subject_id"].bytes
    ), number


def _answer(keyring: Keyring, row: Mapping[str, Any], _: str) -> tuple[bytes, object]:
    said = {"items": [f"Brief {next(_count)}"]}
    bound_to = b"\0".join((row["source_id"].bytes, row["block"].encode(), row["mac"]))
    return keyring.seal("source answer", msgspec.json.encode(said), bound_to=bound_to), said


def _fact(_: Keyring, row: Mapping[str, Any], __: str) -> tuple[str, object]:
    said = {"notification": str(ids.new_id(row["bucket"])), "n": next(_count)}
    return msgspec.json.encode({"subject": {"id": row["whose"]}, **said}).decode(), said


def _actor(_: Keyring, row: dict[str, Any], __: str) -> tuple[str, object]:
    row["actor_kind"] = "citizen"
    return str(row["subject_id"]), "you"


def _detail(_: Keyring, row: Mapping[str, Any], __: str) -> tuple[object, object]:
    nth = str(next(_count))
    by = {"by": OTHER.id.hex, "for": row["subject_id"].hex, "ids": nth}
    return by, {"by": "another citizen", "for": "you", "ids": nth}


_SEALED: Mapping[tuple[str, str], Callable[[Keyring, Any, str], tuple[object, object]]] = {
    ("sso_session", "person"): _session,
    ("sso_client_session", "role"): lambda keyring, row, _: _role(
        keyring, row, row["id"].bytes, row["subject_id"]
    ),
    ("sso_consent", "role"): _consent,
    ("sso_mandate", "names"): _mandate,
    ("notification_address", "sealed"): _address,
    ("subject_number", "sealed"): _number,
    ("source_answer", "sealed"): _answer,
    ("fact", "payload"): _fact,
    ("audit", "actor"): _actor,
    ("audit", "detail"): _detail,
}
_PARENTS = {
    "sso_client_session": {"session_id": "sso_session"},
    "sso_code": {"client_session_id": "sso_client_session"},
    "sso_refresh_token": {"client_session_id": "sso_client_session"},
    "sso_mandate_held": {"mandate_id": "sso_mandate"},
    "delivery": {"notification_id": "notification"},
    "notification_operation": {"notification_id": "notification"},
    "handover": {"fact_id": "fact"},
}
_ORDER = {"sso_session": -3, "sso_client_session": -2, "notification": -2, "sso_mandate": -2, "fact": -1}
_OTHERS = {"sso_client_session"}
