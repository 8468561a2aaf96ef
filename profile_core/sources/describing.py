"""What a source says of itself, read when it is registered: each thing that is wrong is named, with what to do."""

import asyncio
from collections.abc import Collection
from typing import Annotated, Literal

import msgspec

from profile_core.directory import addresses
from profile_core.kit.errors import InvalidError
from profile_core.sources.guard import is_public_host
from profile_core.sources.http import Answer, GuardedClient, NoAnswerError

PATH = ".well-known/citizen-profile-source"
_PATH = ("url",)
_OK = 200


class Description(msgspec.Struct, frozen=True, rename="camel"):
    """Which blocks a source serves, how many items a page holds at most, and in which languages."""

    version: str
    blocks: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    page_size: Annotated[int, msgspec.Meta(ge=10, le=1000)]
    languages: Annotated[tuple[Literal["nl", "fr", "de", "en"], ...], msgspec.Meta(min_length=1)]


def base(url: str, *, production: bool) -> str:
    """Return a base address without a slash at its end; one that we would not call raises ``InvalidError``."""
    if not addresses.is_exact(url) or "?" in url:
        message = "Give an https address without user, query, fragment or blanks; plain http is for this machine only."
        raise InvalidError("sources.address", message, path=_PATH)
    if production and not (url.startswith("https://") and is_public_host(addresses.host_of(url))):
        message = "Give an https address on the public internet: we call no private address."
        raise InvalidError("sources.address_private", message, path=_PATH)
    return url.rstrip("/")


async def described(
    client: GuardedClient, url: str, *, blocks: Collection[str], patience: float
) -> Description:
    """Ask what is served below a base address, within so many seconds; ``blocks`` are those that run here."""
    address = f"{url}/{PATH}"
    said = _read(address, await _answer(client, address, patience))
    if said.version != "1.0":
        message = (
            f"{address} says version {said.version!r}. Serve version '1.0' of the source API, and say so."
        )
        raise InvalidError("sources.version", message, path=_PATH)
    if not set(blocks).intersection(said.blocks):
        there = ", ".join(sorted(blocks))
        message = f"{address} names no block that runs here. Name in `blocks` at least one of: {there}."
        raise InvalidError("sources.blocks", message, path=_PATH)
    return said


async def _answer(client: GuardedClient, address: str, patience: float) -> Answer:
    try:
        async with asyncio.timeout(patience):
            answer = await client.get(address)
    except TimeoutError as error:
        message = (
            f"{address} did not answer within {patience:g} seconds. Answer it without looking anything up."
        )
        raise InvalidError("sources.slow", message, path=_PATH) from error
    except NoAnswerError as error:
        message = (
            f"{address} cannot be read: {error}. See that it can be reached from the internet, over https with a "
            "certificate that is trusted, and at a public address."
        )
        raise InvalidError("sources.unreachable", message, path=_PATH) from error
    if answer.status != _OK:
        message = f"{address} answered {answer.status}. Answer 200 there, to everybody, without a redirect."
        raise InvalidError("sources.status", message, path=_PATH)
    return answer


def _read(address: str, answer: Answer) -> Description:
    try:
        return msgspec.json.decode(answer.body, type=Description)
    except msgspec.ValidationError as error:
        message = f"{address} is not as the source API wants it: {error}. See `Description` there."
        raise InvalidError("sources.description", message, path=_PATH) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"{address} is not JSON. Answer a JSON object with version, blocks, pageSize and languages."
        raise InvalidError("sources.description", message, path=_PATH) from error
