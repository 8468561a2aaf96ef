"""What citizens choose: the nearest counts, the mandatory stays, and one click in a mail is enough."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import update

from blocks.notifications import addresses, preferences, wishes
from blocks.notifications.channels.email import unsubscribing
from blocks.notifications.channels.email.unsubscribing import Unsubscription, covering
from blocks.notifications.model import NOBODY, Channels, Choice, NotificationType, OwnChannel, OwnUse
from blocks.notifications.rows import types
from profile_core.contract import Caller, ConflictError, InvalidError, NotFoundError, SubjectRef, clock, ids
from profile_core.kit.keyring import new_keyring, promoted, rotated
from profile_core.outbound.tables import call_table
from tests.notifications.mail.conftest import MINE, Mailing
from tests.notifications.mail.written import part
from tests.notifications.played import PERMIT, TASK, draft, other_role

GROUND = "decreet van 4 mei 2018, artikel 12"
ON, OFF, DAILY = Choice


async def type_of(mailing: Mailing, caller: Caller, code: str = PERMIT) -> NotificationType:
    async with mailing.platform.store.read() as tx:
        return (await types.by_code(tx, caller, [code]))[code]


async def counts(mailing: Mailing, of: NotificationType) -> Choice:
    async with mailing.platform.store.read() as tx:
        return (await preferences.effective(tx, mailing.an.subject, of))["email"]


async def test_nearest_choice_counts(mailing: Mailing):
    permit, task = [await type_of(mailing, mailing.stage.gent, code) for code in (PERMIT, TASK)]
    theirs = await type_of(mailing, mailing.stage.aalst)
    assert [await counts(mailing, one) for one in (permit, task, theirs)] == [ON, ON, ON]

    async def choose(choice: Choice | None, **of: object) -> list[Choice]:
        said = {"channel": "email", "choice": choice, **of}
        await preferences.choose(mailing.platform, mailing.an, **said)  # pyright: ignore[reportArgumentType]
        return [await counts(mailing, one) for one in (permit, task, theirs)]

    assert await choose(DAILY) == [DAILY, DAILY, DAILY]
    assert await choose(OFF, provider=permit.provider) == [OFF, OFF, DAILY]
    assert await choose(ON, type_id=permit.id) == [ON, OFF, DAILY]
    assert await choose(ON, type_id=permit.id) == [ON, OFF, DAILY]
    assert await choose(None, provider=permit.provider) == [ON, DAILY, DAILY]
    assert await choose(None, type_id=permit.id) == [DAILY, DAILY, DAILY]


async def test_choice_of_another_role_is_another_choice(mailing: Mailing):
    permit = await type_of(mailing, mailing.stage.gent)
    await preferences.choose(mailing.platform, other_role(mailing.an), channel="email", choice=OFF)
    assert await counts(mailing, permit) is ON


async def test_mandatory_channel_is_not_switched_off_by_any_choice(mailing: Mailing):
    await mailing.allow(mailing.stage.gent, PERMIT, Channels(mandatory=("email",)), GROUND)
    permit = await type_of(mailing, mailing.stage.gent)
    await preferences.choose(mailing.platform, mailing.an, channel="email", choice=OFF)
    assert await counts(mailing, permit) is ON
    for choice in (OFF, DAILY):
        with pytest.raises(ConflictError, match=GROUND):
            await preferences.choose(
                mailing.platform, mailing.an, type_id=permit.id, channel="email", choice=choice
            )


async def test_own_channel_follows_the_one_of_ours_that_it_goes_with(mailing: Mailing):
    permit = await type_of(mailing, mailing.stage.gent)
    own = OwnChannel(code="sms", use=OwnUse.INSTEAD_OF, channel="email")
    channels = Channels(allowed=("email",), own=(own,))
    permit = replace(permit, definition=replace(permit.definition, channels=channels))
    for choice, expected in ((OFF, OFF), (DAILY, ON), (ON, ON)):
        await preferences.choose(mailing.platform, mailing.an, channel="email", choice=choice)
        async with mailing.platform.store.read() as tx:
            found = await preferences.effective(tx, mailing.an.subject, permit)
        assert found == {"email": choice, "own:sms": expected}


async def test_what_cannot_be_chosen_is_said(mailing: Mailing):
    async def choose(**said: object) -> None:
        await preferences.choose(
            mailing.platform, mailing.an, **{"channel": "email", "choice": OFF, **said}  # pyright: ignore[reportArgumentType]
        )  # fmt: skip

    with pytest.raises(InvalidError, match="There are: email"):
        await choose(channel="pigeon")
    with pytest.raises(NotFoundError, match="type"):
        await choose(type_id=uuid4())
    with pytest.raises(NotFoundError, match="sender"):
        await choose(provider=uuid4())
    permit = await type_of(mailing, mailing.stage.gent)
    with pytest.raises(NotFoundError, match="type"):
        await choose(provider=mailing.stage.aalst.provider, type_id=permit.id)


async def test_senders_and_types_are_those_of_which_something_came(mailing: Mailing):
    assert (await wishes.wishes(mailing.platform, mailing.an)).senders == ()
    await mailing.stage.register(draft("1"))
    await mailing.stage.deliver()
    shown = await wishes.wishes(mailing.platform, mailing.an)
    assert [wish.channel for wish in shown.general] == ["email", "web_push"]
    [sender] = shown.senders
    [of] = sender.types
    assert sender.provider.code == "gent"
    assert of.name.in_language("nl") == "Parkeerkaart"
    mail = next(wish for wish in of.wishes if wish.channel == "email")
    assert (mail.counts, mail.chosen, mail.digests, mail.mandatory) == (ON, None, True, False)


def test_click_covers_no_more_than_was_in_the_mail():
    subject, gent, aalst = SubjectRef(ids.new_id(3)), uuid4(), uuid4()
    permit, task, theirs = uuid4(), uuid4(), uuid4()
    one = covering(subject, {(gent, permit)})
    same = covering(subject, {(gent, permit), (gent, task)})
    every = covering(subject, {(gent, permit), (aalst, theirs)})
    assert [(of.provider, of.type) for of in (one, same, every)] == [
        (gent, permit),
        (gent, NOBODY),
        (NOBODY, NOBODY),
    ]


def test_path_of_a_click_says_nothing_and_cannot_be_made_or_changed():
    keyring, subject = new_keyring(), SubjectRef(ids.new_id(3))
    wanted = Unsubscription(subject=subject, provider=uuid4(), type=uuid4())
    token = wanted.path(keyring).removeprefix(f"{unsubscribing.PATH}/")
    assert unsubscribing.opened(keyring, token) == wanted
    assert unsubscribing.opened(promoted(rotated(keyring)), token) == wanted
    changed = token[:40] + ("A" if token[40] != "A" else "B") + token[41:]
    for other in (changed, token[:-1], token + "A", "", "é", "%", f"{token}=", str(subject.id)):
        assert unsubscribing.opened(keyring, other) is None
    assert unsubscribing.opened(new_keyring(), token) is None


async def mail_of_permit(mailing: Mailing):
    """Verify an address, register one notification and return the mail that tells of it."""
    given = await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    await addresses.verify(mailing.platform, mailing.an, given, await mailing.code())
    await mailing.stage.register(draft("1"))
    await mailing.stage.deliver()
    [taken] = await mailing.send()
    return taken


async def test_mail_of_a_notification_says_who_and_what_and_nothing_of_it(mailing: Mailing):
    taken = await mail_of_permit(mailing)
    plain = part(taken.message, "plain")
    assert taken.recipients == (MINE,)
    assert taken.message["Subject"] == "Stad gent heeft een bericht voor u"
    assert "Parkeerkaart" in plain and "/me/item/" in plain
    assert "Haal ze af" not in plain and "klaar" not in plain


async def test_one_click_from_a_mail_program_switches_it_off(mailing: Mailing):
    """RFC 8058 section 3.2: a POST without cookies, without login, with one form field."""
    taken = await mail_of_permit(mailing)
    address = taken.message["List-Unsubscribe"].strip("<>")
    permit, task = [await type_of(mailing, mailing.stage.gent, code) for code in (PERMIT, TASK)]
    for _ in range(2):
        done = await mailing.gateway.post(address, data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
    assert [await counts(mailing, one) for one in (permit, task)] == [OFF, ON]
    assert "preference.chosen" in await mailing.noted()
    await mailing.stage.register(draft("2"))
    await mailing.stage.deliver()
    assert await mailing.send() == []


async def test_looking_at_the_address_switches_nothing_off(mailing: Mailing):
    taken = await mail_of_permit(mailing)
    page = await mailing.gateway.get(taken.message["List-Unsubscribe"].strip("<>"))
    assert page.status_code == 200
    assert "Parkeerkaart" in page.text and "Stad gent" in page.text and MINE not in page.text
    assert await counts(mailing, await type_of(mailing, mailing.stage.gent)) is ON


async def test_mandatory_mail_offers_no_click_and_an_old_one_says_why_it_does_nothing(mailing: Mailing):
    taken = await mail_of_permit(mailing)
    await mailing.allow(mailing.stage.gent, PERMIT, Channels(mandatory=("email",)), GROUND)
    old = await mailing.gateway.post(taken.message["List-Unsubscribe"].strip("<>"))
    assert old.status_code == 409 and GROUND in old.text
    await mailing.stage.register(draft("2"))
    await mailing.stage.deliver()
    [mandatory] = await mailing.send()
    assert mandatory.message["List-Unsubscribe"] is None
    assert GROUND in part(mandatory.message, "plain")


async def test_invented_click_is_not_there(mailing: Mailing):
    for token in ("x", "A" * 103, "..%2f"):
        assert (await mailing.gateway.post(f"{unsubscribing.PATH}/{token}")).status_code == 404


async def test_who_wants_one_mail_a_day_gets_one_with_all_of_it(mailing: Mailing):
    await mail_of_permit(mailing)
    await preferences.choose(mailing.platform, mailing.an, channel="email", choice=DAILY)
    await mailing.stage.register(draft("2"), draft("3", type=TASK))
    await mailing.stage.deliver()
    assert await mailing.send() == []
    mine = (call_table.c.bucket == mailing.an.subject.bucket, call_table.c.due_at.is_not(None))
    async with mailing.platform.store.begin() as tx:
        await tx.run(update(call_table).where(*mine).values(due_at=clock.ago(1)))
    [digest] = await mailing.send()
    assert digest.message["Subject"] == "2 nieuwe berichten"
    assert part(digest.message, "plain").count("/me/item/") == 2
    address = digest.message["List-Unsubscribe"].strip("<>")
    await mailing.gateway.post(address, data={"List-Unsubscribe": "One-Click"})
    permit, task = [await type_of(mailing, mailing.stage.gent, code) for code in (PERMIT, TASK)]
    theirs = await type_of(mailing, mailing.stage.aalst)
    assert [await counts(mailing, one) for one in (permit, task, theirs)] == [OFF, OFF, DAILY]


async def test_mailbox_that_is_gone_makes_the_address_count_no_longer(mailing: Mailing):
    await mail_of_permit(mailing)
    mailing.server.answers["RCPT"] = ["550 5.1.1 No such mailbox"]
    await mailing.stage.register(draft("2"))
    await mailing.stage.deliver()
    assert await mailing.send() == []
    [known] = await mailing.addresses()
    assert known.failed_at is not None
    assert "address.failed" in await mailing.noted()
