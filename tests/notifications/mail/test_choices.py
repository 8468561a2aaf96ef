"""What citizens choose: the nearest counts, the mandatory stays, and one click in a mail is enough."""

from dataclasses import replace
from uuid import uuid4

import pytest

from blocks.notifications import addresses, preferences, wishes
from blocks.notifications.model import Channels, Choice, NotificationType, OwnChannel, OwnUse
from blocks.notifications.rows import types
from profile_core.contract import Caller, ConflictError, ForbiddenError, InvalidError, NotFoundError
from tests.notifications.mail.conftest import MINE, Mailing
from tests.notifications.mail.written import part
from tests.notifications.played import PERMIT, TASK, draft, other_role

GROUND = "decreet van 4 mei 2018, artikel 12"
ON, OFF, DAILY = Choice


async def type_of(mailing: Mailing, caller: Caller, code: str = PERMIT) -> NotificationType:
    async with mailing.platform.store.read() as tx:
        return (await types.by_code(tx, caller, [code]))[code]


async def counts(mailing: Mailing, of: NotificationType) -> Choice:
    return (await counting(mailing, of))["email"]


async def counting(mailing: Mailing, of: NotificationType) -> dict[str, Choice]:
    """Return what counts for each channel of a type."""
    async with mailing.platform.store.read() as tx:
        [found] = (await preferences.effective(tx, [(mailing.an.subject, of)])).values()
    return found


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
        assert await counting(mailing, permit) == {"email": choice, "own:sms": expected}


async def test_own_channel_beside_the_inbox_is_switched_off_by_itself(mailing: Mailing):
    """Nothing of ours goes with it that could be switched off, so it has a choice of its own."""
    own = OwnChannel(code="sms", use=OwnUse.BESIDE, channel="inbox")
    await mailing.allow(mailing.stage.gent, PERMIT, Channels(allowed=("email",), own=(own,)))
    permit = await type_of(mailing, mailing.stage.gent)
    sms = {"type_id": permit.id, "channel": "own:sms"}
    for choice, expected in ((OFF, OFF), (None, ON), (OFF, OFF), (ON, ON)):
        await preferences.choose(mailing.platform, mailing.an, **sms, choice=choice)
        assert await counting(mailing, permit) == {"email": ON, "own:sms": expected}
    with pytest.raises(InvalidError, match="ON or OFF"):
        await preferences.choose(mailing.platform, mailing.an, **sms, choice=DAILY)
    task = await type_of(mailing, mailing.stage.gent, TASK)
    for of in ({"type_id": task.id}, {"provider": permit.provider}, {}):
        with pytest.raises(InvalidError, match="channel with this code"):
            await preferences.choose(mailing.platform, mailing.an, **of, channel="own:sms", choice=OFF)


async def test_what_was_chosen_of_an_own_channel_counts_before_what_it_follows(mailing: Mailing):
    own = OwnChannel(code="sms", use=OwnUse.BESIDE, channel="email")
    await mailing.allow(mailing.stage.gent, PERMIT, Channels(allowed=("email",), own=(own,)))
    permit = await type_of(mailing, mailing.stage.gent)
    sms = {"type_id": permit.id, "channel": "own:sms"}
    await preferences.choose(mailing.platform, mailing.an, channel="email", choice=OFF)
    assert await counting(mailing, permit) == {"email": OFF, "own:sms": OFF}
    await preferences.choose(mailing.platform, mailing.an, **sms, choice=ON)
    assert await counting(mailing, permit) == {"email": OFF, "own:sms": ON}
    await preferences.choose(mailing.platform, mailing.an, channel="email", choice=ON)
    await preferences.choose(mailing.platform, mailing.an, **sms, choice=OFF)
    assert await counting(mailing, permit) == {"email": ON, "own:sms": OFF}


@pytest.mark.parametrize("mandatory", ["own:sms", "email"])
async def test_own_channel_that_is_mandatory_or_goes_with_what_is_stays_on(mailing: Mailing, mandatory: str):
    own = OwnChannel(code="sms", use=OwnUse.BESIDE, channel="email")
    channels = Channels(allowed=("email",), mandatory=(mandatory,), own=(own,))
    await mailing.allow(mailing.stage.gent, PERMIT, channels, GROUND)
    permit = await type_of(mailing, mailing.stage.gent)
    with pytest.raises(ConflictError, match=GROUND):
        await preferences.choose(
            mailing.platform, mailing.an, type_id=permit.id, channel="own:sms", choice=OFF
        )
    assert (await counting(mailing, permit))["own:sms"] is ON


async def test_site_chooses_for_a_sender_or_a_type_and_never_for_all(mailing: Mailing):
    permit = await type_of(mailing, mailing.stage.gent)
    at_a_site = replace(mailing.an, at_pages=False)
    for choice in (OFF, None):
        with pytest.raises(ForbiddenError, match="/me/settings"):
            await preferences.choose(mailing.platform, at_a_site, channel="email", choice=choice)
    assert await counts(mailing, permit) is ON
    for of in ({"type_id": permit.id}, {"provider": permit.provider}):
        await preferences.choose(mailing.platform, at_a_site, **of, channel="email", choice=OFF)
    assert await counts(mailing, permit) is OFF


async def test_every_choice_and_what_is_taken_back_leaves_a_line(mailing: Mailing):
    for choice in (OFF, None, None):
        await preferences.choose(mailing.platform, mailing.an, channel="email", choice=choice)
    assert await mailing.noted() == ["preference.chosen"] * 2


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


async def test_mailbox_that_is_gone_makes_the_address_count_no_longer(mailing: Mailing):
    await mail_of_permit(mailing)
    mailing.server.answers["RCPT"] = ["550 5.1.1 No such mailbox"]
    await mailing.stage.register(draft("2"))
    await mailing.stage.deliver()
    assert await mailing.send() == []
    [known] = await mailing.addresses()
    assert known.failed_at is not None
    assert "address.failed" in await mailing.noted()
