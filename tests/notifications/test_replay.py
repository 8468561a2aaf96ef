"""What failed and is replayed goes out once more; what is another's, or never went out, is left alone."""

from collections import Counter
from uuid import UUID, uuid4

from blocks.notifications import follow, measured, progress, replay as replaying, types
from blocks.notifications.model import Accepted, DeliveryKey, DeliveryState, Reason
from blocks.notifications.replay import Replayed, replay
from blocks.notifications.rows import deliveries, dispatch, followed
from blocks.notifications.rows.deliveries import Planned, To, keyed
from profile_core.contract import Caller, Tx, clock, outbound
from profile_core.outbound.rows import waiting
from tests.notifications.played import PERMIT, Stage, agree, draft, live, type_draft

USE = "notifications.email"
ANY = followed.Filter()
TAKEN = {"status": 250, "failure": None, "error": None}
NONE = Replayed(replayed=0, left=0, more=False)


async def planned(stage: Stage, external_id: str, caller: Caller | None = None) -> tuple[UUID, UUID]:
    """Register, and write down a delivery by mail with its call; return both ids."""
    whose = caller or stage.gent
    (accepted,) = await stage.register(draft(external_id), caller=whose)
    assert isinstance(accepted, Accepted)
    subject = stage.citizen().subject

    async def work(tx: Tx) -> UUID:
        call = await outbound.tell(
            tx,
            use=USE,
            subject=subject,
            key=accepted.id.hex,
            address="smtp://localhost",
            payload={},
            until=clock.ahead(60),
        )
        line = Planned(
            of=await found(tx, stage, accepted.id),
            channel="email",
            occasion="FIRST",
            state=DeliveryState.SCHEDULED,
            call=call,
            due_at=clock.now(),
        )
        await deliveries.plan(tx, [line])
        return call

    return accepted.id, await stage.platform.store.transact(work)


async def found(tx: Tx, stage: Stage, notification: UUID) -> dispatch.Dispatch:
    of = await dispatch.find(tx, stage.citizen().subject, notification)
    assert of is not None
    return of


async def fail(stage: Stage, notification: UUID, *, taken: bool = False) -> None:
    """Do what a worker does when a mail server refuses; it may also take it, and report later that it failed."""
    subject = stage.citizen().subject

    async def work(tx: Tx) -> None:
        claim = {"under_way": Counter(), "lease": 60, "most": 64, "each": 64}
        claimed = await waiting.claim(tx, [subject.bucket], USE, "single", uuid4(), **claim)
        for call in claimed:
            if call.key == notification.hex:
                said = {"status": 550, "failure": "refused", "error": "smtp.refused"}
                await waiting.end(tx, [call], **{**said, **(TAKEN if taken else {})})
        key = DeliveryKey(notification=notification, channel="email", occasion="FIRST")
        to = To(state=DeliveryState.FAILED, reason=Reason.BOUNCED, attempts=1)
        await progress.move(tx, subject, keyed(key, DeliveryState.SCHEDULED), to)

    await stage.platform.store.transact(work)


async def errors(stage: Stage) -> list[str | None]:
    async with stage.platform.store.read() as tx:
        found = await follow.deliveries(tx, stage.gent, followed.Filter(channel="email"), after=None, most=9)
    return [one.last_error for one in found]


async def mails(stage: Stage, caller: Caller | None = None) -> list[tuple[DeliveryState, Reason | None]]:
    wanted = followed.Filter(channel="email")
    async with stage.platform.store.read() as tx:
        found = await follow.deliveries(tx, caller or stage.gent, wanted, after=None, most=100)
    return [(one.state, one.reason) for one in found]


async def test_what_failed_is_tried_again_and_only_that(stage: Stage):
    failed, call = await planned(stage, "1")
    await fail(stage, failed)
    await planned(stage, "2")
    assert await replay(stage.platform, stage.gent, ANY, dry_run=True) == Replayed(
        replayed=1, left=0, more=False
    )
    assert (DeliveryState.FAILED, Reason.BOUNCED) in await mails(stage)
    assert await errors(stage) == [None, "smtp.refused, status 550"]
    assert await replay(stage.platform, stage.gent, ANY, dry_run=False) == Replayed(
        replayed=1, left=0, more=False
    )
    assert await mails(stage) == [(DeliveryState.SCHEDULED, None)] * 2
    async with stage.platform.store.read() as tx:
        state = (await outbound.states(tx, [call]))[call]
    assert (state.attempts, state.leased, state.due_at is None) == (0, False, False)
    assert await replay(stage.platform, stage.gent, ANY, dry_run=False) == NONE


