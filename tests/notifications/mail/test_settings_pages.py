"""The pages on which a citizen says how to be reached, walked as a browser without JavaScript does."""

from blocks.notifications.model import Channels, Choice, OwnChannel, OwnUse
from blocks.notifications.rows import addresses as rows
from tests.notifications.asked import ask
from tests.notifications.mail.conftest import MINE, Mailing
from tests.notifications.mail.test_choices import GROUND, OFF, ON, counting, counts, type_of
from tests.notifications.played import PERMIT, draft

SETTINGS = "/me/settings"


async def test_address_is_given_verified_and_removed_by_forms_alone(mailing: Mailing):
    assert "U gaf nog geen e-mailadres" in (await mailing.page(SETTINGS)).text
    given = await mailing.page(f"{SETTINGS}/email?lang=nl", address=MINE)
    assert given.status_code == 303
    form = given.headers["location"]
    assert MINE in (await mailing.page(form)).text and MINE not in form
    wrong = await mailing.page(form, code="nonsense")
    assert wrong.status_code == 400
    assert "Deze code klopt niet" in wrong.text and 'aria-invalid="true"' in wrong.text
    done = await mailing.page(form, code=await mailing.code())
    assert done.headers["location"] == f"{SETTINGS}?done=verified&lang=nl"
    shown = (await mailing.page(done.headers["location"])).text
    assert "Uw e-mailadres is bevestigd" in shown and MINE in shown and "In gebruik" in shown
    [known] = await mailing.addresses()
    removal = f"{SETTINGS}/email/remove/{known.id}"
    assert MINE in (await mailing.page(removal)).text
    for _ in range(2):
        assert (await mailing.page(removal, yes="1")).status_code == 303
    assert MINE not in (await mailing.page(SETTINGS)).text


async def test_wrong_address_stays_in_the_form_with_what_to_do(mailing: Mailing):
    page = await mailing.page(f"{SETTINGS}/email", address="an at example")
    assert page.status_code == 400
    assert 'value="an at example"' in page.text
    assert page.text.count("Schrijf het e-mailadres zoals") == 2


async def test_code_is_sent_again_by_a_form(mailing: Mailing):
    await mailing.page(f"{SETTINGS}/email", address=MINE)
    [known] = await mailing.addresses()
    again = await mailing.page(f"{SETTINGS}/email/again/{known.id}", yes="1")
    assert "Er is een code onderweg" in (await mailing.page(again.headers["location"])).text


async def test_somebody_elses_address_and_none_are_the_same_page(mailing: Mailing):
    for path in ("code", "remove"):
        for one in (mailing.stage.gent.provider, "nonsense"):
            assert (await mailing.page(f"{SETTINGS}/email/{path}/{one}")).status_code == 404


async def test_choice_for_all_and_for_a_sender_is_kept(mailing: Mailing):
    await mailing.stage.register(draft("1"))
    await mailing.stage.deliver()
    permit = await type_of(mailing, mailing.stage.gent)
    await mailing.page(f"{SETTINGS}/choices", **{"choice.all.email": "DAILY"})
    assert await counts(mailing, permit) is Choice.DAILY
    path = f"{SETTINGS}/choices/{permit.provider}"
    assert path in (await mailing.page(SETTINGS)).text
    page = await mailing.page(path)
    assert "Berichten van Stad gent" in page.text and "(nu: één keer per dag)" in page.text
    await mailing.page(path, **{f"choice.{permit.id}.email": "OFF"})
    assert await counts(mailing, permit) is Choice.OFF
    await mailing.page(path, **{f"choice.{permit.id}.email": ""})
    assert await counts(mailing, permit) is Choice.DAILY
    assert (await mailing.page(path, **{f"choice.{permit.id}.email": "SOMETIMES"})).status_code == 400


async def test_mandatory_channel_is_explained_and_not_offered(mailing: Mailing):
    await mailing.allow(mailing.stage.gent, PERMIT, Channels(mandatory=("email",)), GROUND)
    await mailing.stage.register(draft("1"))
    await mailing.stage.deliver()
    permit = await type_of(mailing, mailing.stage.gent)
    path = f"{SETTINGS}/choices/{permit.provider}"
    page = await mailing.page(path)
    assert "E-mail: altijd, dit is verplicht." in page.text and GROUND in page.text
    assert f"choice.{permit.id}.email" not in page.text
    await mailing.page(path, **{f"choice.{permit.id}.email": "OFF"})
    assert await counts(mailing, permit) is Choice.ON


