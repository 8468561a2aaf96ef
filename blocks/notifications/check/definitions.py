"""A type as its provider defines it, by itself."""

import re

from blocks.notifications.check import said
from blocks.notifications.model import TypeDraft
from profile_core.contract import InvalidError, Texts

_LONGEST_NAME = 80
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def type_draft(draft: TypeDraft) -> Texts:
    """Check what stands in a type by itself; return its name."""
    if not _CODE.fullmatch(draft.code):
        message = "Use 1 to 100 lower-case letters, digits, dots, hyphens and underscores."
        raise InvalidError("type.code", message, path=("type", "code"))
    if not 1 <= len(draft.category.strip()) <= _LONGEST_NAME:
        message = f"Name a category in 1 to {_LONGEST_NAME} characters."
        raise InvalidError("type.category", message, path=("type", "category"))
    said.no_number(draft.category, ("type", "category"))
    return said.texts(draft.name, ("type", "name"), _LONGEST_NAME)
