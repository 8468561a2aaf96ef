"""How the token endpoint refuses (RFC 6749 section 5.2)."""


class RefusedError(Exception):
    """``error`` is a code of RFC 6749 section 5.2 or its kin; nothing of the request is repeated."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description

    @property
    def status(self) -> int:
        """Return the HTTP status; who did not authenticate gets 401."""
        return 401 if self.error == "invalid_client" else 400
