"""A site that is handed something, in the place of the network."""

from collections.abc import Mapping

from profile_core.contract import Answer, GuardedClient


class Site(GuardedClient):
    """What takes the place of the network: it keeps what it is handed, and answers with a status."""

    def __init__(self, status: int = 204) -> None:
        super().__init__(production=False)
        self.status = status
        self.body = b""
        self.headers: dict[str, str] = {}

    async def hand_over(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Answer:
        self.body, self.headers = body, dict(headers)
        return Answer(status=self.status, body=b"", headers={})
