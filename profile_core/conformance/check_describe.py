"""What the source says of itself, to anybody."""

from profile_core.conformance.asking import DESCRIPTION, Asker
from profile_core.conformance.items import listed
from profile_core.conformance.model import Check, Group, NotLookedError
from profile_core.conformance.shown import first, shown
from profile_core.kit.redaction import contains_number
from profile_core.kit.texts import LANGUAGES

_VERSION = "1.0"


async def _answers(asker: Asker) -> list[str]:
    reply = await asker.describe()
    if reply.status != 200:
        return [f"GET {DESCRIPTION}: {reply.said}"]
    return [] if reply.document() is not None else [f"GET {DESCRIPTION}: what came is no JSON object"]


async def _fields(asker: Asker) -> list[str]:
    said = await _description(asker)
    wrong: list[str] = []
    if said.get("version") != _VERSION:
        wrong.append(f'version is {shown(said.get("version"))} and not "{_VERSION}"')
    size = said.get("pageSize")
    if not isinstance(size, int) or isinstance(size, bool) or not 10 <= size <= 1000:
        wrong.append(f"pageSize is {shown(size)}; it is a whole number from 10 to 1000")
    languages = listed(said.get("languages"))
    if not languages:
        wrong.append("languages is no list, or empty")
    wrong += [f"languages names {shown(one)}" for one in languages or () if one not in LANGUAGES]
    return first(wrong)


async def _blocks(asker: Asker) -> list[str]:
    blocks = listed((await _description(asker)).get("blocks"))
    if not blocks:
        return ["blocks is no list, or empty"]
    wrong = [f"blocks names {shown(one)}, which is none of ours" for one in blocks if one != "notifications"]
    if asker.target.block not in blocks:
        wrong.append(f"blocks does not name {asker.target.block}, about which it is asked here")
    return first(wrong)


async def _nobody(asker: Asker) -> list[str]:
    reply = await asker.describe()
    if reply.status != 200:
        raise NotLookedError("The source does not describe itself.")
    found = contains_number(reply.body.decode(errors="replace"))
    return ["a national number stands in the description"] if found else []


async def _description(asker: Asker) -> dict[str, object]:
    reply = await asker.describe()
    document = reply.document() if reply.status == 200 else None
    if document is None:
        raise NotLookedError("The source does not describe itself.")
    return document


CHECKS = (
    Check(
        code="describe-answers",
        group=Group.DESCRIBE,
        claims="The source says at a well-known address what it serves, as JSON and without a signature.",
        remedy=f"Answer GET {DESCRIPTION} below the base address with 200 and the description as JSON.",
        section="describe",
        run=_answers,
    ),
    Check(
        code="describe-fields",
        group=Group.DESCRIBE,
        claims="Version, page size and languages are what the source API allows.",
        remedy='Say version "1.0", a pageSize from 10 to 1000 and at least one of nl, fr, de, en.',
        section="Description",
        run=_fields,
    ),
    Check(
        code="describe-blocks",
        group=Group.DESCRIBE,
        claims="The blocks that it names are ours, and the one asked about is among them.",
        remedy="List in blocks exactly the blocks for which the source answers.",
        section="Description",
        run=_blocks,
    ),
    Check(
        code="describe-nobody",
        group=Group.DESCRIBE,
        claims="The description names nobody: anybody may read it.",
        remedy="Take the national number out of the description.",
        section="describe",
        run=_nobody,
    ),
)
