"""Whose items come: those of the subject that was asked about, and nobody else's."""

from profile_core.conformance.asking import NO_ENTERPRISE, NOBODY, Asker, named
from profile_core.conformance.items import Item, fields
from profile_core.conformance.model import Check, Group, NotLookedError
from profile_core.conformance.shown import first
from profile_core.kit.numbers import enterprise_number, national_number


async def _recipients(asker: Asker) -> list[str]:
    wrong: list[str] = []
    for subject in asker.target.subjects:
        wrong += [
            f"{item.named} has another recipient than was asked about"
            for item in (await asker.first(subject)).items
            if "recipient" in item.said and _recipient_of(item) != named(subject)
        ]
    return first(wrong)


async def _other(asker: Asker) -> list[str]:
    if not asker.target.other_subject:
        raise NotLookedError(
            "Give with --other-subject somebody who has items, none of them also the first's."
        )
    theirs = (await asker.first(asker.target.other_subject)).items
    if not theirs:
        raise NotLookedError("The --other-subject has no items.")
    known = {item.key for item in theirs if item.key is not None}
    ours = (await asker.first(asker.target.subjects[0])).items
    return first(f"{item.named} came for both subjects" for item in ours if item.key in known)


async def _empty(asker: Asker) -> list[str]:
    await asker.first(asker.target.subjects[0])
    wrong: list[str] = []
    for what, subject in (("a citizen", NOBODY), ("an enterprise", NO_ENTERPRISE)):
        reply = await asker.ask(subject)
        if reply.status != 200:
            wrong.append(f"asked about {what} of whom you cannot know: {reply.said}")
    return wrong


async def _nothing(asker: Asker) -> list[str]:
    await asker.first(asker.target.subjects[0])
    wrong: list[str] = []
    for what, subject in (("a citizen", NOBODY), ("an enterprise", NO_ENTERPRISE)):
        reply = await asker.ask(subject)
        if (reply.document() or {}).get("items"):
            wrong.append(f"asked about {what} of whom you cannot know, items came")
    return wrong


def _recipient_of(item: Item) -> dict[str, object] | None:
    """Return whom an item names, the number in digits alone."""
    said = fields(item.said["recipient"]) or {}
    person, enterprise = said.get("nationalNumber"), said.get("enterpriseNumber")
    if len(said) != 1 or not isinstance(number := person or enterprise, str):
        return None
    digits = national_number(number) if person else enterprise_number(number)
    return None if digits is None else named(digits)


CHECKS = (
    Check(
        code="whose-recipient",
        group=Group.WHOSE,
        claims="An item that names its recipient names the subject that was asked about.",
        remedy="Put the subject into the condition of your query, or leave recipient out.",
        section="Item",
        run=_recipients,
    ),
    Check(
        code="whose-other",
        group=Group.WHOSE,
        claims="Somebody else's items do not come.",
        remedy="Put the subject into the condition of each query, and of every cache that you keep.",
        section="query",
        run=_other,
    ),
    Check(
        code="whose-empty",
        group=Group.WHOSE,
        claims="A subject of whom you have nothing is answered with 200, a citizen and an enterprise alike.",
        remedy="Answer 200 with an empty list when you know nothing of somebody; never 404.",
        section="query",
        run=_empty,
    ),
    Check(
        code="whose-nobody",
        group=Group.WHOSE,
        claims="Somebody of whom you cannot know has no items.",
        remedy="Compare the whole number of the subject; answer an empty list when none is equal.",
        section="query",
        run=_nothing,
    ),
)
