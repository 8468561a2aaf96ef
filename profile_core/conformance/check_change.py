"""Each change of the feed by itself: whose it is, which version, and what is left of what was deleted."""

from collections.abc import Callable, Iterator

from profile_core.conformance import moments
from profile_core.conformance.asking import Asker
from profile_core.conformance.items import Item, fields
from profile_core.conformance.model import Check, Group, Run
from profile_core.conformance.shown import first, shown
from profile_core.conformance.walking import whole_feed
from profile_core.kit.numbers import enterprise_number, national_number

_CONTENT = ("title", "text", "values", "link")


def _each(problems: Callable[[Item], Iterator[str]]) -> Run:
    async def run(asker: Asker) -> list[str]:
        walk = await whole_feed(asker)
        return first(f"{item.named}: {line}" for item in walk.items for line in problems(item))

    return run


def _recipient(item: Item) -> Iterator[str]:
    said = fields(item.said.get("recipient")) or {}
    person, enterprise = said.get("nationalNumber"), said.get("enterpriseNumber")
    right = isinstance(person, str) and national_number(person) is not None
    right = right or (isinstance(enterprise, str) and enterprise_number(enterprise) is not None)
    if len(said) != 1 or not right:
        yield "recipient is missing, or is not one valid number"


def _version(item: Item) -> Iterator[str]:
    version = item.said.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        yield f"version is {shown(version)}"


def _deleted(item: Item) -> Iterator[str]:
    if "deletedAt" not in item.said:
        return
    if item.key is None or moments.read(item.said["deletedAt"]) is None:
        yield "it was deleted, and has no key or no moment in deletedAt"
    yield from (f"it was deleted, and still says {name}" for name in _CONTENT if item.said.get(name))


def _check(code: str, claims: str, remedy: str, run: Run) -> Check:
    return Check(code=code, group=Group.FEED, claims=claims, remedy=remedy, section="Change", run=run)


CHECKS = (
    _check(
        "feed-recipient",
        "Each change names its recipient by one valid number.",
        "Send recipient with each change, also of what was deleted: nobody was asked about here.",
        _each(_recipient),
    ),
    _check(
        "feed-version",
        "Each change has a version.",
        "Send version with each change: a whole number that grows with each change of that item.",
        _each(_version),
    ),
    _check(
        "feed-deleted",
        "What was deleted is its key with deletedAt, and nothing of what it said.",
        "Send type, externalId, recipient, version and deletedAt of what was deleted, without texts.",
        _each(_deleted),
    ),
)
