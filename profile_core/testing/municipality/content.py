"""What stands on the pages of a municipality: texts and colours, out of a file per site."""

from pathlib import Path

import msgspec

_FOLDER = Path(__file__).with_name("sites")


class Service(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product of the municipality with a page of its own."""

    slug: str
    name: str
    summary: str
    text: tuple[str, ...]


class News(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A news item; ``date`` is what a reader sees, ``day`` what a program sees (ISO 8601)."""

    day: str
    date: str
    title: str
    text: str


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the counters are open on a day."""

    day: str
    open: str


class Colours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The brand, as CSS colours; ``on_brand`` is the text on it."""

    brand: str
    on_brand: str
    accent: str
    ground: str
    link: str


class Content(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that differs between two municipal sites."""

    name: str
    title: str
    welcome: str
    introduction: str
    colours: Colours
    counter: str
    address: str
    phone: str
    mail: str
    hours: tuple[Hours, ...]
    news: tuple[News, ...]
    services: tuple[Service, ...]

    @property
    def dialled(self) -> str:
        """Return the phone number as a ``tel:`` link wants it."""
        return "+32" + "".join(c for c in self.phone if c.isdigit()).removeprefix("0")


def load(name: str) -> Content:
    """Read the content of a site."""
    return msgspec.json.decode((_FOLDER / f"{name}.json").read_bytes(), type=Content)
