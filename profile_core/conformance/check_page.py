"""The answer to a plain question: that it comes, as JSON, with the fields of a page, and of now."""

from datetime import timedelta

from profile_core.conformance import moments
from profile_core.conformance.asking import Asker
from profile_core.conformance.calling import Reply
from profile_core.conformance.items import listed
from profile_core.conformance.model import Check, Group, NotLookedError
from profile_core.conformance.shown import shown
from profile_core.kit import clock
from profile_core.kit.texts import LANGUAGES

_AHEAD = timedelta(seconds=30)


async def _answered(asker: Asker) -> list[str]:
    wrong: list[str] = []
    for at, subject in enumerate(asker.target.subjects, 1):
        reply = await asker.first_reply(subject)
        if reply.status != 200:
            trusts = f"; does it trust {asker.signer.issuer}?" if reply.status == 401 else ""
            wrong.append(f"a signed question about subject {at}: {reply.said}{trusts}")
    return wrong


async def _languages(asker: Asker) -> list[str]:
    await _replies(asker)
    replies = {code: await asker.ask(asker.target.subjects[0], language=code) for code in LANGUAGES}
    return [f"asked in {code}: {reply.said}" for code, reply in replies.items() if reply.status != 200]


async def _media_type(asker: Asker) -> list[str]:
    kinds = {reply.media_type for reply in await _replies(asker)}
    return [f"an answer is {shown(kind)}" for kind in kinds if kind != "application/json"]


async def _json(asker: Asker) -> list[str]:
    found = [reply for reply in await _replies(asker) if reply.document() is None]
    return ["what came is no JSON object"] if found else []


async def _fields(asker: Asker) -> list[str]:
    return [line for said in await _documents(asker) for line in _fields_of(said)][:5]


def _fields_of(said: dict[str, object]) -> list[str]:
    wrong = [f"{name} is missing" for name in ("items", "nextCursor") if name not in said]
    if "items" in said and listed(said["items"]) is None:
        wrong.append("items is no list")
    cursor = said.get("nextCursor")
    if cursor is not None and (not isinstance(cursor, str) or not cursor):
        wrong.append(f"nextCursor is {shown(cursor)}, neither a text nor null")
    return wrong


async def _as_of(asker: Asker) -> list[str]:
    said = [one.get("asOf") for one in await _documents(asker)]
    return [f"asOf is {shown(one)}" for one in said if moments.read(one) is None][:5]


async def _as_of_now(asker: Asker) -> list[str]:
    said = [moment for one in await _documents(asker) if (moment := moments.read(one.get("asOf")))]
    if not said:
        raise NotLookedError("There is no asOf.")
    late = [moment for moment in said if moment > clock.now() + _AHEAD]
    return [f"asOf is {clock.rfc3339(moment)}, which is yet to come" for moment in late][:5]


async def _documents(asker: Asker) -> list[dict[str, object]]:
    documents = [reply.document() for reply in await _replies(asker)]
    found = [one for one in documents if one is not None]
    if not found:
        raise NotLookedError("No answer is a JSON object.")
    return found


async def _replies(asker: Asker) -> list[Reply]:
    replies = [await asker.first_reply(subject) for subject in asker.target.subjects]
    answered = [reply for reply in replies if reply.status == 200]
    if not answered:
        raise NotLookedError("No question was answered.")
    return answered


CHECKS = (
    Check(
        code="question-answered",
        group=Group.PAGE,
        claims="A signed question about each subject is answered with 200.",
        remedy="Trust the issuer for as long as the kit runs, check its signature, and answer 200 with a page.",
        section="query",
        run=_answered,
    ),
    Check(
        code="question-languages",
        group=Group.PAGE,
        claims="A question in each of the four languages is answered.",
        remedy="Answer in what you have when you lack the language of the citizen; others do no harm.",
        section="Question",
        run=_languages,
    ),
    Check(
        code="content-type",
        group=Group.PAGE,
        claims="An answer is application/json.",
        remedy="Send Content-Type: application/json with an answer.",
        section="query",
        run=_media_type,
    ),
    Check(
        code="json",
        group=Group.PAGE,
        claims="An answer is one whole JSON object in UTF-8.",
        remedy="Let a JSON library write the answer, and send it to its end with its right Content-Length.",
        section="Page",
        run=_json,
    ),
    Check(
        code="page-fields",
        group=Group.PAGE,
        claims="A page has items as a list, and nextCursor as a text or null.",
        remedy="Always send items, also when it is empty, and nextCursor, also when it is null.",
        section="Page",
        run=_fields,
    ),
    Check(
        code="as-of",
        group=Group.PAGE,
        claims="A page says with asOf of which moment it is true.",
        remedy="Send asOf, a moment with an offset: now, or when your copy was made.",
        section="Page",
        run=_as_of,
    ),
    Check(
        code="as-of-now",
        group=Group.PAGE,
        claims="asOf is not yet to come.",
        remedy="Take asOf from a clock that is right (NTP), and write its offset: Z for UTC.",
        section="Page",
        run=_as_of_now,
    ),
)
