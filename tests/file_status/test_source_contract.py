"""Files in the source API: what is described, what we ask, what we read and what our own adapter answers are one."""

from typing import Any

import msgspec
import pytest

from blocks.file_status.model import FileDraft, StepDraft
from blocks.file_status.providers import read
from profile_core.contract import GuardedClient, clock
from tests.file_status.played import Stage, asks, at, file, nl
from tests.file_status.shelves import shelf_of
from tests.file_status.test_zgw import ask
from tests.file_status.zaken import ROAD, case, served
from tests.sources.played import Provider
from tests.testing.test_source_contract import SCHEMAS, wrong


def struct_of(field: str) -> Any:
    """Return the struct of a file, or of the items of one of its fields."""
    whole: Any = msgspec.inspect.type_info(FileDraft)
    return next(one.type.item_type for one in whole.fields if one.encode_name == field) if field else whole


@pytest.mark.parametrize(
    ("name", "field"), [("File", ""), ("FileStatus", "statuses"), ("FileParticipant", "participants")]
)
def test_each_field_that_we_read_is_described_and_no_other(name: str, field: str):
    read_by_us = struct_of(field).fields
    assert {one.encode_name for one in read_by_us} == set(SCHEMAS[name]["properties"])
    assert {one.encode_name for one in read_by_us if one.required} == set(SCHEMAS[name]["required"])


async def test_what_we_ask_is_as_described(stage: Stage, provider: Provider):
    shelf = await shelf_of(stage, provider, stage.gent)
    shelf.put(*(file(str(one), asks(), created_at=at(one)) for one in range(5)), file("x"))
    page = await stage.page(most=2)
    assert page.resume is not None
    await stage.page(place=page.resume, most=2)
    await stage.whole(stage.citizen(), "4")
    assert {name for one in shelf.asked for name in one} >= {"before", "only"}
    assert [wrong("FileQuestion", one) for one in shelf.asked] == [[] for _ in shelf.asked]


async def test_what_the_adapter_of_case_systems_answers_is_as_described():
    async with GuardedClient(production=False) as http:
        with served(http, page_size=2) as cases:
            for number, steps in ((1, 3), (2, 1), (3, 4)):
                cases.put(case(number, *ROAD[:steps]))
            said = await ask(cases.answers())
    page = {"items": msgspec.to_builtins(said), "nextCursor": None, "asOf": clock.rfc3339(clock.now())}
    assert len(said) == 3
    assert wrong("FilePage", page) == []


def test_what_is_as_described_is_read():
    whole = file("1", asks(), next_step=StepDraft(text=nl("Wij beslissen.")))
    raw = msgspec.json.encode(whole)
    assert wrong("File", msgspec.json.decode(raw)) == []
    assert isinstance(read(msgspec.Raw(raw)), FileDraft)
    gone = {"externalId": "1", "deletedAt": "2026-11-01T10:00:00Z"}
    assert wrong("FileChange", gone) == []
    assert read(msgspec.Raw(msgspec.json.encode(gone))) == "1"


@pytest.mark.parametrize(
    "changed",
    [{"statuses": []}, {"createdAt": "gisteren"}, {"participants": None}, {"link": 3}, {"name": "x"}],
)
def test_what_is_not_as_described_is_noticed(changed: dict[str, Any]):
    assert wrong("File", msgspec.to_builtins(file("1")) | changed) != []
