"""Each fault of the simulated source does what its sentence says, and the good source does not."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
import msgspec
import pytest
from joserfc.jwk import ECKey

from profile_core.kit.redaction import contains_number
from profile_core.testing.source.app import create_app
from profile_core.testing.source.config import Config, Served
from profile_core.testing.source.faults import FAULTS
from profile_core.testing.source.generated import known_types
from tests.standing import stood
from tests.testing.asked_source import LOTTE, TYP, WOUT, Asked, Json, claims, key, named
from tests.testing.played_issuer import running

NOBODY = "00010199945"
SIZE = 10
FOLLOW = b'{"cursor": null, "limit": 5}'
_HASTY = httpx2.Client(timeout=0.4)
_SERVED = Served(subjects=(LOTTE, WOUT), items=12, page_size=SIZE)


@pytest.fixture(scope="module")
def sources() -> Iterator[Callable[[str], Asked]]:
    served = {"good": _SERVED, "faulty": _SERVED}
    with running() as issuer, stood(create_app(Config(issuer=issuer.address, sources=served))) as port:
        at = f"http://127.0.0.1:{port}"
        yield lambda name: Asked(issuer=issuer, base=f"{at}/s/{name}", control=f"{at}/_control/{name}")


def _about(asked: Asked) -> httpx2.Response:
    return asked.http.get(f"{asked.base}/.well-known/citizen-profile-source")


def _is_silent(asked: Asked) -> bool:
    hasty = Asked(issuer=asked.issuer, base=asked.base, control=asked.control, http=_HASTY)
    try:
        hasty.query()
    except httpx2.TimeoutException:
        return True
    return False


def _waits(fault: str, seconds: float) -> Callable[[Asked], bool]:
    """Tell whether an answer takes a while; the rest of the time is not waited for."""
    return lambda asked: _is_silent(asked) and FAULTS[fault].waits == seconds


def _is_json(answer: httpx2.Response) -> bool:
    try:
        answer.json()
    except ValueError:
        return False
    return True


def _is_huge(asked: Asked) -> bool:
    return len(asked.query().content) > 100_000_000


def _statuses(asked: Asked) -> list[int]:
    return [asked.query().status_code for _ in range(4)]


def _leads_to(asked: Asked) -> str:
    return asked.query().headers.get("location", "")


def _is_private(address: str) -> bool:
    host = urlsplit(address).hostname
    return host is not None and ip_address(host).is_private


def _accepts(asked: Asked, **wrong: Any) -> bool:
    return asked.post("notifications/changes", FOLLOW, **wrong).status_code == 200


def _accepts_bare(asked: Asked) -> bool:
    at = f"{asked.base}/notifications/changes"
    return asked.http.post(at, content=FOLLOW, headers=named(FOLLOW)).status_code == 200


def _accepts_twice(asked: Asked) -> bool:
    once = uuid4().hex
    return _accepts(asked, jti=once) and _accepts(asked, jti=once)


def _before(item: Json) -> Json:
    return {name: item[name] for name in ("createdAt", "externalId", "type")}


def _rank(item: Json) -> tuple[str, str, str]:
    return item["createdAt"], item["externalId"], item["type"]


def _is_sorted(items: list[Json]) -> bool:
    return items == sorted(items, key=_rank, reverse=True)


def _goes_below(asked: Asked) -> list[Json]:
    return asked.items(before=_before(asked.items()[4]))


def _both_pages(asked: Asked) -> list[tuple[str, str]]:
    first = asked.query(limit=5).json()
    return [key(one) for one in (*first["items"], *asked.items(limit=5, cursor=first["nextCursor"]))]


def _has_gap(asked: Asked) -> bool:
    """Tell whether a change that was passed over appears behind the cursor after a while."""
    early = asked.changes(limit=5)
    for _ in range(5):
        asked.changes(limit=5)
    return asked.changes(limit=5)["items"][1] not in early["items"]


def _versions_fall(asked: Asked) -> bool:
    versions: dict[Any, list[int]] = defaultdict(list)
    for change in asked.followed(5):
        versions[str(change["recipient"]), *key(change)].append(change["version"])
    return any(late < early for one in versions.values() for early, late in pairwise(one))


def _order(asked: Asked) -> list[Any]:
    return [(key(one), one["version"]) for one in asked.changes(limit=5)["items"]]


def _forgets(asked: Asked) -> bool:
    body = msgspec.json.encode({"cursor": asked.changes(limit=5)["nextCursor"], "limit": 5})
    return [asked.post("notifications/changes", body).status_code for _ in range(2)] == [200, 400]


CLAIMS: dict[str, Callable[[Asked], bool]] = {
    "hang": _is_silent,
    "slow": _waits("slow", 3.0),
    "late": _waits("late", 4.0),
    "garbage": lambda asked: asked.query().text.startswith("<!doctype html>"),
    "truncated": lambda asked: not _is_json(asked.query()) and asked.query().text.startswith('{"items"'),
    "huge": _is_huge,
    "redirect-private": lambda asked: _is_private(_leads_to(asked)),
    "error-500": lambda asked: _statuses(asked) == [500] * 4,
    "error-flapping": lambda asked: sorted(_statuses(asked)) == [200, 200, 500, 500],
    "busy": lambda asked: asked.query().headers.get("retry-after") == "1",
    "no-consent": lambda asked: asked.query().json().get("code") == "no_consent",
    "html-content-type": lambda asked: asked.query().headers["content-type"].startswith("text/html"),
    "subject-in-url": lambda asked: LOTTE in _leads_to(asked),
    "unsigned-allowed": _accepts_bare,
    "wrong-audience-allowed": lambda asked: _accepts(asked, aud="https://elsewhere.example"),
    "expired-allowed": lambda asked: _accepts(
        asked, iat=int(time.time()) - 3660, exp=int(time.time()) - 3600
    ),
    "digest-ignored": lambda asked: _accepts(asked, digest="of another body"),
    "replay-allowed": _accepts_twice,
    "any-key-allowed": lambda asked: _accepts(asked, signer=ECKey.generate_key("P-256", auto_kid=True)),
    "wrong-order": lambda asked: _is_sorted(asked.items()[::-1]),
    "ignores-before": lambda asked: _goes_below(asked) == asked.items(),
    "before-inclusive": lambda asked: _goes_below(asked)[0] == asked.items()[4],
    "ignores-only": lambda asked: len(asked.items(only={"externalId": "none", "type": "none"})) == SIZE,
    "ignores-limit": lambda asked: len(asked.items(limit=1)) == SIZE,
    "over-page-size": lambda asked: len(asked.items(limit=1000)) == 12,
    "repeats-items": lambda asked: len(_both_pages(asked)) - len(set(_both_pages(asked))) == 1,
    "skips-items": lambda asked: [key(one) for one in asked.items()][5] not in _both_pages(asked),
    "changing-created-at": lambda asked: (
        [_before(one) for one in asked.items()] != [_before(one) for one in asked.items()]
    ),
    "bad-item": lambda asked: ["externalId" in one for one in asked.items()].count(False) == 1,
    "unknown-type": lambda asked: [one["type"] in known_types() for one in asked.items()].count(False) == 1,
    "missing-created-at": lambda asked: ["createdAt" in one for one in asked.items()].count(False) == 1,
    "naive-times": lambda asked: not any(_offsets(one) for one in asked.items()),
    "wrong-default-text": lambda asked: all(text["default"] for text in asked.items()[0]["title"]),
    "number-in-text": lambda asked: any(contains_number(str(one["text"])) for one in asked.items()),
    "other-subject": lambda asked: bool(
        {key(one) for one in asked.items()} & {key(one) for one in asked.items(WOUT)}
    ),
    "404-for-empty": lambda asked: asked.query(NOBODY).status_code == 404,
    "no-next-cursor": lambda asked: asked.query(limit=5).json()["nextCursor"] is None,
    "cursor-loops": lambda asked: _second_cursor(asked) == asked.query(limit=5).json()["nextCursor"],
    "no-as-of": lambda asked: "asOf" not in asked.query().json(),
    "future-as-of": lambda asked: asked.query().json().get("asOf", "") > _in_an_hour(),
    "feed-unordered": lambda asked: _order(asked)[::-1] == [_order_of_one(asked, at) for at in range(5)],
    "feed-gap": _has_gap,
    "feed-no-version": lambda asked: not any("version" in one for one in asked.changes()["items"]),
    "feed-version-falls": _versions_fall,
    "feed-cursor-forgotten": _forgets,
    "describe-missing": lambda asked: _about(asked).status_code == 404,
    "describe-wrong-blocks": lambda asked: _about(asked).json()["blocks"] != ["notifications"],
}
"""By the name of the fault, whether a source has it."""


def _offsets(item: Json) -> list[str]:
    """Return the moments that have an offset, also those within."""
    moments = [item["createdAt"], item.get("deadline", ""), *item.get("appointment", {}).values()]
    return [one for one in moments if one[:2] == "20" and one.endswith(("Z", "+00:00"))]


def _second_cursor(asked: Asked) -> str | None:
    first = asked.query(limit=5).json()["nextCursor"]
    return asked.query(limit=5, cursor=first).json()["nextCursor"]


def _in_an_hour() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))


def _order_of_one(asked: Asked, position: int) -> Any:
    [change] = asked.changes(str(position), limit=1)["items"]
    return key(change), change["version"]


@pytest.mark.parametrize("fault", CLAIMS)
def test_fault_is_there_when_it_is_set_and_gone_when_it_is_not(sources: Callable[[str], Asked], fault: str):
    good, faulty = sources("good"), sources("faulty")
    faulty.told(faults=[fault])
    assert CLAIMS[fault](faulty), FAULTS[fault].sentence
    assert not CLAIMS[fault](good), "the good source does that too"
    faulty.told(faults=[])
    assert not CLAIMS[fault](faulty), "it is told to behave again"


def test_every_fault_is_claimed_to_do_something():
    assert CLAIMS.keys() == FAULTS.keys()


def test_faults_go_together(sources: Callable[[str], Asked]):
    faulty = sources("faulty")
    both = ["wrong-order", "no-as-of"]
    assert faulty.told(faults=both)["faults"] == both
    assert all(CLAIMS[name](faulty) for name in both)
    faulty.told(faults=[])


@pytest.mark.parametrize("name", ["x-correlation-id", "content-digest"])
def test_header_that_every_question_has_is_wanted(sources: Callable[[str], Asked], name: str):
    good = sources("good")
    at = f"{good.base}/notifications/changes"
    token = good.issuer.sign(claims(good.issuer, at, FOLLOW), typ=TYP)
    headers = {"authorization": f"Bearer {token}", **named(FOLLOW)}
    answer = good.http.post(at, content=FOLLOW, headers=headers | {name: ""})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_fault_that_nobody_knows_is_refused(sources: Callable[[str], Asked]):
    good = sources("good")
    assert good.http.post(good.control, json={"faults": ["hang-around"]}).status_code == 400
    assert good.http.get(good.control).json()["faults"] == []


def test_what_is_believed_wrongly_is_believed_alone(sources: Callable[[str], Asked]):
    faulty = sources("faulty")
    faulty.told(faults=["wrong-audience-allowed"])
    assert not _accepts(faulty, aud="https://elsewhere.example", exp=1, iat=1)
    assert not _accepts(faulty, digest="of another body")
    faulty.told(faults=[])


def test_each_source_counts_what_it_is_asked(sources: Callable[[str], Asked]):
    good, faulty = sources("good"), sources("faulty")
    before, other = good.told()["calls"], faulty.told()["calls"]
    good.query()
    good.query(limit=0)
    after = good.told()["calls"]
    assert after["query"] - before.get("query", 0) == 2
    assert after["refused"] - before.get("refused", 0) == 1
    assert faulty.told()["calls"] == other
