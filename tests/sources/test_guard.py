"""The guarded client: where it goes, how long it waits, how much it takes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from profile_core.sources import GuardedClient, NoAnswerError
from profile_core.sources.guard import AddressRefusedError, is_public

Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]
NOT_PUBLIC = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::10.0.0.1",
    "2002:0a00:0001::",
    "2002:5db8:d70e::",
    "2001:0:5db8:d70e::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "fec0::1",
    "64:ff9b::a00:1",
    "64:ff9b:1::5db8:d70e",
    "::ffff:0:10.0.0.1",
]


@pytest.fixture
async def listen() -> AsyncIterator[Callable[[Answering], Awaitable[int]]]:
    """Open a raw server that answers as it is told; return its port."""
    servers: list[asyncio.Server] = []

    async def _listen(answering: Answering) -> int:
        async def _handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            try:
                await answering(writer)
            except ConnectionError:
                pass
            finally:
                writer.close()

        servers.append(await asyncio.start_server(_handle, "127.0.0.1", 0))
        return servers[-1].sockets[0].getsockname()[1]

    yield _listen
    for server in servers:
        server.close()


def whole(status: str, body: bytes, *headers: str) -> Answering:
    async def _answer(writer: asyncio.StreamWriter) -> None:
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        writer.write("\r\n".join(head).encode() + body)
        await writer.drain()

    return _answer


def test_no_address_of_ours_is_public():
    assert [address for address in NOT_PUBLIC if is_public(address)] == []
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert is_public("::ffff:93.184.215.14")
    assert is_public("64:ff9b::5db8:d70e")


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
    ],
)
async def test_production_never_calls_into_our_own_network(url: str):
    async with GuardedClient(production=True) as client:
        with pytest.raises(NoAnswerError) as refused:
            await client.get(url)
    assert refused.value.__cause__
    assert isinstance(refused.value.__cause__.__cause__, AddressRefusedError)


@pytest.mark.parametrize(
    "url", ["https://unknown.invalid/", "https://a..b/", "https://[::1/", "https:///", "//x"]
)
async def test_address_that_leads_nowhere_is_no_answer(url: str):
    async with GuardedClient(production=False) as client:
        with pytest.raises(NoAnswerError):
            await client.get(url)


async def test_production_calls_https_only():
    async with GuardedClient(production=True) as client:
        with pytest.raises(NoAnswerError, match="https"):
            await client.get("http://example.org/")


async def test_names_below_localhost_are_this_machine(listen):
    port = await listen(whole("200 OK", b'{"here": true}'))
    async with GuardedClient(production=False) as client:
        answer = await client.get(f"http://gent.localhost:{port}/")
    assert answer.json() == {"here": True}


async def test_redirect_is_an_answer_and_is_not_followed(listen):
    port = await listen(whole("302 Found", b"", "Location: http://127.0.0.1:1/"))
    async with GuardedClient(production=False) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/")).status == 302


async def test_answer_that_is_too_long_is_refused(listen):
    port = await listen(whole("200 OK", b"x" * 1001))
    async with GuardedClient(production=False, largest=1000) as client:
        with pytest.raises(NoAnswerError, match="longer than 1000"):
            await client.get(f"http://127.0.0.1:{port}/")


async def test_compressed_answer_is_not_unpacked(listen):
    port = await listen(whole("200 OK", b"\x1f\x8b\x08", "Content-Encoding: gzip"))
    async with GuardedClient(production=False) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/")).body == b"\x1f\x8b\x08"


async def test_deadline_is_for_the_whole_answer(listen):
    async def _drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    port = await listen(_drip)
    async with GuardedClient(production=False, deadline=0.3) as client:
        with pytest.raises(NoAnswerError, match=r"within 0\.3 s"):
            await client.get(f"http://127.0.0.1:{port}/")


async def test_answer_that_is_cut_off_is_no_answer(listen):
    async def _cut(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()

    port = await listen(_cut)
    async with GuardedClient(production=False) as client:
        with pytest.raises(NoAnswerError):
            await client.get(f"http://127.0.0.1:{port}/")


async def test_answer_that_is_no_object_is_refused(listen):
    port = await listen(whole("200 OK", b"[1]"))
    async with GuardedClient(production=False) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/")
    with pytest.raises(NoAnswerError):
        answer.json()


async def test_proxy_of_the_environment_is_not_used(listen, monkeypatch: pytest.MonkeyPatch):
    port = await listen(whole("200 OK", b'{"here": true}'))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with GuardedClient(production=False) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/")).json() == {"here": True}


async def test_json_is_sent_as_it_was_encoded():
    received = bytearray()

    async def _later(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.readuntil(b"{}"))
        await whole("429 Too Many Requests", b"", "Retry-After: 7")(writer)
        writer.close()

    server = await asyncio.start_server(_later, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/roles"
    async with server, GuardedClient(production=False) as client:
        answer = await client.post_json(address, b"{}", headers={"x-signed": "yes"})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    assert received.startswith(b"POST /roles HTTP/1.1\r\n")
    assert b"content-type: application/json\r\n" in received.lower()
    assert b"x-signed: yes\r\n" in received.lower()
