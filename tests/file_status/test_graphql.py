"""Both schemas, over HTTP: a provider sends and looks, a citizen reads."""

from typing import Any

import httpx2
import pytest

from blocks.file_status.model import EvidenceDraft, Relation
from tests.file_status.played import ANN, BEN, Stage, asks, at, file, nl, party, status
from tests.file_status.shelves import shelf_of
from tests.notifications.asked import ask
from tests.sources.played import Provider

RESULT = "{ __typename ... on AcceptedFile { id externalId } ... on FilePreview { externalId status { code sentence { language text } } } ... on Error { code path message } }"
REGISTER = f"mutation R($items: [FileInput!]!, $dryRun: Boolean! = false) {{ done: registerFiles(items: $items, dryRun: $dryRun) {RESULT} }}"
FILES = """query F($filter: FileFilterInput, $first: Int! = 20, $after: String) { fileStatus {
  files(filter: $filter, first: $first, after: $after) {
    nodes { id externalId providerCode mustAct name { text } status { phase code sentence { language text } actionDeadline } }
    pageInfo { hasNextPage endCursor }
  } } }"""
FILE = """query F($id: ID!) { fileStatus { file(id: $id) {
  externalId right relations targetDate contact { name phone } requiredEvidence { code provided }
  nextStep { text { text } expectedOn } outputs { name { text } link } history { code changedAt } } } }"""
OURS = """query F($name: String!) { fileStatus {
  file(externalId: $name) { id revision ordering deletedAt participants { pairwiseId relations right }
    content { name { text } status { code } } history { code } }
  files { nodes { externalId } } phases { code expected over codes { code } } } }"""


def item(external_id: str = "1", **changed: Any) -> dict[str, Any]:
    """Return a sound file of Ghent."""
    return {
        "externalId": external_id,
        "name": [{"language": "nl", "text": "Renovatiepremie"}],
        "service": "service-of-gent",
        "participants": [{"relation": "APPLICANT", "recipient": {"nationalNumber": ANN}}],
        "statuses": [{"phase": "treatment", "code": "in_treatment", "changedAt": at(0).isoformat()}],
        "createdAt": at(0).isoformat(),
        "changedAt": at(0).isoformat(),
        **changed,
    }


async def test_file_goes_from_its_provider_to_its_citizen(gateway: httpx2.AsyncClient, stage: Stage):
    full = item(
        contact={"name": "Dienst Wonen", "phone": "+32 9 123 45 67"},
        nextStep={"text": [{"language": "nl", "text": "Wij beslissen."}], "expectedOn": "2026-09-01"},
        outputs=[{"name": [{"language": "nl", "text": "Brief"}], "link": "https://gent.example/b"}],
        requiredEvidence=[{"code": "plan", "name": [{"language": "nl", "text": "Plan"}], "provided": True}],
        targetDate="2026-10-01",
    )
    done = (await ask(gateway, stage.gent, REGISTER, items=[full, item("2", name=[])]))["data"]["done"]
    assert [one["__typename"] for one in done] == ["AcceptedFile", "InvalidError"]
    assert (done[1]["code"], done[1]["path"]) == ("file.name", ["items", "1", "name"])
    [node] = (await ask(gateway, stage.citizen(), FILES))["data"]["fileStatus"]["files"]["nodes"]
    assert (node["externalId"], node["providerCode"], node["mustAct"]) == ("1", "gent", False)
    sentences = {one["language"]: one["text"] for one in node["status"]["sentence"]}
    assert sentences["nl"] == "Iemand werkt aan uw dossier."
    assert set(sentences) == {"nl", "fr", "de", "en"}
    seen = (await ask(gateway, stage.citizen(), FILE, id=node["id"]))["data"]["fileStatus"]["file"]
    assert seen == {
        "externalId": "1",
        "right": "ACT",
        "relations": ["APPLICANT"],
        "targetDate": "2026-10-01",
        "contact": {"name": "Dienst Wonen", "phone": "+32 9 123 45 67"},
        "requiredEvidence": [{"code": "plan", "provided": True}],
        "nextStep": {"text": [{"text": "Wij beslissen."}], "expectedOn": "2026-09-01"},
        "outputs": [{"name": [{"text": "Brief"}], "link": "https://gent.example/b"}],
        "history": [{"code": "in_treatment", "changedAt": "2026-03-02T09:00:00+00:00"}],
    }
    other = await ask(gateway, stage.citizen(BEN), FILE, id=node["id"])
    assert other["data"]["fileStatus"]["file"] is None


