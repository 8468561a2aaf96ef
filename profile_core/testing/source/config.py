"""What sources are configured with."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Kind = Literal["MESSAGE", "TASK", "APPOINTMENT"]
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_PageSize = Annotated[int, msgspec.Meta(ge=10, le=1000)]
ROOT = "source"
"""What the one source is called that a configuration without ``sources`` has."""


class Served(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """One source. ``types`` gives each code its kind; without types and subjects it has those that we know.

    All items were there before ``until``; without it, before the present month began. ``address`` is its base
    address when that is none on this machine.
    """

    faults: tuple[str, ...] = ()
    types: dict[str, Kind] = {}
    seed: int = 1
    items: int = 20
    subjects: tuple[str, ...] = ()
    page_size: _PageSize = 50
    languages: tuple[str, ...] = ("nl", "fr", "de", "en")
    until: _Moment | None = None
    address: str = ""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """The configuration file: whom all believe, and either many sources below ``/s/{name}`` or one at the root."""

    issuer: str
    jwks_uri: str = ""
    sources: dict[str, Served] = {}
    source: Served = msgspec.field(default_factory=Served)
