"""What a browser loads for a page the first time, but for the font: at most 60 KB, before anything is compressed."""

import re

import httpx2
import pytest

from tests.pages.gallery import application, scenes

MOST = 60_000
_LOADED = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="(/static/[^"]+)"')


@pytest.mark.parametrize("scene", sorted(scenes()))
async def test_page_weighs_little(scene: str):
    transport = httpx2.ASGITransport(application())
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        page = await client.get(f"/scene/{scene}")
        named = {one for one in _LOADED.findall(page.text) if not one.endswith(".woff2")}
        files = [await client.get(one) for one in sorted(named)]
    assert [one.status_code for one in (page, *files)] == [200] * (1 + len(files))
    assert len(files) >= 2, "its styles are among them"
    weight = sum(len(one.content) for one in (page, *files))
    assert weight <= MOST