async def test_another_provider_and_live_replay_nothing_of_it(stage: Stage):
    failed, _ = await planned(stage, "1")
    await fail(stage, failed)
    for caller in (stage.aalst, live(stage.gent)):
        assert await replay(stage.platform, caller, ANY, dry_run=False) == NONE
    assert await mails(stage) == [(DeliveryState.FAILED, Reason.BOUNCED)]


async def test_filter_chooses_what_is_replayed(stage: Stage):
    for number in ("1", "2"):
        failed, _ = await planned(stage, number)
        await fail(stage, failed)
    chosen = followed.Filter(type=PERMIT, external_id="2", reason=Reason.BOUNCED)
    assert (await replay(stage.platform, stage.gent, chosen, dry_run=False)).replayed == 1
    other = followed.Filter(reason=Reason.INVALID_ADDRESS)
    assert await replay(stage.platform, stage.gent, other, dry_run=False) == NONE
    assert sorted(await mails(stage)) == [
        (DeliveryState.FAILED, Reason.BOUNCED),
        (DeliveryState.SCHEDULED, None),
    ]


async def test_what_never_went_out_is_counted_as_not_replayable(stage: Stage):
    (accepted,) = await stage.register(draft("1"))
    assert isinstance(accepted, Accepted)

    async def work(tx: Tx) -> None:
        of, reason = await found(tx, stage, accepted.id), Reason.NO_VERIFIED_ADDRESS
        line = Planned(of=of, channel="email", occasion="FIRST", state=DeliveryState.FAILED, reason=reason)
        await deliveries.plan(tx, [line])

    await stage.platform.store.transact(work)
    for dry_run in (True, False):
        assert await replay(stage.platform, stage.gent, ANY, dry_run=dry_run) == Replayed(
            replayed=0, left=1, more=False
        )
    assert await mails(stage) == [(DeliveryState.FAILED, Reason.NO_VERIFIED_ADDRESS)]


async def test_what_was_taken_and_reported_to_have_failed_is_counted_as_not_replayable(stage: Stage):
    notification, _ = await planned(stage, "1")
    await fail(stage, notification, taken=True)
    for dry_run in (True, False):
        assert await replay(stage.platform, stage.gent, ANY, dry_run=dry_run) == Replayed(
            replayed=0, left=1, more=False
        )


async def test_what_can_be_replayed_is_not_hidden_by_what_cannot(stage: Stage, monkeypatch):
    monkeypatch.setattr(replaying, "MOST", 2)
    for number in ("1", "2", "3"):
        (accepted,) = await stage.register(draft(number))
        assert isinstance(accepted, Accepted)

        async def work(tx: Tx, notification: UUID = accepted.id) -> None:
            of, reason = await found(tx, stage, notification), Reason.NO_VERIFIED_ADDRESS
            line = Planned(
                of=of, channel="email", occasion="FIRST", state=DeliveryState.FAILED, reason=reason
            )
            await deliveries.plan(tx, [line])

        await stage.platform.store.transact(work)
    last, _ = await planned(stage, "4")
    await fail(stage, last)
    assert await replay(stage.platform, stage.gent, ANY, dry_run=False) == Replayed(
        replayed=1, left=1, more=True
    )
    assert (DeliveryState.SCHEDULED, None) in await mails(stage)


async def test_leased_call_is_a_delivery_that_is_being_sent(stage: Stage):
    await planned(stage, "1")
    subject = stage.citizen().subject

    async def work(tx: Tx) -> None:
        claim = {"under_way": Counter(), "lease": 60, "most": 64, "each": 64}
        await waiting.claim(tx, [subject.bucket], USE, "single", uuid4(), **claim)

    assert await mails(stage) == [(DeliveryState.SCHEDULED, None)]
    await stage.platform.store.transact(work)
    assert await mails(stage) == [(DeliveryState.SENDING, None)]


async def test_operator_measures_live_traffic_by_provider_type_and_channel(stage: Stage):
    await planned(stage, "1")
    assert await measured.measures(stage.platform) == []
    whose = live(stage.gent)
    await agree(stage.platform, whose)
    await types.register(stage.platform, whose, type_draft(stage.gent, PERMIT), dry_run=False)
    failed, _ = await planned(stage, "2", whose)
    await planned(stage, "3", whose)
    await fail(stage, failed)
    await stage.deliver()
    found = {(one.name, *one.labels.values()): one.value for one in await measured.measures(stage.platform)}
    assert found["deliveries_total", "gent", PERMIT, "email", "FAILED"] == 1
    assert found["deliveries_waiting", "gent", PERMIT, "email"] == 1
    assert found["deliveries_oldest_seconds", "gent", PERMIT, "email"] >= 0
