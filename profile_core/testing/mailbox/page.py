"""The pages of a mailbox: all mails, one as text with its headers, and its HTML as a mail program shows it."""

from collections.abc import Callable, Sequence
from email.message import EmailMessage
from html import escape

Shows = Callable[[int, EmailMessage], str]
_STYLE = (
    "body{font:18px/1.5 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1b2733}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #8796a5;padding:1rem}a{color:#0b57a4}"
    "li{padding:.5rem 0}"
)


def every(mails: Sequence[EmailMessage]) -> str:
    """Return the list, the newest first."""
    rows = [
        f'<li><a href="/{number}">{_said(mail, "Subject")}</a><br>to {_said(mail, "To")}</li>'
        for number, mail in enumerate(mails, 1)
    ]
    listed = f"<ol reversed>{''.join(reversed(rows))}</ol>" if rows else "<p>No mail has come yet.</p>"
    return _page("Mailbox", f"<p>All mail of this demo comes here, whoever it is for.</p>{listed}")


def one(number: int, mail: EmailMessage) -> str:
    """Return one mail as text, with its headers."""
    headers = escape("\n".join(f"{name}: {value}" for name, value in mail.items()))
    links = f'<p><a href="/">All mail</a> · <a href="/{number}/html">As HTML</a></p>'
    said = escape(_part(mail, "plain"))
    return _page(_said(mail, "Subject"), f"{links}<pre>{said}</pre><h2>Headers</h2><pre>{headers}</pre>")


def html(_number: int, mail: EmailMessage) -> str:
    """Return the HTML of a mail as it came."""
    return _part(mail, "html")


def none() -> str:
    """Return what is said where there is no mail."""
    return _page("No such mail", '<p><a href="/">All mail</a></p>')


def _part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    return str(found.get_content()) if found is not None else ""


def _said(mail: EmailMessage, name: str) -> str:
    return escape(str(mail[name] or ""))


def _page(title: str, body: str) -> str:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    return f'<!doctype html><html lang="en"><head>{head}<style>{_STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>'
