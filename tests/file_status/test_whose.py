"""Nobody sees what is another's; the answers for another's and for none are equal."""

from dataclasses import replace
from uuid import uuid4

from blocks.file_status import header, looking, read
from blocks.file_status.model import ParticipantDraft, Relation
from profile_core.contract import Recipient, subjects
from tests.file_status.played import ANN, BEN, CAS, Stage, asks, file, party

COMPANY = "0403170701"


async def company(stage: Stage):
    """Enter an enterprise as a published synthetic one."""
    number = subjects.enterprise(COMPANY)
    async with stage.platform.store.begin() as tx:
        await subjects.mark_synthetic(tx, stage.platform.keyring, [number])
        return (await subjects.look_up(tx, stage.platform.keyring, [number]))[number].ref


async def test_in_the_role_for_an_enterprise_its_files_are_seen_and_no_others(stage: Stage):
    enterprise = await company(stage)
    theirs = ParticipantDraft(relation=Relation.APPLICANT, recipient=Recipient(enterprise_number=COMPANY))
    await stage.register(file("own"), file("company", participants=[theirs]))
    acting = replace(stage.citizen(), subject=enterprise)
    assert [one.external_id for one in await stage.listed()] == ["own"]
    assert [one.external_id for one in await stage.listed(acting)] == ["company"]
    [own], [its] = await stage.listed(), await stage.listed(acting)
    assert await read.whole(stage.platform, acting, own.id, "nl") is None
    assert await read.whole(stage.platform, stage.citizen(), its.id, "nl") is None
    assert await read.whole(stage.platform, stage.citizen(), uuid4(), "nl") is None


async def test_header_counts_what_asks_something_for_many_at_once(stage: Stage):
    people = [party(ANN), party(BEN, Relation.VIEWER)]
    await stage.register(*(file(str(number), asks(), participants=people) for number in range(3)))
    await stage.register(file("calm", participants=people), file("own", asks(), participants=[party(BEN)]))
    actings = [stage.citizen(BEN), stage.citizen(ANN), stage.citizen(CAS), stage.citizen(BEN)]
    async with stage.platform.store.read() as tx:
        assert list(await header.asking(tx, actings)) == [1, 3, 0, 1]
        assert await header.asking(tx, []) == []


async def test_each_participant_has_a_file_under_an_id_of_their_own(stage: Stage):
    await stage.register(file("1", participants=[party(ANN), party(BEN)]))
    [anns], [bens] = await stage.listed(), await stage.listed(stage.citizen(BEN))
    assert anns.id != bens.id
    assert await read.whole(stage.platform, stage.citizen(BEN), anns.id, "nl") is None


async def test_provider_sees_its_own_files_only(stage: Stage):
    [accepted] = await stage.register(file("1"))
    for caller, there in ((stage.gent, True), (stage.aalst, False)):
        by_id, _ = await looking.one(stage.platform, caller, str(accepted.id), None)
        by_name, _ = await looking.one(stage.platform, caller, None, "1")
        page, _ = await looking.page(stage.platform, caller, after=None, most=10)
        assert ((by_id is not None), (by_name is not None), len(page)) == (there, there, int(there))


async def test_two_providers_may_call_their_files_alike(stage: Stage):
    await stage.register(file("1"))
    await stage.register(file("1", service="service-of-aalst"), caller=stage.aalst)
    assert len(await stage.listed()) == 2
