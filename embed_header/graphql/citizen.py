"""The header's field: all that a header token can read."""

from datetime import datetime
from typing import Any

import strawberry
from strawberry.types import Info

from embed_header.parts import Entry, Line, Parts
from profile_core.contract import Context, Role, citizen_of, in_role, platform_of, texts

_SELF = texts(nl="In eigen naam", fr="En votre nom", de="In eigenem Namen", en="For yourself")


@strawberry.type
class HeaderRole:
    """In which role the citizen is logged in on the site."""

    code: str
    name: str

    @classmethod
    def of(cls, role: Role, language: str) -> "HeaderRole":
        """Name the citizen's own role, which is nobody else's to name."""
        return cls(code=role.code, name=role.name or _SELF.in_language(language))


@strawberry.type
class HeaderSender:
    """The public body that something comes from."""

    name: str


@strawberry.type(name="HeaderItem")
class HeaderLine:
    """One of the newest things; `name` is its registered kind and says nothing of the case."""

    id: strawberry.ID
    block: str
    name: str
    sender: HeaderSender
    date: datetime

    @classmethod
    def of(cls, line: Line, language: str) -> "HeaderLine":
        """Put an item into one language."""
        item = line.item
        return cls(
            id=strawberry.ID(str(item.id)),
            block=line.block,
            name=item.name.in_language(language),
            sender=HeaderSender(name=item.sender.in_language(language)),
            date=item.date,
        )


@strawberry.type
class HeaderEntry:
    """A block in the panel: where it is, on the origin of the gateway, and how much is unread there."""

    block: str
    label: str
    path: str
    count: int

    @classmethod
    def of(cls, entry: Entry, language: str, path: str) -> "HeaderEntry":
        """Put an entry into one language."""
        label = entry.part.label.in_language(language)
        return cls(block=entry.block, label=label, path=path, count=entry.unread)


@strawberry.type
class HeaderSummary:
    """What the embedded header shows of the citizen who is logged in on the site."""

    name: str
    role: HeaderRole
    unread_count: int
    items: list[HeaderLine]
    entries: list[HeaderEntry]


@strawberry.type
class Header:
    """For the embedded header alone. Counts stop at 100: show that as 99+."""

    @strawberry.field(description="`language` is nl, fr, de or en.")
    async def summary(self, info: Info[Context, Any], language: str) -> HeaderSummary:
        """Ask every block for its part."""
        acting = citizen_of(info)
        platform = platform_of(info)
        found = await Parts(platform).summary(acting)
        paths = [in_role.marked(platform.keyring, acting, one.part.path) for one in found.entries]
        return HeaderSummary(
            name=acting.name,
            role=HeaderRole.of(acting.role, language),
            unread_count=found.unread,
            items=[HeaderLine.of(line, language) for line in found.lines],
            entries=[
                HeaderEntry.of(entry, language, path)
                for entry, path in zip(found.entries, paths, strict=True)
            ],
        )
