"""The header's script in one browser, played: it holds a key, and the cookie of the site that it stands on."""

from dataclasses import dataclass, field
from typing import Any

import httpx2

from embed_header.document import DOCUMENT
from tests.sites.kit import PATH, Played
from tests.sso.played import Prover


@dataclass
class Script:
    played: Played
    handle: str = ""
    prover: Prover = field(default_factory=Prover)
    nonce: str = ""

    def proof(self, **changed: Any) -> str:
        return self.prover.proof(self.played.site.token_endpoint, nonce=self.nonce, **changed)

    def asks(self, proof: str, *, method: str = "POST", **headers: str) -> httpx2.Response:
        """Ask the site's server once, and remember the nonce of its answer."""
        sent = {"origin": self.played.site.origin, "dpop": proof, "cookie": f"session={self.handle}"}
        known = httpx2.Headers(sent | headers, encoding="latin-1")
        answer = httpx2.request(method, self.played.site.origin + PATH, headers=known)
        self.nonce = answer.headers.get("dpop-nonce", self.nonce)
        return answer

    def asks_with(self, headers: list[tuple[str, str]]) -> httpx2.Response:
        """Ask with these headers, some of them more than once."""
        sent = [("cookie", f"session={self.handle}"), *headers]
        return httpx2.post(self.played.site.origin + PATH, headers=sent)

    def token(self) -> str:
        """Ask as the header does, with the nonce that a first answer asked for."""
        self.asks(self.proof())
        given = self.asks(self.proof())
        assert given.status_code == 200, given.text
        return given.json()["access_token"]

    def reads(self, token: str, *, scheme: str = "DPoP", **changed: Any) -> httpx2.Response:
        """Ask the gateway something as the header does: with the token, and a proof of its own."""
        address = f"{self.played.site.issuer}/graphql"
        proof = self.prover.proof(address, token=token, nonce=self.nonce, **changed)
        headers = {"authorization": f"{scheme} {token}", "origin": self.played.site.origin}
        headers |= {"dpop": proof} if scheme == "DPoP" else {}
        return httpx2.post(
            address, headers=headers, json={"query": DOCUMENT, "variables": {"language": "nl"}}
        )
