"""What a letter is on the wire: a message that a strict reader takes, that nobody can break into, and that tells nothing."""

import re
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given, strategies as st

from blocks.notifications.channels.email.message import Envelope, Letter, one_line, written
from profile_core.contract import clock, texts
from profile_core.kit.texts import LANGUAGES
from tests.notifications.mail.written import (
    FEES,
    ORIGIN,
    SENDER,
    TO,
    UNSUBSCRIBE,
    every_letter,
    item,
    letters,
    on_paper,
    part,
    read,
)

LETTERS = sorted(every_letter("nl"))
IN_LANGUAGES = pytest.mark.parametrize("language", LANGUAGES)
EVERY_LETTER = pytest.mark.parametrize("name", LETTERS)


@EVERY_LETTER
@IN_LANGUAGES
def test_strict_reader_takes_every_letter_with_its_words_in_text_and_html(name: str, language: str):
    letter = every_letter(language)[name]
    message = read(on_paper(letter))
    assert message.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]
    assert {one.get_content_charset() for one in message.iter_parts()} == {"utf-8"}
    plain, html = part(message, "plain"), part(message, "html")
    for sentence in (letter.heading, *letter.paragraphs, *letter.foot, letter.code):
        assert sentence in plain
        assert sentence in html.replace("&#39;", "'").replace("&#34;", '"')
    for address in [entry.address for entry in letter.entries] + [address for _, address in letter.links]:
        assert address in plain
        assert f'href="{address}"' in html
    assert f'<html lang="{language}">' in html
    assert message["Content-Language"] == language


@EVERY_LETTER
@IN_LANGUAGES
def test_lines_are_ascii_and_none_is_longer_than_servers_take(name: str, language: str):
    raw = on_paper(every_letter(language)[name])
    lines = raw.decode("ascii").split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert max(map(len, lines)) <= 998
    assert all(len(line) <= 76 for line in lines if "=?" in line)


def test_headers_say_who_when_and_that_a_machine_wrote():
    message = read(on_paper(every_letter("nl")["message"], id="0199"))
    [sender] = message["From"].addresses
    [recipient] = message["To"].addresses
    assert (sender.display_name, sender.addr_spec) == (SENDER.display_name, SENDER.addr_spec)
    assert recipient.addr_spec == TO
    assert message["Message-ID"] == "<0199@profile.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert abs((parsedate_to_datetime(message["Date"]) - clock.now()).total_seconds()) < 60
    assert message["Subject"] == "Stad Gent heeft een bericht voor u"


def test_one_click_address_is_whole():
    """RFC 8058 section 3.1: an address that was folded or encoded is none."""
    raw = on_paper(every_letter("nl")["message"])
    assert f"<{ORIGIN}{UNSUBSCRIBE}>\r\n".encode() in raw
    message = read(raw)
    assert message["List-Unsubscribe"] == f"<{ORIGIN}{UNSUBSCRIBE}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("name", ["mandatory", "code", "replaced", "removed"])
def test_what_cannot_be_switched_off_offers_no_click(name: str):
    message = read(on_paper(every_letter("nl")[name]))
    assert message["List-Unsubscribe"] is None
    assert message["List-Unsubscribe-Post"] is None


def test_mandatory_letter_says_on_what_ground():
    assert "decreet van 4 mei 2018, artikel 12" in part(
        read(on_paper(every_letter("nl")["mandatory"])), "plain"
    )


@EVERY_LETTER
def test_nothing_is_loaded_from_elsewhere_and_no_link_leads_away(name: str):
    html = part(read(on_paper(every_letter("nl")[name])), "html")
    assert not re.search(r"<(img|script|link|iframe|object|video|form)\b|url\(|@import|\bon\w+=", html)
    addresses = re.findall(r'(?:href|src)="([^"]*)"', html)
    assert all(
        address.startswith(f"{ORIGIN}/me") or address == f"{ORIGIN}{UNSUBSCRIBE}" for address in addresses
    )


def test_digest_says_of_each_thing_who_wants_what():
    plain = part(read(on_paper(every_letter("nl")["digest"])), "plain")
    assert plain.count("/me/item/") == 3
    assert plain.count("Stad Gent heeft een bericht voor u") == 1
    assert plain.count("Stad Gent vraagt iets van u") == 1
    assert plain.count("Stad Aalst heeft een bericht voor u") == 1


HOSTILE = texts(nl='Stad"\r\nBcc: spy@example.org\r\n\r\n<script>alert(1)</script>\x00\u202e')


def test_hostile_name_breaks_into_no_header_and_no_markup():
    letter = letters().news(
        [item(sender=HOSTILE, name=HOSTILE)], "nl", unsubscribe=UNSUBSCRIBE, legal_basis=None
    )
    message = read(on_paper(letter))
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"] and "\x00" not in message["Subject"]
    assert "<script>" not in part(message, "html")


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_makes_a_message_that_a_strict_reader_takes(subject: str, said: str):
    sound = said.encode("utf-8", "replace").decode()
    letter = Letter(language="nl", subject=subject, heading=sound, paragraphs=(sound,))
    message = read(written(letter, Envelope(id="1", sender=SENDER, recipient=TO)))
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]
    assert set(message.keys()) == set(read(on_paper(replace(letter, subject="x"))).keys())
    assert one_line(message["Subject"]) == one_line(subject)


def test_name_of_a_type_is_said_in_the_language_of_the_address():
    assert FEES.in_language("de") in part(read(on_paper(every_letter("de")["message"])), "plain")
