"""What a provider may define of a type; each refusal says where."""

from typing import Any

import pytest

from blocks.notifications.check import definitions
from blocks.notifications.model import (
    Channels,
    Definition,
    Escalation,
    Kind,
    OwnChannel,
    OwnUse,
    Relative,
    Reminder,
    SendingWindow,
    TypeDraft,
)
from profile_core.contract import InvalidError, Text

OFFERED = {"email", "web_push", "fax"}
SMS = OwnChannel(code="sms", use=OwnUse.INSTEAD_OF, channel="email")
WORDS = [Text(language="nl", text="Kenteken {plate}")]


def own(**changed: Any) -> Channels:
    """Return channels with one of the provider's own."""
    said = {"code": "sms", "use": OwnUse.INSTEAD_OF, "channel": "email", **changed}
    return Channels(own=(OwnChannel(**said),))


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"code": "Boete!"}, "type.code", "code"),
        ({"category": " "}, "type.category", "category"),
        ({"category": "88.02.14-000.84"}, "text.national_number", "category"),
        ({"name": ()}, "texts.default", "name"),
        ({"title": [Text(language="nl", text="{plate")]}, "template.brace", "title"),
        ({"title": [Text(language="nl", text="{your plate}")]}, "template.name", "title"),
        ({"title": WORDS}, "template.unknown", "title"),
        ({"title": [Text(language="nl", text="x" * 141)]}, "texts.too_long", "title"),
        ({"text": [Text(language="nl", text="x" * 301)]}, "texts.too_long", "text"),
        ({"text": [Text(language="nl", text="88.02{{14-000.84")]}, "text.national_number", "text"),
        ({"required_values": ("a", "a")}, "type.required_values", "requiredValues"),
        ({"required_values": ("your plate",)}, "type.required_values", "requiredValues.0"),
        ({"required_values": ("a", "groupId")}, "type.required_values", "requiredValues.1"),
        ({"channels": Channels(allowed=("email", "pigeon"))}, "type.channels", "channels.allowed.1"),
        ({"channels": Channels(allowed=("fax", "fax"))}, "type.channels", "channels.allowed"),
        ({"channels": Channels(mandatory=("fax",))}, "type.channels", "channels.mandatory.0"),
        ({"channels": Channels(mandatory=("email",))}, "type.legal_basis", "legalBasis"),
        ({"channels": own(code="SMS")}, "type.channels", "channels.own.0.code"),
        ({"channels": own(channel="pigeon")}, "type.channels", "channels.own.0.channel"),
        ({"channels": own(channel="inbox")}, "type.channels", "channels.own.0.use"),
        ({"channels": own(report_within=0)}, "type.channels", "channels.own.0.reportWithinHours"),
        ({"channels": Channels(own=(SMS, SMS))}, "type.channels", "channels.own"),
        ({"retention": 0}, "type.retention", "retentionDays"),
        ({"retention": 3651}, "type.retention", "retentionDays"),
        ({"sending_window": SendingWindow(days=())}, "type.sending_window", "sendingWindow.days"),
        ({"sending_window": SendingWindow(days=(0, 1))}, "type.sending_window", "sendingWindow.days"),
        ({"sending_window": SendingWindow(days=(1, 1))}, "type.sending_window", "sendingWindow.days"),
        ({"sending_window": SendingWindow(begins="8:00")}, "type.sending_window", "sendingWindow.begins"),
        ({"sending_window": SendingWindow(ends="24:00")}, "type.sending_window", "sendingWindow.ends"),
        ({"sending_window": SendingWindow(ends="08:00")}, "type.sending_window", "sendingWindow.ends"),
        (
            {"reminders": (Reminder(relative_to=Relative.DEADLINE, hours=24),)},
            "type.reminders",
            "reminders.0.relativeTo",
        ),
        (
            {"kind": Kind.TASK, "reminders": (Reminder(relative_to=Relative.START, hours=24),)},
            "type.reminders",
            "reminders.0.relativeTo",
        ),
        (
            {"reminders": (Reminder(relative_to=Relative.CREATION, hours=0),)},
            "type.reminders",
            "reminders.0.hours",
        ),
        (
            {"reminders": (Reminder(relative_to=Relative.CREATION, hours=1),) * 2},
            "type.reminders",
            "reminders",
        ),
        ({"escalation": Escalation(hours=24, channel="fax")}, "type.escalation", "escalation.channel"),
        ({"escalation": Escalation(hours=9000, channel="email")}, "type.escalation", "escalation.hours"),
        ({"condition_url": "http://gent.be/needed"}, "type.condition_url", "conditionUrl"),
        ({"condition_url": "https://10.0.0.1/needed"}, "type.condition_url", "conditionUrl"),
        ({"condition_url": "https://localhost/needed"}, "type.condition_url", "conditionUrl"),
        ({"condition_url": "https://[::1]/needed"}, "type.condition_url", "conditionUrl"),
        ({"legal_basis": ""}, "type.legal_basis", "legalBasis"),
        ({"notice": "Parking!"}, "type.notice", "notice"),
        ({"notice": "acme_parking.permit_ends"}, "type.notice", "title"),
        (
            {
                "notice": "acme_parking.permit_ends",
                "kind": Kind.APPOINTMENT,
                "title": WORDS,
                "text": WORDS,
                "required_values": ("plate",),
            },
            "type.notice",
            "kind",
        ),
    ],
)
def test_what_a_type_cannot_be_is_refused_where_it_stands(changed: dict[str, Any], code: str, path: str):
    with pytest.raises(InvalidError) as caught:
        defined(**changed)
    assert (caught.value.code, ".".join(caught.value.path)) == (code, f"type.{path}")


def test_the_same_in_another_order_is_the_same_type():
    one, other = (
        defined(
            kind=Kind.TASK,
            name=[Text(language="fr", text="Amende"), Text(language="nl", text="Boete", default=True)][
                ::step
            ],
            required_values=("plate", "amount")[::step],
            channels=Channels(
                allowed=("fax", "email")[::step], mandatory=("own:sms", "fax")[::step], own=(SMS,)
            ),
            reminders=(
                Reminder(relative_to=Relative.DEADLINE, hours=24),
                Reminder(relative_to=Relative.CREATION, hours=48),
            )[::step],
            sending_window=SendingWindow(days=(1, 5)[::step]),
            legal_basis="A decree",
        )
        for step in (1, -1)
    )
    assert one == other


def test_reminders_count_from_what_the_kind_has():
    for kind, relative in ((Kind.TASK, Relative.DEADLINE), (Kind.APPOINTMENT, Relative.START)):
        reminders = (
            Reminder(relative_to=Relative.CREATION, hours=1),
            Reminder(relative_to=relative, hours=24),
        )
        assert set(defined(kind=kind, reminders=reminders).reminders) == set(reminders)


def test_a_channel_of_the_provider_may_be_mandatory_and_go_beside_the_inbox():
    sms = OwnChannel(code="sms", use=OwnUse.BESIDE, channel="inbox")
    channels = Channels(allowed=(), mandatory=("own:sms",), own=(sms,))
    found = defined(
        channels=channels, legal_basis="A decree", escalation=Escalation(hours=48, channel="own:sms")
    )
    assert found.channels == channels


def defined(**changed: Any) -> Definition:
    """Define a sound type, with what a test wants otherwise."""
    said = {
        "code": "parking.fine",
        "service": "parking",
        "name": [Text(language="nl", text="Boete")],
        "category": "parking",
        "kind": Kind.MESSAGE,
        **changed,
    }
    return definitions.definition(TypeDraft(**said), offered=OFFERED, secure_links=True)
