"""A provider registers where it answers: what is wrong with it is named, and what is right is written down once."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import msgspec
import pytest

from profile_core import audit
from profile_core.contract import Caller, InvalidError, Platform, Store, SubjectRef, ids
from profile_core.gateway.app import build
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from profile_core.sources import describing
from profile_core.sources.rows import registered
from tests.notifications import tokens
from tests.notifications.asked import ask
from tests.sources.played import Answering, Provider, hang, program, signing, whole

REGISTER = """mutation Register($code: String!, $url: String!, $dryRun: Boolean! = false) {
  registerSource(code: $code, url: $url, dryRun: $dryRun) {
    __typename
    ... on RegisteredSource { source { code url blocks pageSize languages state paused } }
    ... on Error { code message path }
  }
}"""
REMOVE = """mutation Remove($code: String!, $dryRun: Boolean! = false) {
  removeSource(code: $code, dryRun: $dryRun) { __typename ... on Error { code path } }
}"""
LIST = "{ sources { code url state awaySince lastError answeredAt paused announces } }"
GOOD = {"version": "1.0", "blocks": ["tokens"], "pageSize": 50, "languages": ["nl", "fr"]}


@pytest.fixture
async def platform(store: Store) -> AsyncIterator[Platform]:
    opened = Platform(
        settings=Settings(sources_budget=1.5),
        store=store,
        keyring=new_keyring(),
        pages=Pages(public_url="http://localhost:8400", folders={}),
        blocks=(tokens.block, signing),
    )
    yield opened
    await opened.sources.close()


@pytest.fixture
async def client(platform: Platform) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(build(platform), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost:8400") as opened:
        yield opened


@pytest.fixture
def who() -> Caller:
    return program(ids.plain_id())


def says(**changed: Any) -> Answering:
    return whole("200 OK", msgspec.json.encode(GOOD | changed))


async def registering(client: httpx2.AsyncClient, who: Caller, url: str, **more: Any) -> dict[str, Any]:
    return (await ask(client, who, REGISTER, **({"code": "cases", "url": url} | more)))["data"][
        "registerSource"
    ]


async def test_source_is_written_down_as_it_says_of_itself(client, who, provider: Provider):
    provider.answers["a"] = says()
    expected = {
        "code": "cases",
        "url": provider.address("a"),
        "blocks": ["tokens"],
        "pageSize": 50,
        "languages": ["nl", "fr"],
        "state": "UNASKED",
        "paused": False,
    }
    assert (await registering(client, who, provider.address("a") + "/"))["source"] == expected
    assert provider.asked[0].path == "/a/.well-known/citizen-profile-source"
    [listed] = (await ask(client, who, LIST))["data"]["sources"]
    assert listed.items() >= {"code": "cases", "state": "UNASKED", "awaySince": None}.items()


async def test_the_same_again_is_the_same_answer_and_one_line_of_the_trail(client, who, platform, provider):
    provider.answers["a"] = says()
    first = await registering(client, who, provider.address("a"))
    assert await registering(client, who, provider.address("a")) == first
    async with platform.store.read() as tx:
        assert len(await audit.about(tx, SubjectRef(who.provider), most=5)) == 1


async def test_address_changes_under_the_same_code_and_the_source_stays_the_same(
    client, who, platform, provider
):
    provider.answers |= {"a": says(), "b": says(pageSize=20)}
    await registering(client, who, provider.address("a"))
    async with platform.store.read() as tx:
        [before] = await registered.of_caller(tx, who)
    await registering(client, who, provider.address("b"))
    async with platform.store.read() as tx:
        [after] = await registered.of_caller(tx, who)
    assert (after.id, after.url, after.page_size) == (before.id, provider.address("b"), 20)


async def test_dry_run_says_the_same_and_writes_nothing(client, who, provider):
    provider.answers["a"] = says()
    said = await registering(client, who, provider.address("a"), dryRun=True)
    assert said["__typename"] == "RegisteredSource"
    assert (await ask(client, who, LIST))["data"]["sources"] == []


@pytest.mark.parametrize(
    ("answering", "wrong"),
    [
        (whole("404 Not Found"), ("sources.status", "answered 404")),
        (whole("302 Found", b"", "Location: http://127.0.0.1:1/"), ("sources.status", "without a redirect")),
        (whole("200 OK", b"<html>"), ("sources.description", "JSON object")),
        (says(pageSize=5), ("sources.description", "pageSize")),
        (says(languages=["xx"]), ("sources.description", "languages")),
        (whole("200 OK", b'{"version": "1.0"}'), ("sources.description", "blocks")),
        (says(version="2.0"), ("sources.version", "1.0")),
        (says(blocks=["parking"]), ("sources.blocks", "tokens")),
    ],
)
async def test_what_is_wrong_is_named_with_what_to_do(client, who, provider, answering, wrong):
    provider.answers["a"] = answering
    said = await registering(client, who, provider.address("a"))
    code, says_so = wrong
    assert (said["code"], said["path"]) == (code, ["url"])
    assert says_so in said["message"]
    assert (await ask(client, who, LIST))["data"]["sources"] == []


async def test_who_does_not_answer_is_not_waited_for(client, who, provider):
    provider.answers["a"] = hang
    assert (await registering(client, who, provider.address("a")))["code"] == "sources.slow"
    provider.close()
    assert (await registering(client, who, "http://gone.localhost:9/"))["code"] == "sources.unreachable"


@pytest.mark.parametrize("url", ["http://gent.example/", "https://u@gent.example/", "https://x/?a=1", "x"])
async def test_address_must_be_exact(client, who, url):
    assert (await registering(client, who, url))["code"] == "sources.address"


@pytest.mark.parametrize("code", ["", "Cases", "a b", "x" * 65, "../x"])
async def test_code_is_plain(client, who, provider, code):
    said = await registering(client, who, provider.address("a"), code=code)
    assert (said["code"], said["path"]) == ("sources.code", ["code"])


async def test_removed_source_is_gone_and_only_its_provider_removes_it(client, who, provider):
    provider.answers["a"] = says()
    await registering(client, who, provider.address("a"))
    for other, how, typename in [
        (program(ids.plain_id()), {}, "NotFoundError"),
        (who, {"dryRun": True}, "RemovedSource"),
        (who, {}, "RemovedSource"),
        (who, {}, "NotFoundError"),
    ]:
        said = await ask(client, other, REMOVE, code="cases", **how)
        assert said["data"]["removeSource"]["__typename"] == typename


async def test_program_without_the_scope_is_refused(client, provider):
    poor = Caller(
        client_id="app",
        provider=ids.plain_id(),
        environment=program(ids.plain_id()).environment,
        scopes=frozenset(),
    )
    assert (await registering(client, poor, provider.address("a")))["__typename"] == "ForbiddenError"
    assert provider.asked == []


@pytest.mark.parametrize(
    "url", ["http://localhost/", "https://localhost/x", "https://10.1.2.3/x", "https://[::1]/"]
)
def test_production_takes_public_addresses_over_https_only(url):
    with pytest.raises(InvalidError) as refused:
        describing.base(url, production=True)
    assert refused.value.code == "sources.address_private"
    assert describing.base("https://gent.example/pull/", production=True) == "https://gent.example/pull"
