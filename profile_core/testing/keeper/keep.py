"""Register a source, then the types whose notifications lie there; both may be done again at every start."""

import asyncio
from typing import Any

import msgspec

from profile_core.kit import log
from profile_core.testing import outside
from profile_core.testing.provider.api import Api, ApiError

_REGISTER_SOURCE = """
mutation RegisterSource($code: String!, $url: String!) {
  outcome: registerSource(code: $code, url: $url) { __typename ... on Error { code message } }
}
"""
_REGISTER_TYPE = """
mutation RegisterType($type: NotificationTypeInput!) {
  outcome: registerNotificationType(type: $type) { __typename ... on Error { code message } }
}
"""
_SOURCE = "main"
_AGAIN_AFTER = 1.0
_log = log.get_logger("keeper")


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A type whose notifications lie with their provider."""

    code: str
    service: str
    category: str
    kind: str
    name: dict[str, str]

    def sent(self) -> dict[str, Any]:
        """Return the input of ``registerNotificationType``; the first language is the default."""
        default = next(iter(self.name))
        names = [
            {"language": code, "text": text, "default": code == default} for code, text in self.name.items()
        ]
        return {**msgspec.structs.asdict(self), "name": names, "mode": "PULL_LIVE", "source": _SOURCE}


class Keeper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provider's program, and the base address of its source."""

    client_id: str
    private_jwk: dict[str, Any]
    url: str
    types: tuple[Kept, ...]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration file."""

    issuer: str
    gateway: str
    keepers: tuple[Keeper, ...]


async def keep_forever(config: Config) -> None:
    """Register all, then have nothing to do until the process is stopped."""
    async with outside.client() as http:
        for one in config.keepers:
            api = Api(
                http,
                issuer=config.issuer,
                gateway=config.gateway,
                client_id=one.client_id,
                private_jwk=one.private_jwk,
            )
            await _insist(api, _REGISTER_SOURCE, {"code": _SOURCE, "url": one.url})
            for kept in one.types:
                await _insist(api, _REGISTER_TYPE, {"type": kept.sent()})
            _log.info("registered", client=one.client_id)
    await asyncio.Event().wait()


async def _insist(api: Api, query: str, variables: dict[str, Any]) -> None:
    """Ask until it is done: whoever is not there yet comes, and the same again is the same."""
    while True:
        try:
            outcome = (await api.ask(query, variables))["outcome"]
        except ApiError as error:
            _log.warning("asking again", reason=str(error))
        else:
            if "code" not in outcome:
                return
            _log.warning("refused", problem=outcome["code"], reason=outcome["message"])
        await asyncio.sleep(_AGAIN_AFTER)
