"""Ways to break one thing of the honest provider, by the code of the check that must see it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from tests.conformance.honest import LOTTE, SIZE, WOUT, Json, Said

QUERY, CHANGES = "/notifications/query", "/notifications/changes"
DESCRIPTION = "/.well-known/citizen-profile-source"
Break = Mapping[str, Any]


def says(change: Callable[[Said], Said], path: str = QUERY) -> Break:
    """Change good answers at a path."""
    return {"says": lambda said: change(said) if said.path == path and said.status == 200 else said}


def page(change: Callable[[Json, Json], Json], path: str = QUERY) -> Break:
    """Change the document of an answer, knowing the question."""
    return says(
        lambda said: replace(said, document=said.document | change(said.document, said.question)), path
    )


def items(change: Callable[[Json], Json], path: str = QUERY) -> Break:
    """Change each item."""
    return page(lambda said, _: {"items": [one | change(one) for one in said["items"]]}, path)


def each(path: str = QUERY, /, **fields: Any) -> Break:
    return items(lambda _: fields, path)


def lacking(name: str, path: str = QUERY) -> Break:
    """Leave a field out of each item."""
    return page(
        lambda said, _: {
            "items": [{key: value for key, value in one.items() if key != name} for one in said["items"]]
        },
        path,
    )


def described(**fields: Any) -> Break:
    return page(lambda _, __: fields, DESCRIPTION)


def refused(status: int, /, **change: Any) -> Break:
    """Change what is said with a refusal."""
    return {"says": lambda said: replace(said, **change) if said.status == status else said}


def hears(change: Callable[[Json], Json]) -> Break:
    return {"hears": lambda question: question | change(question)}


def deaf(name: str) -> Break:
    """Do not read a field of the question."""
    return {"hears": lambda question: {key: value for key, value in question.items() if key != name}}


def believing(*what: str) -> Break:
    return {"believes": frozenset(what)}


def now_and_then(change: Callable[[Said], Said]) -> Break:
    """Change every third answer."""
    turns = count()
    return says(lambda said: change(said) if next(turns) % 3 == 2 else said)


def text(words: str, name: str = "title") -> Break:
    return items(lambda _: {name: [{"language": "nl", "text": words, "default": True}]})


def _without(said: Json, asked: Json) -> Json:
    """Leave out the second item of a page that is not the first."""
    later = asked.get("cursor") or asked.get("before")
    return {"items": said["items"][:1] if later else said["items"]}


def _repeated(said: Json, asked: Json) -> Json:
    return {"items": [*said["items"][:1], *said["items"]][: asked["limit"]]} if asked.get("cursor") else {}


def _unsorted_feed(said: Json, _: Json) -> Json:
    return {"items": said["items"][::-1]}


def _versions_fall(said: Json, _: Json) -> Json:
    return {"items": [one | {"version": 9 - one["version"]} for one in said["items"]]}


def _shaken() -> Callable[[Json, Json], Json]:
    turns = count()
    return lambda said, _: {"items": said["items"][::-1] if next(turns) % 2 else said["items"]}


def _moving() -> Callable[[Json], Json]:
    turns = count(10_000)
    return lambda one: {"createdAt": f"{one['createdAt'][:10]}T08:00:00.{next(turns)}Z"}


def _uncommitted() -> Callable[[Json, Json], Json]:
    """Show one change in the middle only after it was passed a few times."""
    asked = count()
    return lambda said, question: (
        {"items": [one for at, one in enumerate(said["items"]) if at != 1]}
        if next(asked) < 12 and not question.get("cursor")
        else {}
    )


def _not_alone(question: Json) -> Json:
    """Take a moment alone for one that is included."""
    before = question.get("before")
    if before and "externalId" not in before:
        return {"before": before | {"externalId": "\U0010ffff", "type": "z"}}
    return {}


def _inclusive(question: Json) -> Json:
    before = question.get("before")
    return {"before": before | {"type": before["type"] + "z"}} if before and "type" in before else {}


def _clipped(question: Json) -> Json:
    """Compare by createdAt alone, so that items of one moment are lost."""
    before = question.get("before")
    return {"before": {"createdAt": before["createdAt"]}} if before else {}


def _elsewhere(said: Said) -> Said:
    number = said.question["subject"].get("nationalNumber", "")
    return replace(said, status=307, headers={"location": f"https://aalst.example/{number}"})


_TWO = [{"language": "nl", "text": "a", "default": True}, {"language": "fr", "text": "b", "default": True}]
_AGAIN = [{"language": "nl", "text": "a", "default": True}, {"language": "nl", "text": "b"}]
BREAKS: dict[str, Break] = {
    "describe-answers": says(lambda said: replace(said, status=404), DESCRIPTION),
    "describe-fields": described(pageSize=5),
    "describe-blocks": described(blocks=["news"]),
    "describe-nobody": described(contact=LOTTE),
    "question-answered": says(lambda said: replace(said, status=403)),
    "question-languages": says(
        lambda said: replace(said, status=400) if said.question["language"] == "de" else said
    ),
    "content-type": says(lambda said: replace(said, kind="text/html; charset=utf-8")),
    "json": says(lambda said: replace(said, body=b'{"items": [')),
    "page-fields": page(lambda _, __: {"nextCursor": 7}),
    "as-of": page(lambda _, __: {"asOf": "2026-11-22T08:12:00"}),
    "as-of-now": page(lambda _, __: {"asOf": "2126-11-22T08:12:00Z"}),
    "signature-missing": believing("anybody"),
    "signature-none": believing("anybody"),
    "signature-key": believing("anybody"),
    "signature-issuer": believing("iss"),
    "signature-audience": believing("aud"),
    "signature-expired": believing("exp"),
    "signature-early": believing("iat"),
    "signature-lifetime": believing("lifetime"),
    "signature-digest": believing("digest"),
    "signature-replay": believing("jti"),
    "signature-typ": believing("typ"),
    "signature-quiet": refused(401, document={"items": []}),
    "item-required": lacking("createdAt"),
    "item-kinds": each(version="1"),
    "item-moments": each(deadline="2026-12-01T08:00:00"),
    "item-key": each(externalId=" a"),
    "item-link": each(link="http://aalst.example/parking"),
    "item-type": each(type="unheard-of"),
    "text-languages": each(title=_AGAIN),
    "text-default": each(title=_TWO),
    "text-length": text("a" * 141),
    "item-number": text("Dossier van 88.02.14-000.84", "text"),
    "order": page(lambda said, _: {"items": said["items"][::-1]}),
    "before-exclusive": hears(_inclusive),
    "before-heeded": deaf("before"),
    "before-complete": hears(_clipped),
    "before-moment": hears(_not_alone),
    "only": deaf("only"),
    "only-none": says(
        lambda said: (
            replace(said, status=404) if said.question.get("only") and not said.document["items"] else said
        )
    ),
    "changed-since": deaf("changedSince"),
    "limit": hears(lambda _: {"limit": 1000}),
    "page-size": page(
        lambda said, _: {
            "items": [
                one | {"externalId": f"{one['externalId']}{at}"}
                for at in range(SIZE)
                for one in said["items"]
            ]
        }
    ),
    "page-same": page(lambda said, asked: {"items": said["items"][::-1]} if asked["limit"] == 3 else {}),
    "page-repeatable": page(_shaken()),
    "cursor-leads-on": page(lambda _, __: {"nextCursor": None}),
    "cursor-ends": page(lambda said, _: {"nextCursor": said["nextCursor"] or "0"}),
    "cursor-last": page(lambda said, _: {} if said["items"] else {"nextCursor": "7"}),
    "page-no-repeats": page(_repeated),
    "page-no-gaps": page(_without),
    "created-at-stays": items(_moving()),
    "whose-recipient": each(recipient={"nationalNumber": WOUT}),
    "whose-other": hears(lambda _: {"subject": {"nationalNumber": LOTTE}}),
    "whose-empty": says(
        lambda said: (
            said if said.document["items"] or said.question.get("only") else replace(said, status=404)
        )
    ),
    "whose-nobody": hears(lambda _: {"subject": {"nationalNumber": LOTTE}}),
    "question-unreadable": refused(400, status=422),
    "question-fields": hears(lambda _: {"language": "nl", "limit": 5}),
    "question-boundary": deaf("before"),
    "question-block": refused(404, status=400),
    "question-problem": refused(400, kind="text/plain"),
    "calls-whole": says(lambda said: replace(said, headers={"content-length": "9000"})),
    "calls-size": says(lambda said: replace(said, body=b" " * 1_100_000 + b"{}")),
    "calls-no-redirect": says(_elsewhere),
    "calls-address": says(_elsewhere),
    "calls-no-error": now_and_then(lambda said: replace(said, status=500)),
    "calls-later": now_and_then(lambda said: replace(said, status=503)),
    "feed-answered": page(lambda _, __: {"nextCursor": None}, CHANGES),
    "feed-signature": believing("anybody"),
    "feed-question": refused(400, status=500),
    "feed-limit": {"hears": lambda question: question | ({"limit": 10} if "subject" not in question else {})},
    "feed-recipient": lacking("recipient", CHANGES),
    "feed-version": lacking("version", CHANGES),
    "feed-version-grows": page(_versions_fall, CHANGES),
    "feed-deleted": each(CHANGES, deletedAt="2026-11-07T08:00:00Z"),
    "feed-repeatable": page(_shaken(), CHANGES),
    "feed-order": page(_unsorted_feed, CHANGES),
    "feed-goes-on": page(lambda _, __: {"nextCursor": "3"}, CHANGES),
    "feed-stays": page(
        lambda said, asked: {} if said["items"] else {"nextCursor": f"0{asked['cursor']}"}, CHANGES
    ),
    "feed-remembered": {
        "hears": lambda question: question | ({"cursor": "0"} if question.get("cursor") == "17" else {})
    },
    "feed-no-gaps": page(_uncommitted(), CHANGES),
}
"""All but ``calls-in-time``, which needs an endpoint that hangs."""
