"""Checking what a provider sends: each finding says where it is and what to do."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from blocks.notifications.model import Content, Draft, Kind, TypeDraft
from profile_core.contract import (
    Caller,
    ForbiddenError,
    InvalidError,
    Text,
    Texts,
    checked_texts,
    clock,
    contains_number,
    recipients,
)

SCOPE = "notifications"
LONGEST_TITLE = 140
LONGEST_TEXT = 300
_LONGEST_NAME = 80
_LONGEST_KEY = 200
_LONGEST_LINK = 2000
_YEARS = (2000, 2200)
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Checked:
    """An item in which nothing is wrong by itself; ``to`` is a checked number or a pairwise id."""

    path: Path
    type: str
    external_id: str
    to: recipients.To
    content: Content


def may(caller: Caller) -> None:
    """Refuse a program whose token does not reach this block."""
    if SCOPE not in caller.scopes:
        raise ForbiddenError("notifications.scope", f"Ask for an access token with the scope {SCOPE!r}.")


def type_draft(draft: TypeDraft) -> Texts:
    """Check what stands in a type by itself; return its name."""
    if not _CODE.fullmatch(draft.code):
        message = "Use 1 to 100 lower-case letters, digits, dots, hyphens and underscores."
        raise InvalidError("type.code", message, path=("type", "code"))
    if not 1 <= len(draft.category.strip()) <= _LONGEST_NAME:
        message = f"Name a category in 1 to {_LONGEST_NAME} characters."
        raise InvalidError("type.category", message, path=("type", "category"))
    _no_number(draft.category, ("type", "category"))
    return _texts(draft.name, ("type", "name"), _LONGEST_NAME)


def item(draft: Draft, *, path: Path, secure_links: bool) -> Checked:
    """Check an item by itself; what it names (type, recipient) is looked up later."""
    if not 1 <= len(draft.external_id) <= _LONGEST_KEY or not draft.external_id.isprintable():
        message = f"Give your own id of this notification, 1 to {_LONGEST_KEY} characters."
        raise InvalidError("item.external_id", message, path=(*path, "externalId"))
    _no_number(draft.external_id, (*path, "externalId"))
    return Checked(
        path=path,
        type=draft.type,
        external_id=draft.external_id,
        to=recipients.checked(draft.recipient, (*path, "recipient")),
        content=Content(
            title=_texts(draft.title, (*path, "title"), LONGEST_TITLE),
            text=_texts(draft.text, (*path, "text"), LONGEST_TEXT, lines=True),
            link=_link(draft.link, (*path, "link"), secure=secure_links),
            deadline=_deadline(draft.deadline, (*path, "deadline")),
        ),
    )


def fits(checked: Checked, kind: Kind) -> None:
    """Check an item against the kind of its type."""
    if checked.content.deadline is not None and kind is not Kind.TASK:
        message = "Only a notification whose type is a TASK has a deadline."
        raise InvalidError("item.deadline", message, path=(*checked.path, "deadline"))


def _texts(items: Sequence[Text], path: Path, longest: int, *, lines: bool = False) -> Texts:
    """Check texts; only where ``lines`` says so may one run over several lines."""
    texts = checked_texts(items, path=path, longest=longest)
    for text in texts.items:
        _no_number(text.text, path)
        if any(unicodedata.category(one) == "Cc" and not (lines and one == "\n") for one in text.text):
            message = f"The text in {text.language} holds a control character. Leave it out."
            raise InvalidError("text.control", message, path=path)
    return texts


def _deadline(moment: datetime | None, path: Path) -> datetime | None:
    if moment is None:
        return None
    if not _YEARS[0] <= moment.year <= _YEARS[1]:
        message = f"Give a deadline between {_YEARS[0]} and {_YEARS[1]}."
        raise InvalidError("item.deadline", message, path=path)
    return clock.as_utc(moment)


def _link(link: str | None, path: Path, *, secure: bool) -> str | None:
    if link is None:
        return None
    _no_number(link, path)
    if len(link) > _LONGEST_LINK or not _is_address(link, ("https",) if secure else ("https", "http")):
        message = "Give a whole address that begins with https:// and names no user."
        raise InvalidError("item.link", message, path=path)
    return link


def _is_address(link: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return False
    plain = link.isascii() and link.isprintable() and " " not in link and "\\" not in link
    return plain and parts.scheme in schemes and bool(host) and "@" not in parts.netloc


def _no_number(text: str, path: Path) -> None:
    if contains_number(text):
        message = "A national number may not stand in any text. Leave it out."
        raise InvalidError("text.national_number", message, path=path)
