"""What an SMTP server says, on the wire, and what becomes of it."""

import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from blocks.notifications.channels.email.message import Letter
from blocks.notifications.channels.email.post import Post, open_post
from blocks.notifications.model import Reason
from profile_core.contract import InvalidError, Platform
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Deployment, Settings
from profile_core.pages.render import Pages
from profile_core.store import open_store
from tests.notifications.mail.mail_server import PASSWORD, USER, MailServer, authority

LETTER = Letter(language="nl", subject="Nieuws", heading="Nieuws", paragraphs=("Er is nieuws.",))
TO = "an.peeters@example.org"
ENV = "CITIZEN_PROFILE_NOTIFICATIONS_"
Opening = Callable[..., Post]


def platform(production: bool) -> Platform:
    environment = Deployment.PRODUCTION if production else Deployment.DEVELOPMENT
    settings = Settings(environment=environment, public_url="https://profile.example.org")
    pages = Pages(public_url=settings.public_url)
    return Platform(
        settings=settings, store=open_store(settings, {}), keyring=new_keyring(), pages=pages, blocks=()
    )


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Opening:
    """Open the post of a deployment whose settings are given."""

    def opened(server: MailServer, *, production: bool = False, **more: str) -> Post:
        said = {"mail_sender": "Mijn Profiel <no-reply@profile.example.org>", "smtp_security": "none", **more}
        for name, value in {"smtp_host": "localhost", "smtp_port": str(server.port), **said}.items():
            monkeypatch.setenv(f"{ENV}{name.upper()}", value)
        post = open_post(platform(production))
        assert post is not None
        return post

    return opened


async def test_without_a_server_there_is_no_post():
    assert open_post(platform(production=False)) is None


async def test_letter_is_taken(opening: Opening):
    async with MailServer() as server:
        outcome = await opening(server).send(LETTER, to=TO, id="one")
    [taken] = server.taken
    assert (outcome.kind, outcome.status) == ("done", 250)
    assert (taken.sender, taken.recipients) == ("no-reply@profile.example.org", (TO,))


@pytest.mark.parametrize(
    ("command", "answer", "expected"),
    [
        ("RCPT", "550 5.1.1 No such mailbox", ("refused", Reason.INVALID_ADDRESS)),
        ("RCPT", "556 5.1.10 Takes no mail", ("refused", Reason.INVALID_ADDRESS)),
        ("RCPT", "550 relay not permitted", ("refused", Reason.BOUNCED)),
        ("RCPT", "550 5.1.8 Bad sender's system", ("refused", Reason.BOUNCED)),
        ("RCPT", "553 sorry, that domain isn't in my list of allowed rcpthosts", ("refused", Reason.BOUNCED)),
        ("RCPT", "550 5.2.1 Mailbox disabled", ("refused", Reason.INVALID_ADDRESS)),
        ("RCPT", "552 5.2.2 Mailbox full", ("refused", Reason.BOUNCED)),
        ("RCPT", "554 5.7.1 Relay access denied", ("refused", Reason.BOUNCED)),
        ("RCPT", "450 4.2.0 Greylisted", ("later", None)),
        ("RCPT", "421 4.3.2 Shutting down", ("later", None)),
        ("DATA", "554 5.6.0 Not wanted", ("refused", Reason.BOUNCED)),
        ("DATA", "550 We do not want this", ("refused", Reason.BOUNCED)),
        ("DATA", "451 4.3.0 Not now", ("later", None)),
        ("MAIL", "550 5.7.1 Sender rejected", ("later", None)),
    ],
)
async def test_answer_says_whether_it_comes_again(
    opening: Opening, command: str, answer: str, expected: tuple[str, Reason | None]
):
    async with MailServer(answers={command: [answer]}) as server:
        outcome = await opening(server).send(LETTER, to=TO, id="one")
    assert (outcome.kind, outcome.reason) == expected
    assert outcome.status == int(answer[:3])
    assert server.taken == []


