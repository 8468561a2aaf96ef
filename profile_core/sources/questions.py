"""A question as it is sent, and by what its answer is found again."""

from typing import Any

import msgspec

from profile_core.directory.subjects import NATIONAL, Number
from profile_core.kit import clock
from profile_core.kit.acting import SubjectRef
from profile_core.kit.keyring import Keyring
from profile_core.sources.model import Boundary, Question
from profile_core.sources.rows.answers import Key

_PURPOSE = "source question"


def body(question: Question, to: Number) -> bytes:
    """Write a question about a number; it stands here and nowhere else."""
    name = "nationalNumber" if to.kind == NATIONAL else "enterpriseNumber"
    return msgspec.json.encode({"subject": {name: to.digits}, **_rest(question)})


def key(keyring: Keyring, question: Question, subject: SubjectRef) -> Key:
    """Return by what the answer to a question about a subject is kept."""
    named = msgspec.json.encode([subject.id, question.source.id, question.block, _rest(question)])
    return question.source.id, question.block, keyring.mac(_PURPOSE, named)


def _rest(question: Question) -> dict[str, Any]:
    said: dict[str, Any] = {
        "role": question.role,
        "limit": question.limit,
        "language": question.language,
    }
    if question.before is not None:
        said["before"] = _boundary(question.before)
    if question.only is not None:
        only = {"externalId": question.only.external_id, "type": question.only.type}
        said["only"] = {name: value for name, value in only.items() if value is not None}
    return said


def _boundary(before: Boundary) -> dict[str, str | bool]:
    said = {
        "createdAt": clock.rfc3339(before.created_at),
        "externalId": before.external_id,
        "type": before.type,
        "actionNeeded": before.action_needed,
    }
    return {name: value for name, value in said.items() if value is not None}
