"""The operator's YAML file, read strictly: whatever is wrong with it is said at once, each with its line."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import cast, get_args

from embed_header.duties.model import (
    Accessibility,
    Article,
    Duties,
    Ground,
    Method,
    Office,
    Privacy,
    Purpose,
    Reason,
    Shortcoming,
    Status,
)
from profile_core.contract import LANGUAGES, InvalidError, Texts, sheet

_EMAIL = r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+"
_TELEPHONE = r"\+\d[\d ]{5,20}\d"
_ADDRESS = r"https://[^\s/?#@\"<>\[\]]+([/?#][^\s\"<>]*)?"
_ARTICLES = r"6\(1\)\([ce]\)"
_DAYS = r"\d{1,4}"
_NEVER = date.min


def read(file: Path | None) -> Duties | None:
    """Read the file; None where the operator named none. Raises ``InvalidError`` for one that cannot be used."""
    if file is None:
        return None
    problems = sheet.Problems()
    try:
        root = sheet.read_entry(file.read_text(encoding="utf-8"), problems)
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(file, f"it cannot be read ({error}).") from error
    duties = _duties(root)
    root.close()
    if problems.found:
        found = sorted(problems.found, key=lambda problem: problem.line)
        raise _unusable(file, "".join(f"\n  line {one.line}: {one.message}" for one in found))
    return duties


def _duties(root: sheet.Entry) -> Duties:
    accessibility, privacy = root.entry("accessibility"), root.entry("privacy")
    return Duties(
        body=_office(root, "body", needed=("address", "email", "telephone")),
        accessibility=_accessibility(accessibility),
        privacy=_privacy(privacy),
    )


def _accessibility(entry: sheet.Entry) -> Accessibility:
    status = cast("Status", entry.choice("status", get_args(Status)))
    shortcomings = tuple(_shortcoming(one) for one in entry.entries("shortcomings", needed=False))
    _check_status(entry, status, shortcomings)
    statement = Accessibility(
        law=_texts(entry, "law"),
        status=status,
        method=cast("Method", entry.choice("method", get_args(Method))),
        prepared=entry.day("prepared") or _NEVER,
        reviewed=entry.day("reviewed", needed=False),
        shortcomings=shortcomings,
        enforcement=_office(entry, "enforcement", needed=("link",)),
        procedure=_texts(entry, "procedure"),
    )
    if statement.reviewed and statement.reviewed < statement.prepared:
        entry.refuse("reviewed", "the statement cannot be reviewed before it was prepared.")
    entry.close()
    return statement


def _check_status(entry: sheet.Entry, status: Status, shortcomings: Sequence[Shortcoming]) -> None:
    """Let the status follow from the list: it is what the list is the reason for (Decision (EU) 2018/1523)."""
    amiss = any(one.reason != "out_of_scope" for one in shortcomings)
    if status == "full" and amiss:
        entry.refuse("status", "shortcomings are listed: write partial or none, or take them away.")
    if status in ("partial", "none") and not amiss:
        entry.refuse("status", f"{status}: list under shortcomings what is not accessible, or write full.")


def _shortcoming(entry: sheet.Entry) -> Shortcoming:
    found = Shortcoming(
        what=_texts(entry, "what"),
        reason=cast("Reason", entry.choice("reason", get_args(Reason))),
        instead=_optional(entry, "instead"),
    )
    entry.close()
    return found


def _privacy(entry: sheet.Entry) -> Privacy:
    grounds = entry.entry("grounds")
    notice = Privacy(
        date=entry.day("date") or _NEVER,
        sign_on=_ground(grounds.entry("sign_on")),
        header=_ground(grounds.entry("header")),
        notifications=_ground(grounds.entry("notifications")),
        file_status=_ground(grounds.entry("file_status")),
        trail=_ground(grounds.entry("trail")),
        further=tuple(_purpose(one) for one in entry.entries("further_purposes", needed=False)),
        retention=_texts(entry, "retention"),
        log_days=_days(entry, "log_days"),
        backup_days=_days(entry, "backup_days"),
        processors=tuple(_processor(one) for one in entry.entries("processors")),
        transfers=_optional(entry, "transfers"),
        officer=_office(entry, "data_protection_officer"),
        authority=_office(entry, "supervisory_authority"),
    )
    grounds.close()
    entry.close()
    return notice


def _ground(entry: sheet.Entry) -> Ground:
    article = cast("Article", entry.text("article", _ARTICLES, f"one of {' or '.join(get_args(Article))}"))
    ground = Ground(article=article, law=_texts(entry, "law"))
    entry.close()
    return ground


def _purpose(entry: sheet.Entry) -> Purpose:
    purpose = Purpose(what=_texts(entry, "what"), ground=_ground(entry.entry("ground")))
    entry.close()
    return purpose


def _processor(entry: sheet.Entry) -> Texts:
    named = _texts(entry, "who")
    entry.close()
    return named


def _office(above: sheet.Entry, name: str, *, needed: Sequence[str] = ()) -> Office:
    entry = above.entry(name)
    office = Office(
        name=_texts(entry, "name"),
        address=entry.text("address", needed="address" in needed),
        email=entry.text("email", _EMAIL, "an e-mail address", needed="email" in needed),
        telephone=entry.text(
            "telephone", _TELEPHONE, "a number such as +32 2 555 01 23", needed="telephone" in needed
        ),
        hours=_optional(entry, "hours"),
        link=_link(entry, needed="link" in needed),
    )
    if not any(entry.has(way) for way in ("address", "email", "telephone", "link")):
        above.refuse(name, "say how to reach them: address, email, telephone or link.")
    entry.close()
    return office


def _link(entry: sheet.Entry, *, needed: bool) -> Texts | None:
    found = _optional(entry, "link", needed=needed)
    for one in found.items if found else ():
        if not re.fullmatch(_ADDRESS, one.text):
            entry.refuse("link", f"{one.language}: give an https address.")
    return found


def _texts(entry: sheet.Entry, name: str) -> Texts:
    found = entry.texts(name)
    _check_languages(entry, name, found)
    return found


def _optional(entry: sheet.Entry, name: str, *, needed: bool = False) -> Texts | None:
    found = entry.texts(name, needed=needed)
    _check_languages(entry, name, found)
    return found if found.items else None


def _check_languages(entry: sheet.Entry, name: str, found: Texts) -> None:
    missing = [code for code in LANGUAGES if code not in {item.language for item in found.items}]
    if found.items and missing:
        entry.refuse(name, f"also say it in {', '.join(missing)}.")


def _days(entry: sheet.Entry, name: str) -> int:
    return int(entry.text(name, _DAYS, "a number of days") or 0)


def _unusable(file: Path, why: str) -> InvalidError:
    return InvalidError("header.duties", f"CITIZEN_PROFILE_HEADER_DUTIES_FILE ({file}) cannot be used: {why}")