async def test_own_channel_of_a_sender_is_switched_off_at_its_types(mailing: Mailing):
    own = OwnChannel(code="sms", use=OwnUse.BESIDE, channel="inbox")
    app = OwnChannel(code="app", use=OwnUse.BESIDE, channel="email")
    await mailing.allow(mailing.stage.gent, PERMIT, Channels(allowed=("email",), own=(app, own)))
    await mailing.stage.register(draft("1"))
    await mailing.stage.deliver()
    permit = await type_of(mailing, mailing.stage.gent)
    path = f"{SETTINGS}/choices/{permit.provider}"
    page = (await mailing.page(path)).text
    assert "Rechtstreeks van de afzender: sms" in page and "Zoals bij het kanaal: E-mail" in page
    saved = {f"choice.{permit.id}.own:sms": "ON", f"choice.{permit.id}.own:app": ""}
    await mailing.page(path, **saved)
    assert "preference.chosen" not in await mailing.noted(), "what is saved as it was is no choice"
    await mailing.page(path, **{f"choice.{permit.id}.own:sms": "OFF"})
    assert await counting(mailing, permit) == {"email": ON, "own:app": ON, "own:sms": OFF}
    chosen = f"""mutation {{ setNotificationPreference(
      preference: {{channelCode: "own:app", type: "{permit.id}", choice: OFF}}, language: "en") {{
        ... on NotificationPreferences {{ senders {{ types {{ channels {{ channelCode label chosen }} }} }} }} }} }}"""
    said = (await ask(mailing.gateway, mailing.stage.citizen(), chosen))["data"]["setNotificationPreference"]
    assert said["senders"][0]["types"][0]["channels"][1:] == [
        {"channelCode": "own:app", "label": "Directly from the sender: app", "chosen": "OFF"},
        {"channelCode": "own:sms", "label": "Directly from the sender: sms", "chosen": "OFF"},
    ]


async def test_own_channel_that_is_mandatory_says_on_what_ground(mailing: Mailing):
    own = OwnChannel(code="sms", use=OwnUse.BESIDE, channel="inbox")
    channels = Channels(allowed=("email",), mandatory=("own:sms",), own=(own,))
    await mailing.allow(mailing.stage.gent, PERMIT, channels, GROUND)
    await mailing.stage.register(draft("1"))
    await mailing.stage.deliver()
    permit = await type_of(mailing, mailing.stage.gent)
    page = (await mailing.page(f"{SETTINGS}/choices/{permit.provider}")).text
    assert "Rechtstreeks van de afzender: sms: altijd, dit is verplicht." in page and GROUND in page
    assert f"choice.{permit.id}.own:sms" not in page


async def test_saving_what_was_not_changed_is_no_choice(mailing: Mailing):
    """It would void the clicks of all mails from before."""
    await mailing.page(f"{SETTINGS}/choices", **{"choice.all.email": "ON", "choice.all.web_push": "ON"})
    assert await mailing.noted() == []


async def test_same_is_done_in_graphql(mailing: Mailing):
    add = 'mutation { addEmailAddress(address: "%s") { __typename ... on NotificationAddress { id state } ... on Error { code path } } }'
    refused = (await ask(mailing.gateway, mailing.stage.citizen(), add % "nonsense"))["data"]
    assert refused["addEmailAddress"] == {
        "__typename": "InvalidError",
        "code": "address.malformed",
        "path": ["address"],
    }
    given = ((await ask(mailing.gateway, mailing.stage.citizen(), add % MINE))["data"])["addEmailAddress"]
    assert given["state"] == "WAITING"
    verify = f'mutation {{ verifyEmailAddress(id: "{given["id"]}", code: "{await mailing.code()}") {{ ... on NotificationAddress {{ address state }} }} }}'
    known = (await ask(mailing.gateway, mailing.stage.citizen(), verify))["data"]
    assert known["verifyEmailAddress"] == {"address": MINE, "state": "IN_USE"}
    choose = """mutation { setNotificationPreference(preference: {channelCode: "email", choice: DAILY}) {
      ... on NotificationPreferences { general { channelCode chosen counts mandatory } } } }"""
    said = (await ask(mailing.gateway, mailing.stage.citizen(), choose))["data"]
    mail = said["setNotificationPreference"]["general"][0]
    assert mail == {"channelCode": "email", "chosen": "DAILY", "counts": "DAILY", "mandatory": False}
    remove = f'mutation {{ removeAddress(id: "{given["id"]}") {{ ... on AddressRemoved {{ id }} }} }}'
    for _ in range(2):
        gone = (await ask(mailing.gateway, mailing.stage.citizen(), remove))["data"]
        assert gone["removeAddress"] == {"id": given["id"]}
    listed = (await ask(mailing.gateway, mailing.stage.citizen(), "{ notifications { addresses { id } } }"))[
        "data"
    ]
    assert listed == {"notifications": {"addresses": []}}
    async with mailing.platform.store.read() as tx:
        assert not await rows.reaches(tx, [mailing.an.subject], "email")
