"""What blocks draw in the panel: each module under its hash, for as long as its block ships it and runs."""

import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha384
from pathlib import Path

import httpx2
import pytest

from blocks.notifications.block import block as notifications
from embed_header import widgets
from embed_header.block import block as header
from profile_core.contract import Block, InvalidError
from tests.testing.processes import ROOT

Open = Callable[..., httpx2.AsyncClient]


def with_widgets(*files: Path) -> Block:
    assert notifications.header
    return replace(notifications, header=replace(notifications.header, widgets=files))


def files(folder: Path, *texts: str) -> list[Path]:
    for at, text in enumerate(texts):
        (folder / f"{at}.js").write_text(text)
    return [folder / f"{at}.js" for at in range(len(texts))]


def address(block: str, content: bytes) -> str:
    digest = urlsafe_b64encode(sha384(content).digest()).decode().rstrip("=")
    return f"/header/widgets/{block}/{digest}.js"


async def test_page_of_any_origin_loads_what_it_pins_and_keeps_it_for_ever(open_gateway: Open):
    gateway = open_gateway(header, notifications)
    pin = widgets.pins(widgets.widgets([header, notifications]))["notifications"]
    digest = urlsafe_b64encode(b64decode(pin.removeprefix("sha384-"))).decode()
    answer = await gateway.get(
        f"/header/widgets/notifications/{digest}.js", headers={"Origin": "https://x.example"}
    )
    assert pin == f"sha384-{b64encode(sha384(answer.content).digest()).decode()}"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_newest_is_pinned_and_a_former_one_stays_for_pages_that_pinned_it(
    open_gateway: Open, tmp_path: Path
):
    block = with_widgets(*files(tmp_path, "/* 2 */", "/* 1 */"))
    newest = f"sha384-{b64encode(sha384(b'/* 2 */').digest()).decode()}"
    assert widgets.pins(widgets.widgets([block])) == {"notifications": newest}
    gateway = open_gateway(header, block)
    for content in (b"/* 2 */", b"/* 1 */"):
        assert (await gateway.get(address("notifications", content))).content == content


async def test_nothing_else_is_there(open_gateway: Open, tmp_path: Path):
    gateway = open_gateway(header, with_widgets(*files(tmp_path, "here")))
    assert (await gateway.get(address("notifications", b"here"))).status_code == 200
    gone = [address("notifications", b"gone"), address("sso", b"here"), "/header/widgets/notifications/0.js"]
    for one in gone:
        assert (await gateway.get(one)).status_code == 404


async def test_block_that_does_not_run_serves_nothing(open_gateway: Open, tmp_path: Path):
    [file] = files(tmp_path, "here")
    gateway = open_gateway(header)
    assert (await gateway.get(address("notifications", file.read_bytes()))).status_code == 404


def test_file_that_a_block_forgot_to_ship_stops_the_start_by_name(tmp_path: Path):
    with pytest.raises(InvalidError, match=r"'notifications' names the widget .*forgotten\.js"):
        widgets.widgets([with_widgets(tmp_path / "forgotten.js")])


def test_samples_in_the_docs_are_those_of_the_strangers_block():
    page = (ROOT / "docs/header/widgets.md").read_text()
    samples = re.findall(r"^```(?:python|js) (\S+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert {name for name, _ in samples} == {"block.py", "widgets/permits-1.js"}
    for name, sample in samples:
        assert sample in (ROOT / "tests/fixtures/acme_parking/acme_parking" / name).read_text()