async def test_answer_lost_after_data_is_tried_again_under_the_same_message_id(opening: Opening):
    async with MailServer(resets=1) as server:
        post = opening(server)
        first = await post.send(LETTER, to=TO, id="one")
        second = await post.send(LETTER, to=TO, id="one")
    assert (first.kind, first.error, second.kind) == ("later", "smtp.unknown", "done")
    assert {taken.message["Message-ID"] for taken in server.taken} == {"<one@profile.example.org>"}
    assert len(server.taken) == 2


async def test_slow_server_is_left_for_later(opening: Opening):
    async with MailServer(answers={"DATA": ["slow 5"]}) as server:
        outcome = await opening(server, smtp_timeout="0.2").send(LETTER, to=TO, id="one")
    assert (outcome.kind, outcome.error) == ("later", "smtp.SMTPReadTimeoutError")


async def test_server_that_is_away_is_tried_later(opening: Opening):
    async with MailServer() as server:
        post = opening(server)
    outcome = await post.send(LETTER, to=TO, id="one")
    assert outcome.kind == "later"
    assert TO not in (outcome.error or "")


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_mail_goes_encrypted_to_a_server_that_the_authority_vouches_for(
    opening: Opening, tmp_path: Path, security: str
):
    trusted = authority(tmp_path)
    async with MailServer(tls=trusted.server(tmp_path), implicit=security == "tls") as server:
        post = opening(server, production=True, smtp_security=security, smtp_ca_file=str(trusted.file))
        outcome = await post.send(LETTER, to=TO, id="one")
    assert outcome.kind == "done"
    assert [taken.tls for taken in server.taken] == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_nothing_goes_to_a_server_with_another_name_or_another_authority(
    opening: Opening, tmp_path: Path, security: str
):
    trusted = authority(tmp_path)
    (tmp_path / "other").mkdir()
    stranger = authority(tmp_path / "other")
    contexts: list[ssl.SSLContext] = [trusted.server(tmp_path, "elsewhere"), stranger.server(tmp_path)]
    for context in contexts:
        async with MailServer(tls=context, implicit=security == "tls") as server:
            post = opening(server, smtp_security=security, smtp_ca_file=str(trusted.file))
            outcome = await post.send(LETTER, to=TO, id="one")
        assert (outcome.kind, server.taken) == ("later", [])


async def test_server_without_starttls_gets_nothing_when_it_was_asked_for(opening: Opening):
    async with MailServer() as server:
        outcome = await opening(server, smtp_security="starttls").send(LETTER, to=TO, id="one")
    assert (outcome.kind, server.taken) == ("later", [])


async def test_production_does_not_start_with_mail_in_the_clear(opening: Opening):
    with pytest.raises(InvalidError, match="SMTP_SECURITY"):
        opening(MailServer(port=25), production=True, smtp_security="none")


@pytest.mark.parametrize("sender", ["", "My Profile", "not an address"])
async def test_sender_that_is_no_address_is_refused_at_the_start(opening: Opening, sender: str):
    with pytest.raises(InvalidError, match="MAIL_SENDER"):
        opening(MailServer(port=25), mail_sender=sender)


async def test_password_is_read_from_its_file_at_every_login(opening: Opening, tmp_path: Path):
    file, trusted = tmp_path / "password", authority(tmp_path)
    file.write_text("wrong\n")
    async with MailServer(tls=trusted.server(tmp_path), wants_login=True) as server:
        post = opening(
            server,
            smtp_security="starttls",
            smtp_ca_file=str(trusted.file),
            smtp_user=USER,
            smtp_password_file=str(file),
        )
        refused = await post.send(LETTER, to=TO, id="one")
        file.write_text(f"{PASSWORD}\n")
        taken = await post.send(replace(LETTER), to=TO, id="one")
    assert (refused.kind, refused.status, taken.kind) == ("later", 535, "done")
