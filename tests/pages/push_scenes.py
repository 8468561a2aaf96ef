"""Notifications in the browser: the page for oneself, with browsers and without, and for who acts in a role."""

from datetime import timedelta

from blocks.notifications.browsers import Browser
from blocks.notifications.push_pages import PAGE_SCRIPT, PUSH, SCOPE, WORKER
from profile_core.kit import clock, ids
from tests.pages.scene import AN, BAKERY, Scene

_KEY = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"


def push_scenes() -> dict[str, Scene]:
    """Return them by name."""
    since = (clock.now() - timedelta(days=days) for days in (1, 40))
    browsers = [
        Browser(id=ids.plain_id(), endpoint=f"https://push.example/{at}", since=one)
        for at, one in enumerate(since)
    ]
    values = {
        "oneself": True,
        "browsers": [],
        "key": _KEY,
        "script": PAGE_SCRIPT,
        "worker": WORKER,
        "scope": SCOPE,
        "action": PUSH,
    }
    page = "notifications/push_page.html"
    return {
        "push": Scene(template=page, visitor=AN, values={**values, "browsers": browsers}),
        "push-first": Scene(template=page, visitor=AN, values=values),
        "push-role": Scene(template=page, visitor=BAKERY, values={**values, "oneself": False}),
    }
