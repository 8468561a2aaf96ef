"""The parts of a file by themselves: what it is, what comes next, what is asked for, whom it concerns."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from blocks.file_status.check.statuses import texts
from blocks.file_status.model import (
    ACTS,
    About,
    Contact,
    Evidence,
    EvidenceDraft,
    FileDraft,
    Output,
    OutputDraft,
    Participant,
    ParticipantDraft,
    Relation,
    Right,
    Step,
    StepDraft,
)
from profile_core.contract import InvalidError, Text, Texts, recipients, said
from profile_core.contract.said import Path

_T = TypeVar("_T")
MOST_PARTICIPANTS = 50
MOST_LISTED = 50
_LONGEST_NAME = 140
_LONGEST_STEP = 300
_LONGEST_LINE = 200
_PHONE = re.compile(r"\+?[0-9][0-9 ./-]{4,24}")
_MAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]+\.[^\s@<>.]+")


def about(draft: FileDraft, *, path: Path, secure_links: bool) -> About:
    """Check what a file is."""
    return About(
        name=named(draft.name, (*path, "name"), "Give the file a name."),
        service=draft.service,
        created_at=said.past(draft.created_at, "file.created_at", (*path, "createdAt")),
        contact=draft.contact and _contact(draft.contact, (*path, "contact")),
        link=said.address(draft.link, "file.link", (*path, "link"), secure=secure_links),
        outputs=tuple(
            _output(one, (*path, "outputs", str(at)), secure_links=secure_links)
            for at, one in enumerate(few(draft.outputs, (*path, "outputs")))
        ),
        target_date=_day(draft.target_date, (*path, "targetDate")),
    )


def step(draft: StepDraft | None, *, path: Path) -> Step | None:
    """Check what comes next, if anything is said of it."""
    if draft is None or not draft.text:
        return None
    text = texts(draft.text, (*path, "text"), _LONGEST_STEP)
    return (
        None if text is None else Step(text=text, expected_on=_day(draft.expected_on, (*path, "expectedOn")))
    )


def evidence(drafts: Sequence[EvidenceDraft], *, path: Path, secure_links: bool) -> tuple[Evidence, ...]:
    """Check which documents are asked for, each by a code of its own."""
    checked = [
        Evidence(
            code=said.identifier(one.code, "file.evidence", (*path, str(at), "code"), 80, "your code of it")
            or "",
            name=named(one.name, (*path, str(at), "name"), "Say what document is asked for."),
            link=said.address(one.link, "file.link", (*path, str(at), "link"), secure=secure_links),
            provided=one.provided,
        )
        for at, one in enumerate(few(drafts, path))
    ]
    if len({one.code for one in checked}) != len(checked):
        raise InvalidError("file.evidence", "Give each document a code of its own.", path=path)
    return tuple(checked)


def participants(drafts: Sequence[ParticipantDraft], *, path: Path) -> tuple[Participant, ...]:
    """Check whom a file concerns; there is at least one."""
    if not 1 <= len(drafts) <= MOST_PARTICIPANTS:
        message = f"Name 1 to {MOST_PARTICIPANTS} participants: a file without any is nobody's."
        raise InvalidError("file.participants", message, path=path)
    return tuple(_participant(one, (*path, str(at))) for at, one in enumerate(drafts))


def named(some: Sequence[Text], path: Path, otherwise: str) -> Texts:
    """Check a name, which must be there."""
    checked = texts(some, path, _LONGEST_NAME)
    if checked is None:
        raise InvalidError("file.name", otherwise, path=path)
    return checked


def few(some: Sequence[_T], path: Path) -> Sequence[_T]:
    """Check that a list is not longer than anybody reads."""
    if len(some) > MOST_LISTED:
        raise InvalidError("file.too_many", f"Give at most {MOST_LISTED}.", path=path)
    return some


def _participant(draft: ParticipantDraft, path: Path) -> Participant:
    acts = draft.relation in ACTS
    right = draft.right or (Right.ACT if acts else Right.READ)
    if draft.relation is Relation.VIEWER and right is Right.ACT:
        message = "A VIEWER may read and do nothing. Give another relation, or the right READ."
        raise InvalidError("file.right", message, path=(*path, "right"))
    to = recipients.checked(draft.recipient, (*path, "recipient"))
    return Participant(relation=draft.relation, right=right, to=to)


def _contact(draft: Contact, path: Path) -> Contact:
    phone, email = draft.phone, draft.email
    if phone is not None and not _PHONE.fullmatch(phone):
        message = "Give a telephone number, for example +32 9 123 45 67."
        raise InvalidError("file.contact", message, path=(*path, "phone"))
    if email is not None and (len(email) > _LONGEST_LINE or not _MAIL.fullmatch(email)):
        raise InvalidError("file.contact", "Give an e-mail address.", path=(*path, "email"))
    if email is not None:
        said.no_number(email, (*path, "email"))
    name = said.line(draft.name, "file.contact", (*path, "name"), _LONGEST_LINE, "who deals with it")
    return Contact(name=name, email=email, phone=phone)


def _output(draft: OutputDraft, path: Path, *, secure_links: bool) -> Output:
    return Output(
        name=named(draft.name, (*path, "name"), "Say what came of the file."),
        link=said.address(draft.link, "file.link", (*path, "link"), secure=secure_links),
    )


def _day(day: date | None, path: Path) -> date | None:
    if day is not None and not 2000 <= day.year <= 2200:
        raise InvalidError("file.day", "Give a day between 2000 and 2200.", path=path)
    return day
