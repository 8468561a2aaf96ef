"""The demo's mailbox: what any program mails to it can be read on its page, and nothing in a mail runs there."""

import asyncio
import smtplib
from email.message import EmailMessage

from starlette.testclient import TestClient

from profile_core.testing.mailbox.app import Config, create_app
from profile_core.testing.mailbox.smtp import Box, listen
from tests.databases import free_port


def mail(subject: str, text: str = "Er is nieuws.\n.een punt vooraan\n") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "no-reply@example.org", "an@example.org", subject
    made.set_content(text)
    made.add_alternative(f"<p>{text}</p>", subtype="html")
    return made


def test_mail_of_the_standard_library_can_be_read():
    port = free_port()
    with TestClient(create_app(Config(smtp_port=port))) as page:
        assert "No mail has come yet." in page.get("/").text
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.send_message(mail("Eerste é"))
            client.send_message(mail("<script>alert(1)</script>"))
        listed = page.get("/").text
        assert listed.index("&lt;script&gt;") < listed.index("Eerste é")
        assert ".een punt vooraan" in page.get("/1").text
        assert "<p>Er is nieuws." in page.get("/1/html").text
        assert page.get("/2").headers["content-security-policy"].startswith("default-src 'none'")
        assert [page.get(f"/{number}").status_code for number in (0, 3)] == [404, 404]


async def test_who_hangs_up_in_the_middle_leaves_nothing():
    box, port = Box(), free_port()
    async with await listen(box, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: half\r\n")
        await writer.drain()
        for _ in range(5):
            await reader.readline()
        writer.close()
        await writer.wait_closed()
    assert box.mails == []
