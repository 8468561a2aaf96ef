"""Register the types, tell everybody what is for them, then tell the first citizen something every few seconds."""

import asyncio
import secrets
from itertools import cycle
from typing import Any

import msgspec

from profile_core.kit import log
from profile_core.testing import citizens, outside
from profile_core.testing.provider import files, news
from profile_core.testing.provider.api import Api, ApiError
from profile_core.testing.registers import register

_REGISTER_TYPE = """
mutation RegisterType($type: NotificationTypeInput!) {
  registerNotificationType(type: $type) { __typename ... on Error { code message } }
}
"""
_REGISTER = """
mutation Register($items: [NotificationInput!]!) {
  registerNotifications(items: $items) {
    __typename
    ... on AcceptedNotification { id externalId }
    ... on Error { code message path }
  }
}
"""
_FILES = "{ fileStatus { files(first: 1) { nodes { id } } } }"
_REGISTER_FILES = """
mutation RegisterFiles($items: [FileInput!]!) {
  registerFiles(items: $items) { __typename ... on Error { code message path } }
}
"""
_AGAIN_AFTER = 2.0
_FIRST = "first"
_log = log.get_logger("provider")


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration file; ``every`` is in seconds, ``site`` is where links lead."""

    name: str
    issuer: str
    gateway: str
    client_id: str
    private_jwk: dict[str, Any]
    site: str
    every: float = 15.0


async def push_forever(config: Config) -> None:
    """Push until the process is stopped. What did not arrive is sent again under the same key."""
    async with outside.client() as http:
        api = Api(
            http,
            issuer=config.issuer,
            gateway=config.gateway,
            client_id=config.client_id,
            private_jwk=config.private_jwk,
            scope="notifications file_status",
        )
        everything, people = news.load(), _people()
        for one in everything:
            await _register_type(api, one.type)
        first = [
            one.item(recipient, config.site, key=_FIRST) for one in everything for recipient in people[one.to]
        ]
        await _register(api, first)
        await _open_files(api, people, config.site)
        for told in cycle([one for one in everything if one.to == "citizen"]):
            await asyncio.sleep(config.every)
            key = secrets.token_hex(6)
            await _register(api, [told.item(people["citizen"][0], config.site, key=key)])


def _people() -> dict[news.Audience, list[dict[str, str]]]:
    """Return who is told something, each as a recipient."""
    known = citizens.load()
    return {
        "citizen": [{"nationalNumber": one.national_number} for one in known if one.logs_in],
        "child": [{"nationalNumber": one.national_number} for one in known if not one.logs_in],
        "enterprise": [{"enterpriseNumber": one.enterprise_number} for one in register.load("enterprises")],
    }


async def _register_type(api: Api, wanted: news.NewsType) -> None:
    answer = await _insist(api, _REGISTER_TYPE, {"type": wanted.sent()})
    outcome = answer["registerNotificationType"]
    if outcome["__typename"] != "NotificationType":
        raise SystemExit(f"{wanted.code}: {outcome['code']}: {outcome['message']}")
    _log.info("type registered", type=wanted.code)


async def _register(api: Api, items: list[dict[str, Any]]) -> None:
    """Send some; what everybody was told when this provider first ran is theirs already, with its old deadline."""
    answer = await _insist(api, _REGISTER, {"items": items})
    for item, outcome in zip(items, answer["registerNotifications"], strict=True):
        known = outcome["__typename"] == "DuplicateError" and item["externalId"].endswith(f"-{_FIRST}")
        if outcome["__typename"] == "AcceptedNotification":
            _log.info("accepted", id=outcome["id"], external_id=item["externalId"])
        elif not known:
            _log.error("refused", problem=outcome["code"], external_id=item["externalId"])


async def _open_files(api: Api, people: dict[news.Audience, list[dict[str, str]]], site: str) -> None:
    """Register everybody's files, unless that was done when this provider first ran: their days are counted from then."""
    known = await _insist(api, _FILES, {})
    if known["fileStatus"]["files"]["nodes"]:
        return
    items = [
        one.item(recipient, number, site)
        for one in files.load()
        for number, recipient in enumerate(people[one.to], 1)
    ]
    answer = await _insist(api, _REGISTER_FILES, {"items": items})
    for item, outcome in zip(items, answer["registerFiles"], strict=True):
        if outcome["__typename"] != "AcceptedFile":
            _log.error("refused", problem=outcome["code"], external_id=item["externalId"])


async def _insist(api: Api, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """Ask until there is an answer: a time-out never means that nothing was stored, and the key protects us."""
    while True:
        try:
            return await api.ask(query, variables)
        except ApiError as error:
            _log.warning("asking again", reason=str(error))
            await asyncio.sleep(_AGAIN_AFTER)
