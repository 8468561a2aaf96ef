"""What a browser or site holds of something we store: its id, and a secret of which we keep a digest only."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from profile_core.contract import ids
from profile_core.kit.keyring import digest_of

_SHAPE = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """An id, which carries the bucket, and 256 bits that nobody guesses."""

    id: UUID
    secret: str = field(repr=False)

    @classmethod
    def new(cls, bucket: int) -> Self:
        """Make a handle for something that begins."""
        return cls(id=ids.new_id(bucket), secret=new_secret())

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what came back; anything that we did not write is None."""
        match = _SHAPE.fullmatch(text)
        return cls(id=UUID(match[1]), secret=match[2]) if match else None

    @property
    def digest(self) -> bytes:
        """Return what is stored of the secret."""
        return digest_of(self.id, self.secret)

    @property
    def text(self) -> str:
        """Return what is given away."""
        return f"{self.id.hex}.{self.secret}"


def new_secret() -> str:
    """Make 256 random bits."""
    return secrets.token_urlsafe(32)
