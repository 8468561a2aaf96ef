"""A question of the source API about files (docs/source-api), read strictly."""

from datetime import datetime

import msgspec

Place = tuple[bool, datetime, str]
"""Where a file stands in a list: the highest first."""


class Boundary(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Below which place to answer; without an id, below every file that was created then."""

    action_needed: bool
    created_at: datetime
    external_id: str = ""

    @property
    def place(self) -> Place:
        """Return it as a place."""
        return self.action_needed, self.created_at, self.external_id


class Only(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The one file that is wanted."""

    external_id: str


class Question(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is asked about one subject."""

    subject: dict[str, str]
    limit: int
    before: Boundary | None = None
    only: Only | None = None


def read(body: bytes) -> Question:
    """Read a question; anything else raises ``ValueError``."""
    question = msgspec.json.decode(body, type=Question)
    if list(question.subject) not in (["nationalNumber"], ["enterpriseNumber"]) or question.limit < 1:
        raise ValueError("a subject has one number, and a limit is at least 1")
    return question
