"""One click in a mail switches off what was in that mail, and is void for what was chosen since."""

from uuid import uuid4

import pytest
from sqlalchemy import update

from blocks.notifications import preferences
from blocks.notifications.channels.email import unsubscribing
from blocks.notifications.channels.email.unsubscribing import MOST, Unsubscription
from blocks.notifications.model import Channels, Choice
from profile_core.contract import SubjectRef, clock, ids
from profile_core.kit.keyring import new_keyring, promoted, rotated
from profile_core.outbound.tables import call_table
from tests.notifications.mail.conftest import MINE, Mailing
from tests.notifications.mail.mail_server import Taken
from tests.notifications.mail.test_choices import GROUND, counts, mail_of_permit, type_of
from tests.notifications.mail.written import part
from tests.notifications.played import PERMIT, TASK, draft

ON, OFF, DAILY = Choice
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link(taken: Taken) -> str:
    return taken.message["List-Unsubscribe"].strip("<>")


async def digest(mailing: Mailing) -> Taken:
    """Register what waits for one mail of Ghent and Aalst, and return that mail."""
    await mail_of_permit(mailing)
    await preferences.choose(mailing.platform, mailing.an, channel="email", choice=DAILY)
    for caller in (mailing.stage.gent, mailing.stage.aalst):
        await mailing.stage.register(draft("2"), caller=caller)
    await mailing.stage.deliver()
    mine = (call_table.c.bucket == mailing.an.subject.bucket, call_table.c.due_at.is_not(None))
    async with mailing.platform.store.begin() as tx:
        await tx.run(update(call_table).where(*mine).values(due_at=clock.ago(1)))
    [taken] = await mailing.send()
    return taken


async def test_click_covers_no_more_than_was_in_the_mail(mailing: Mailing):
    """Of two senders in one mail it switches off the types that were in it, and none of their others."""
    taken = await digest(mailing)
    asked = await mailing.gateway.get(link(taken))
    assert asked.text.count("Parkeerkaart") == 2 and "Stad gent" in asked.text and "Stad aalst" in asked.text
    assert (await mailing.gateway.post(link(taken), data=ONE_CLICK)).status_code == 200
    for caller in (mailing.stage.gent, mailing.stage.aalst):
        assert await counts(mailing, await type_of(mailing, caller, PERMIT)) is OFF
        assert await counts(mailing, await type_of(mailing, caller, TASK)) is DAILY


async def test_click_again_is_the_same_and_leaves_no_second_line(mailing: Mailing):
    taken = await mail_of_permit(mailing)
    for _ in range(3):
        done = await mailing.gateway.post(link(taken), data=ONE_CLICK)
        assert (done.status_code, "U krijgt deze e-mails niet meer" in done.text) == (200, True)
    assert (await mailing.noted()).count("preference.chosen") == 1


@pytest.mark.parametrize("later", ["all", "sender", "type", "taken back"])
async def test_click_is_void_once_something_was_chosen_after_the_mail(mailing: Mailing, later: str):
    taken = await mail_of_permit(mailing)
    permit = await type_of(mailing, mailing.stage.gent)
    of = {"sender": {"provider": permit.provider}, "all": {}}.get(later, {"type_id": permit.id})
    await mailing.gateway.post(link(taken), data=ONE_CLICK)
    await preferences.choose(mailing.platform, mailing.an, type_id=permit.id, channel="email", choice=None)
    if later != "taken back":
        await preferences.choose(mailing.platform, mailing.an, **of, channel="email", choice=ON)
    for answer in (
        await mailing.gateway.get(link(taken)),
        await mailing.gateway.post(link(taken), data=ONE_CLICK),
    ):
        assert "U koos intussen zelf" in answer.text
    assert answer.status_code == 409
    assert await counts(mailing, permit) is ON


async def test_choice_from_before_the_mail_does_not_void_its_click(mailing: Mailing):
    await preferences.choose(mailing.platform, mailing.an, channel="email", choice=ON)
    taken = await mail_of_permit(mailing)
    await mailing.gateway.post(link(taken), data=ONE_CLICK)
    assert await counts(mailing, await type_of(mailing, mailing.stage.gent)) is OFF


def test_longest_path_of_a_click_fits_in_the_line_of_a_header():
    """RFC 5322 section 2.1.1: 998 characters; an origin takes 200 of them at most."""
    wanted = Unsubscription(
        subject=SubjectRef(ids.new_id(3)), types=tuple(uuid4() for _ in range(MOST)), at=clock.now()
    )
    assert len(f"List-Unsubscribe: <{wanted.path(new_keyring())}>") < 998 - 200


def test_path_of_a_click_says_nothing_and_cannot_be_made_or_changed():
    keyring, subject = new_keyring(), SubjectRef(ids.new_id(3))
    wanted = Unsubscription(subject=subject, types=(uuid4(), uuid4()), at=clock.now())
    token = wanted.path(keyring).removeprefix(f"{unsubscribing.PATH}/")
    assert unsubscribing.opened(keyring, token) == wanted
    assert unsubscribing.opened(promoted(rotated(keyring)), token) == wanted
    changed = token[:40] + ("A" if token[40] != "A" else "B") + token[41:]
    for other in (changed, token[:-1], token + "A", "", "é", "%", f"{token}=", str(subject.id)):
        assert unsubscribing.opened(keyring, other) is None
    assert unsubscribing.opened(new_keyring(), token) is None


async def test_one_click_from_a_mail_program_switches_it_off(mailing: Mailing):
    """RFC 8058 section 3.2: a POST without cookies, without login, with one form field."""
    taken = await mail_of_permit(mailing)
    permit, task = [await type_of(mailing, mailing.stage.gent, code) for code in (PERMIT, TASK)]
    for _ in range(2):
        done = await mailing.gateway.post(link(taken), data=ONE_CLICK)
        assert done.status_code == 200
    assert [await counts(mailing, one) for one in (permit, task)] == [OFF, ON]
    assert "preference.chosen" in await mailing.noted()
    await mailing.stage.register(draft("2"))
    await mailing.stage.deliver()
    assert await mailing.send() == []


async def test_looking_at_the_address_switches_nothing_off(mailing: Mailing):
    taken = await mail_of_permit(mailing)
    page = await mailing.gateway.get(link(taken))
    assert page.status_code == 200
    assert "Parkeerkaart" in page.text and "Stad gent" in page.text and MINE not in page.text
    assert await counts(mailing, await type_of(mailing, mailing.stage.gent)) is ON


async def test_mandatory_mail_offers_no_click_and_an_old_one_says_why_it_does_nothing(mailing: Mailing):
    taken = await mail_of_permit(mailing)
    await mailing.allow(mailing.stage.gent, PERMIT, Channels(mandatory=("email",)), GROUND)
    old = await mailing.gateway.post(link(taken))
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
