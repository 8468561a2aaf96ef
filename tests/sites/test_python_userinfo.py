"""The Python recipe takes from userinfo only what is about who logged in (OpenID Connect Core section 5.3.2)."""

import json
import runpy
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc.jwk import ECKey

from tests.sites import pages

ISSUER, SITE = "http://localhost:8400", "http://localhost:3000"


class Answers:
    """An identity provider that answers for one citizen in the id token and for any in userinfo."""

    def __init__(self, sub: str) -> None:
        self._sub = sub

    async def authorize_access_token(self, _: Any) -> dict[str, Any]:
        return {"userinfo": {"sub": "lotte", "sid": "s"}, "id_token": "t"}

    async def userinfo(self, token: Any) -> dict[str, Any]:
        return {"sub": self._sub, "name": "Lotte", "activeIdentity": {"onBehalfOf": {"name": "Lotte"}}}


@pytest.fixture
def website(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Load the file of the page."""
    pages.write(tmp_path, pages.named("python.md"))
    key = ECKey.generate_key("P-256", auto_kid=True).as_dict(private=True)
    (tmp_path / "header.html").touch()
    (tmp_path / "site-key.json").write_text(json.dumps(key))
    monkeypatch.chdir(tmp_path)
    for name, value in {"ISSUER": ISSUER, "SITE": SITE, "CLIENT_ID": "gent"}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path("website.py")


@pytest.mark.parametrize(("sub", "status"), [("lotte", 303), ("wout", 403)])
async def test_userinfo_of_another_logs_nobody_in(website: dict[str, Any], sub: str, status: int):
    website["callback"].__globals__["profile"] = Answers(sub)
    transport = httpx2.ASGITransport(website["app"])
    async with httpx2.AsyncClient(transport=transport, base_url=SITE) as browser:
        answer = await browser.get("/callback", params={"iss": ISSUER})
        assert (answer.status_code, bool(website["SESSIONS"])) == (status, status == 303)
