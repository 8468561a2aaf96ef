"""GraphQL shapes that several blocks share; a schema that finds one name defined twice does not start."""

from collections.abc import Mapping
from typing import Any, NewType

import strawberry
from strawberry.relay import PageInfo
from strawberry.types.scalar import ScalarDefinition

from profile_core.directory.recipients import Recipient
from profile_core.kit.texts import Text, Texts

__all__ = ["SCALARS", "BigInt", "PageInfo", "RecipientInput", "TextInput", "TextOutput"]

BigInt = NewType("BigInt", int)
"""A whole number that may not fit into the 32 bits of GraphQL's Int: a version, a count of milliseconds."""


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("BigInt is a whole number")
    return value


SCALARS: Mapping[object, ScalarDefinition] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number that may not fit into 32 bits, as a JSON number.",
        parse_value=_whole,
    )
}


@strawberry.input
class TextInput:
    """One text in one language: nl, fr, de or en. Of several, exactly one is the default."""

    language: str
    text: str
    default: bool = False

    def value(self) -> Text:
        """Return the text as a plain value, unchecked."""
        return Text(language=self.language, text=self.text, default=self.default)


@strawberry.type(name="Text")
class TextOutput:
    """One text in one language. The default stands in for languages that are missing."""

    language: str
    text: str
    default: bool

    @classmethod
    def of(cls, texts: Texts) -> "list[TextOutput]":
        """Return texts in their order."""
        default = texts.default
        return [cls(language=t.language, text=t.text, default=t is default) for t in texts.items]


@strawberry.input
class RecipientInput:
    """To whom, in exactly one of three ways. `pairwiseId` is the `sub` that our sign-on gave you.

    None of them, or two, is an error of that item alone; so it is no `@oneOf`, which would refuse the whole call.
    """

    national_number: str | None = None
    enterprise_number: str | None = None
    pairwise_id: str | None = None

    def value(self) -> Recipient:
        """Return what was sent as a plain value, unchecked."""
        return Recipient(
            national_number=self.national_number,
            enterprise_number=self.enterprise_number,
            pairwise_id=self.pairwise_id,
        )
