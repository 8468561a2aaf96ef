"""The texts of pages: ``locale/<language>.po`` beside the templates, read at start; nothing to compile.

Texts are written by key (``notifications.inbox.title``), in Dutch first. A block that lacks a key in one
language shows its Dutch text; our own never lack one, which a test sees to.
"""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from profile_core.pages.language import DEFAULT


def load(folders: Iterable[Path], language: str) -> Translations:
    """Read the catalogues of all folders; where two folders know a key, the earlier one has it."""
    texts: dict[str, Message] = {}
    for wish in dict.fromkeys((DEFAULT, language)):
        for folder in reversed([*folders]):
            texts.update(_read(folder / "locale" / f"{wish}.po"))
    catalog = Catalog(locale=language)
    for message in texts.values():
        catalog.add(message.id, string=message.string)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _read(path: Path) -> Iterator[tuple[str, Message]]:
    """Take an absent file for an empty one: a block may have no texts of its own."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for message in read_po(lines):
            if message.id and message.string:
                yield (message.id if isinstance(message.id, str) else message.id[0]), message
