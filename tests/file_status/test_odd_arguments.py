"""Arguments that no sound program sends: each gets an answer, on both databases, and none is an inner error."""

from typing import Any

import httpx2
import pytest

from profile_core.contract import Acting, Caller
from tests.file_status.played import Stage, at, file
from tests.file_status.test_graphql import FILE, FILES, OURS
from tests.file_status.test_pages import HTML
from tests.notifications.asked import ask
from tests.notifications.tokens import bearer

ODD = ["\u200b", "\u202e", "x" * 100_000, "'; --", "", "0" * 36]
DELETE = """mutation D($items: [FileReferenceInput!]!) { done: deleteFiles(items: $items) {
  __typename ... on Error { code } } }"""
STATUS = """mutation S($items: [FileStatusUpdateInput!]!) { done: updateFileStatuses(items: $items) {
  __typename ... on Error { code } } }"""


async def sound(gateway: httpx2.AsyncClient, who: Acting | Caller, query: str, **variables: Any) -> Any:
    """Ask; return the answer, in which no error is ours."""
    answer = await ask(gateway, who, query, **variables)
    for error in answer.get("errors", ()):
        assert error.get("extensions", {}).get("code") not in {None, "internal"}, error
    return answer


@pytest.mark.parametrize("odd", ODD, ids=lambda one: ascii(one)[:12].strip("'\""))
async def test_citizen_asks_oddly(gateway: httpx2.AsyncClient, stage: Stage, odd: str):
    await stage.register(file("1"))
    one = await sound(gateway, stage.citizen(), FILE, id=odd)
    assert (one["data"] or {"fileStatus": {"file": None}})["fileStatus"]["file"] is None
    await sound(gateway, stage.citizen(), FILES, filter={"phase": odd})
    await sound(gateway, stage.citizen(), FILES, filter={"providerCode": odd})
    await sound(gateway, stage.citizen(), FILES, after=odd)


@pytest.mark.parametrize("odd", ODD, ids=lambda one: ascii(one)[:12].strip("'\""))
async def test_program_asks_and_sends_oddly(gateway: httpx2.AsyncClient, stage: Stage, odd: str):
    await stage.register(file("1"))
    await sound(gateway, stage.gent, OURS, name=odd)
    status = {"phase": odd, "code": odd, "changedAt": at(1).isoformat(), "sequence": 1}
    for which in ({"id": odd}, {"externalId": odd}):
        done = await sound(gateway, stage.gent, DELETE, items=[which, {"externalId": "2"}])
        assert [one["__typename"] for one in done["data"]["done"]][1] == "NotFoundError"
        await sound(gateway, stage.gent, STATUS, items=[{**which, "status": status}])
    assert [one.external_id for one in await stage.listed()] == ["1"]


@pytest.mark.parametrize("sequence", [-1, 2**53, 2**63, 2**70])
async def test_number_that_no_database_holds_is_refused(
    gateway: httpx2.AsyncClient, stage: Stage, sequence: int
):
    status = {"phase": "treatment", "code": "advice", "changedAt": at(1).isoformat(), "sequence": sequence}
    done = await sound(gateway, stage.gent, STATUS, items=[{"externalId": "1", "status": status}])
    assert [one.get("code") for one in done["data"]["done"]] == ["file.sequence"]


@pytest.mark.parametrize("odd", ["%00", "%ED%A0%80", "%FF", "%E2%80%AE", "x" * 2_000])
@pytest.mark.parametrize(
    "path",
    ["?phase={}", "?sender={}", "?view={}", "?place={}", "/{}", "/{}/deadline.ics", "/{}/file.jsonld"],
)
async def test_address_that_nobody_made_is_answered(
    gateway: httpx2.AsyncClient, stage: Stage, path: str, odd: str
):
    await stage.register(file("1"))
    answer = await gateway.get(f"/me/files{path.format(odd)}", headers=HTML | bearer(stage.citizen()))
    assert answer.status_code in ({200, 303, 400, 404} if "?" in path else {400, 404})
