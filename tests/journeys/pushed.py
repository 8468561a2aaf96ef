"""A region of real processes whose mail goes to a server of the test's own; its provider and its citizens."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from playwright.async_api import BrowserContext, Page

from profile_core.contract import Acting
from tests.notifications.asked import REGISTER, ask, item
from tests.notifications.mail.conftest import code_in
from tests.notifications.mail.mail_server import MailServer
from tests.notifications.played import CITIZENS, Stage, service_of
from tests.notifications.tokens import bearer

AN, BERT = CITIZENS[:2]
MINE = "an.peeters@example.org"
TYPE = """mutation Type($type: NotificationTypeInput!) {
  registerNotificationType(type: $type) { __typename ... on NotificationType { code } ... on Error { code message } }
}"""
DELIVERIES = """{
  notifications { deliveries(first: 100) { nodes { externalId channelCode state reason } } }
}"""
EVENTS = """{ notifications { deliveryEvents(first: 100) { nodes { event externalId } } } }"""
Lines = Mapping[str, Mapping[str, tuple[str, str | None]]]
"""(state, reason) by the provider's id and the code of a channel."""


@dataclass(frozen=True, kw_only=True)
class Pushing:
    """A gateway and a worker, the server that takes their mail, and a browser."""

    stage: Stage
    client: httpx2.AsyncClient
    mail: MailServer
    context: BrowserContext

    async def asks(self, query: str, **variables: Any) -> Any:
        """Ask as Ghent; an answer with errors fails the test."""
        answer = await ask(self.client, self.stage.gent, query, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    async def has_type(self, code: str, **channels: Any) -> None:
        """Register a type of messages that goes out by some channels."""
        said = {
            "code": code,
            "service": service_of(self.stage.gent),
            "name": [{"language": "nl", "text": f"Bericht over {code}", "default": True}],
            "category": "parking",
            "kind": "MESSAGE",
            "channels": channels,
        }
        made = await self.asks(TYPE, type=said)
        assert made["registerNotificationType"] == {"__typename": "NotificationType", "code": code}

    async def sends(self, code: str, *sent: tuple[str, str]) -> list[str]:
        """Register notifications of a type, each to a citizen under an id of the provider's; return our ids."""
        items = [item(number, external_id, type=code) for number, external_id in sent]
        answer = await self.asks(REGISTER, items=items)
        assert {one["__typename"] for one in answer["registerNotifications"]} == {"AcceptedNotification"}
        return [one["id"] for one in answer["registerNotifications"]]

    async def become(self, wanted: Lines) -> None:
        """Wait until the provider sees that its deliveries are these, and no others."""

        async def are() -> bool:
            return await self._lines() == wanted

        try:
            await until(are)
        except TimeoutError:
            assert await self._lines() == wanted

    async def _lines(self) -> Lines:
        found: dict[str, dict[str, tuple[str, str | None]]] = {}
        for one in (await self.asks(DELIVERIES))["notifications"]["deliveries"]["nodes"]:
            found.setdefault(one["externalId"], {})[one["channelCode"]] = (one["state"], one["reason"])
        return found

    async def events(self, event: str) -> list[str]:
        """Return of which notifications the feed tells something, by the provider's ids."""
        nodes = (await self.asks(EVENTS))["notifications"]["deliveryEvents"]["nodes"]
        return [one["externalId"] for one in nodes if one["event"] == event]

    async def page(self, who: Acting, path: str) -> Page:
        """Open a page of ours as a citizen."""
        await self.context.set_extra_http_headers(bearer(who))
        page = await self.context.new_page()
        await page.goto(self.at(path))
        return page

    def at(self, path: str) -> str:
        return f"{str(self.client.base_url).rstrip('/')}{path}?lang=nl"

    async def gives_address(self, page: Page) -> None:
        """Give an address on the page of settings, and the code that its letter brings."""
        await page.get_by_role("link", name="E-mailadres toevoegen").click()
        await page.get_by_label("E-mailadres").fill(MINE)
        await page.get_by_role("button", name="Code sturen").click()
        await until(self._has_letter)
        await page.get_by_label("Code").fill(code_in(self.mail.taken[-1]))
        await page.get_by_role("button", name="Adres bevestigen").click()
        await page.get_by_text("Uw e-mailadres is bevestigd").wait_for()

    async def _has_letter(self) -> bool:
        return bool(self.mail.taken)


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait while gateway and worker work."""
    for _ in range(600):
        if await true():
            return
        await asyncio.sleep(0.1)
    raise TimeoutError