MOMENT = at(5).isoformat()
UPDATES = {
    "updateFileStatuses": (
        "FileStatusUpdateInput",
        {"status": {"phase": "decision", "code": "granted", "changedAt": MOMENT}},
    ),
    "updateFileNextSteps": (
        "FileNextStepUpdateInput",
        {"nextStep": {"text": [{"language": "nl", "text": "Wij betalen."}]}, "changedAt": MOMENT},
    ),
    "updateFileEvidence": (
        "FileEvidenceUpdateInput",
        {
            "requiredEvidence": [{"code": "iban", "name": [{"language": "nl", "text": "Rekening"}]}],
            "changedAt": MOMENT,
        },
    ),
    "updateFileParticipants": (
        "FileParticipantsUpdateInput",
        {
            "participants": [{"relation": "VIEWER", "recipient": {"nationalNumber": ANN}}],
            "changedAt": MOMENT,
        },
    ),
}


async def test_parts_of_files_are_updated_by_id_and_by_name(gateway: httpx2.AsyncClient, stage: Stage):
    [first] = (await ask(gateway, stage.gent, REGISTER, items=[item()]))["data"]["done"]
    for name, (kind, said) in UPDATES.items():
        query = f"mutation U($items: [{kind}!]!) {{ done: {name}(items: $items) {RESULT} }}"
        items = [{"externalId": "1", **said}, {"id": first["id"], **said}, {"externalId": "2", **said}]
        done = (await ask(gateway, stage.gent, query, items=items))["data"]["done"]
        assert done[0] == done[1] == first
        assert done[2]["code"] == "file.unknown"
    [node] = (await ask(gateway, stage.citizen(), FILES))["data"]["fileStatus"]["files"]["nodes"]
    seen = (await ask(gateway, stage.citizen(), FILE, id=node["id"]))["data"]["fileStatus"]["file"]
    assert (seen["right"], seen["relations"]) == ("READ", ["VIEWER"])
    assert seen["nextStep"]["text"] == [{"text": "Wij betalen."}]
    assert seen["requiredEvidence"] == [{"code": "iban", "provided": False}]
    assert [one["code"] for one in seen["history"]] == ["in_treatment", "granted"]
    ours = (await ask(gateway, stage.gent, OURS, name="1"))["data"]["fileStatus"]
    assert ours["file"]["revision"] == 5
    assert ours["file"]["content"]["status"]["code"] == "granted"
    sub = stage.platform.keyring.pairwise(str(stage.gent.provider), stage.citizen().subject.id)
    assert ours["file"]["participants"] == [{"pairwiseId": sub, "relations": ["VIEWER"], "right": "READ"}]
    assert [one["code"] for one in ours["phases"]][-1] == "completed"


