"""Questions that are wrong: each is signed as it should be, and refused with a status that says why."""

import msgspec

from profile_core.conformance.asking import NO_ENTERPRISE, NOBODY, Asker, named
from profile_core.conformance.calling import Reply
from profile_core.conformance.model import Check, Group, NotLookedError, Run
from profile_core.conformance.shown import first

_BLOCK = "no-such-block"
_UNREADABLE = {"no JSON": b"{", "nothing": b"", "a list": b"[]", "what is no UTF-8": b'{"subject": "\xff"}'}
_FIELDS: dict[str, dict[str, object]] = {
    "no subject": {"subject": None},
    "a subject with no number": {"subject": {}},
    "a subject with two numbers": {"subject": named(NOBODY) | named(NO_ENTERPRISE)},
    "a limit of 0": {"limit": 0},
    "a limit that is a text": {"limit": "ten"},
    "no limit": {"limit": None},
    "a language that is none of ours": {"language": "xx"},
}
_BOUNDARIES: dict[str, dict[str, object]] = {
    "before without createdAt": {"before": {}},
    "before with createdAt that is no moment": {"before": {"createdAt": "yesterday"}},
    "before with externalId and no type": {
        "before": {"createdAt": "2026-01-01T00:00:00Z", "externalId": "a"},
    },
    "only without type": {"only": {"externalId": "a"}},
}


async def _unreadable(asker: Asker) -> list[str]:
    path, _ = await asker.plain()
    replies = [(what, await asker.send(path, body)) for what, body in _UNREADABLE.items()]
    return [line for what, reply in replies for line in _refused(what, reply)]


def _changed(questions: dict[str, dict[str, object]]) -> Run:
    """Ask the plain question with each change; a field that is changed to None is left out."""

    async def run(asker: Asker) -> list[str]:
        subject = asker.target.subjects[0]
        await asker.first(subject)
        wrong: list[str] = []
        for what, change in questions.items():
            whole = (await asker.question(subject)) | change
            body = {name: value for name, value in whole.items() if value is not None}
            wrong += _refused(what, await asker.send(asker.live, msgspec.json.encode(body)))
        return first(wrong)

    return run


async def _no_block(asker: Asker) -> list[str]:
    path, body = await asker.plain()
    reply = await asker.send(f"/{_BLOCK}/{path.rpartition('/')[2]}", body)
    return [] if reply.status == 404 else [f"asked for the block {_BLOCK}: {reply.said}"]


async def _problem(asker: Asker) -> list[str]:
    path, body = await asker.plain()
    refused = [await asker.send(path, b"{"), await asker.send(f"/{_BLOCK}/query", body)]
    refused = [reply for reply in refused if 400 <= reply.status < 500]
    if not refused:
        raise NotLookedError("No wrong question was refused.")
    kinds = {(reply.status, reply.media_type) for reply in refused}
    return [
        f"an answer with {status} is {kind or 'of no content type'}"
        for status, kind in sorted(kinds)
        if kind != "application/problem+json"
    ]


def _refused(what: str, reply: Reply) -> list[str]:
    return [] if reply.status == 400 else [f"a question with {what}: {reply.said}"]


CHECKS = (
    Check(
        code="question-unreadable",
        group=Group.QUESTION,
        claims="A body that is no JSON object is refused with 400.",
        remedy="Parse the body at the door and answer 400 when that fails.",
        section="Malformed",
        run=_unreadable,
    ),
    Check(
        code="question-fields",
        group=Group.QUESTION,
        claims="A question that lacks a field, or has one of the wrong kind, is refused with 400.",
        remedy="Check the question against its schema before you use it, and answer 400.",
        section="Question",
        run=_changed(_FIELDS),
    ),
    Check(
        code="question-boundary",
        group=Group.QUESTION,
        claims="A boundary or a key that is not whole is refused with 400.",
        remedy="Check before and only against their schemas before you use them, and answer 400.",
        section="Boundary",
        run=_changed(_BOUNDARIES),
    ),
    Check(
        code="question-block",
        group=Group.QUESTION,
        claims="A question about a block that you do not serve gets 404.",
        remedy="Answer 404 to a block that is not in your description.",
        section="NoSuchBlock",
        run=_no_block,
    ),
    Check(
        code="question-problem",
        group=Group.QUESTION,
        claims="A refusal is a problem document.",
        remedy="Answer 400 and 404 as application/problem+json (RFC 9457).",
        section="Problem",
        run=_problem,
    ),
)
