"""What blocks draw in the panel: modules of their own, each known by its hash for as long as its block ships it."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from embed_header.integrity import integrity_of
from profile_core.contract import Block, InvalidError


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One module of a block; what it draws is ``<citizen-profile-...>`` with the block's name."""

    block: str
    content: bytes

    @property
    def integrity(self) -> str:
        """Return what a page pins it by."""
        return integrity_of(self.content)

    @property
    def name(self) -> str:
        """Return the last part of its address: the same hash as base64url without padding (RFC 4648 section 5)."""
        digest = base64.b64decode(self.integrity.removeprefix("sha384-"))
        return f"{base64.urlsafe_b64encode(digest).decode()}.js"


def widgets(blocks: Sequence[Block]) -> tuple[Widget, ...]:
    """Read the widgets of all blocks that run, of each block the newest first; raises ``InvalidError``."""
    return tuple(widget for block in blocks for widget in _of(block))


def by_address(known: Sequence[Widget]) -> dict[tuple[str, str], Widget]:
    """Return each widget by the two parts of its address: block and name."""
    return {(widget.block, widget.name): widget for widget in known}


def pins(known: Sequence[Widget]) -> dict[str, str]:
    """Return what a page pins: for each block that has widgets the hash of the newest."""
    return {widget.block: widget.integrity for widget in reversed(known)}


def _of(block: Block) -> Iterator[Widget]:
    for file in block.header.widgets if block.header else ():
        yield Widget(block=block.name, content=_read(block.name, file))


def _read(block: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"The block {block!r} names the widget {file}, which cannot be read: ship it in its wheel."
        raise InvalidError("header.widget", message) from error