async def test_list_is_read_in_pages_and_what_asks_something_comes_first(
    gateway: httpx2.AsyncClient, stage: Stage
):
    drafts = [file(str(number), created_at=at(number % 5)) for number in range(12)]
    await stage.register(*drafts)
    asking = {"phase": "treatment", "code": "incomplete"} | {"changedAt": at(9).isoformat()}
    asking |= {"phase": "composition", "actionNeeded": True}
    asking |= {"action": [{"language": "nl", "text": "Stuur uw plan op."}]}
    query = f"mutation U($items: [FileStatusUpdateInput!]!) {{ done: updateFileStatuses(items: $items) {RESULT} }}"
    items = [{"externalId": one, "status": asking} for one in ("3", "7")]
    await ask(gateway, stage.gent, query, items=items)
    names: list[str] = []
    after = None
    for _ in range(4):
        page = (await ask(gateway, stage.citizen(), FILES, first=4, after=after))["data"]["fileStatus"][
            "files"
        ]
        names += [one["externalId"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert names == ["3", "7", "9", "4", "8", "2", "6", "11", "1", "5", "10", "0"]
    only = await ask(gateway, stage.citizen(), FILES, filter={"mustAct": True})
    assert len(only["data"]["fileStatus"]["files"]["nodes"]) == 2


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"over": True}, ["done"]),
        ({"over": False}, ["b", "a"]),
        ({"phase": "treatment"}, ["a"]),
        ({"providerCode": "gent"}, ["b", "a", "done"]),
        ({"providerCode": "aalst"}, []),
        ({"providerCode": "nowhere"}, []),
    ],
)
async def test_filters(gateway: httpx2.AsyncClient, stage: Stage, wanted, names):
    await stage.register(
        file("a", created_at=at(1)),
        file("b", status(phase="decision", code="granted"), created_at=at(2)),
        file("done", status(phase="completed", code="completed")),
    )
    page = (await ask(gateway, stage.citizen(), FILES, filter=wanted))["data"]["fileStatus"]["files"]
    assert [one["externalId"] for one in page["nodes"]] == names


async def test_viewer_is_not_told_what_others_have_to_do(gateway: httpx2.AsyncClient, stage: Stage):
    link = "https://gent.example/do?token=of-ann"
    plan = [EvidenceDraft(code="plan", name=nl("Plan"), link=link)]
    people = [party(ANN), party(BEN, Relation.VIEWER)]
    await stage.register(file("v", asks(action_link=link), required_evidence=plan, participants=people))
    said = "phase actionNeeded actionLink actionDeadline action { text }"
    files = f"{{ fileStatus {{ files {{ nodes {{ id mustAct requiredEvidence {{ code link }} status {{ {said} }} }} }} }} }}"
    one = f"query F($id: ID!) {{ fileStatus {{ file(id: $id) {{ status {{ {said} }} history {{ {said} }} }} }} }}"
    for who, told in ((ANN, True), (BEN, False)):
        listed = await ask(gateway, stage.citizen(who), files)
        [node] = listed["data"]["fileStatus"]["files"]["nodes"]
        opened = await ask(gateway, stage.citizen(who), one, id=node["id"])
        for text in (str(listed), str(opened)):
            assert (link in text, "Stuur uw plan op." in text) == (told, told)
        assert node["mustAct"] is told


async def walked(gateway: httpx2.AsyncClient, stage: Stage, **asked: Any) -> list[str]:
    """Return the names of all files, two a page, as a program of a citizen's goes on."""
    names: list[str] = []
    after = None
    for _ in range(20):
        answer = await ask(gateway, stage.citizen(), FILES, first=2, after=after, **asked)
        page = answer["data"]["fileStatus"]["files"]
        names += [one["externalId"] for one in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return names
        after = page["pageInfo"]["endCursor"]
        assert after is not None, "it says that there is more, and not where"
    raise AssertionError(f"it does not end: {names}")


async def test_filtered_list_is_walked_to_its_end(
    gateway: httpx2.AsyncClient, stage: Stage, provider: Provider
):
    shelf = await shelf_of(stage, provider, stage.aalst)
    shelf.page_size = 3
    ended = file("ended", status(phase="completed", code="completed"), created_at=at(1))
    shelf.put(*(file(f"r{n}", created_at=at(50 + n)) for n in range(8)), ended)
    assert await walked(gateway, stage, filter={"over": True}) == ["ended"]


async def test_list_of_which_a_source_does_not_answer_ends_and_does_not_begin_anew(
    gateway: httpx2.AsyncClient, stage: Stage, provider: Provider
):
    await stage.register(*(file(f"s{n}", created_at=at(n)) for n in range(3)))
    shelf = await shelf_of(stage, provider, stage.aalst)
    shelf.put(file("l", created_at=at(9)))
    shelf.broken = True
    assert await walked(gateway, stage) == ["s2", "s1", "s0"]
