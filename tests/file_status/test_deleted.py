"""A file that was deleted is gone for everybody, and its key cannot return."""

from blocks.file_status import deleting, looking
from blocks.file_status.rows.tables import copy_table, event_table, party_table
from tests.file_status.played import ANN, BEN, Stage, file, moved, party, status
from tests.notifications.played import refusals


async def test_deleted_is_gone_for_everybody_and_stays_so(stage: Stage):
    [first] = await stage.register(file("1", participants=[party(ANN), party(BEN)]))
    wanted = [(None, "1"), (str(first.id), None), (None, "none"), (None, None)]
    for _ in range(2):
        outcomes = await deleting.delete(stage.platform, stage.gent, wanted, dry_run=False)
        assert outcomes[:2] == [first, first]
        assert refusals(outcomes[2:]) == ["file.unknown", "file.which"]
    assert [await stage.count(one) for one in (party_table, copy_table, event_table)] == [0, 0, 0]
    again = [*await stage.register(file("1", minutes=9)), *await stage.update(moved("1", status(9)))]
    assert refusals(again) == ["file.deleted", "file.deleted"]
    found, _ = await looking.one(stage.platform, stage.gent, None, "1")
    assert found is not None and found.copy is None and found.file.deleted_at is not None


async def test_deleting_in_a_dry_run_or_another_providers_deletes_nothing(stage: Stage):
    [first] = await stage.register(file("1"))
    dry = await deleting.delete(stage.platform, stage.gent, [(None, "1")], dry_run=True)
    other = await deleting.delete(stage.platform, stage.aalst, [(str(first.id), None)], dry_run=False)
    assert dry == [first] and refusals(other) == ["file.unknown"]
    assert len(await stage.listed()) == 1
