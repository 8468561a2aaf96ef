"""Who asks: each block that knows a kind of token or session is asked in turn."""

from hashlib import sha256

from starlette.requests import Request

from profile_core.contract import (
    Acting,
    Caller,
    ForbiddenError,
    Platform,
    Reach,
    UnauthenticatedError,
)

_CHALLENGE = {"WWW-Authenticate": 'DPoP algs="ES256 PS256 EdDSA", Bearer'}


class Asks:
    """Tells who asks, by the authenticators of the blocks, in their order."""

    def __init__(self, platform: Platform) -> None:
        self._authenticators = [b.authenticate(platform) for b in platform.blocks if b.authenticate]

    async def __call__(self, request: Request) -> Acting | Caller | None:
        """Return who asks, or None; a token that does not hold raises ``UnauthenticatedError``."""
        for authenticate in self._authenticators:
            who = await authenticate(request)
            if who is not None:
                return who
        return None


class HeaderDocuments:
    """The documents that a token of reach HEADER may ask, by the SHA-256 of their text."""

    def __init__(self, platform: Platform) -> None:
        texts = (text for block in platform.blocks for text in block.header_documents)
        self._digests = {sha256(text.encode()).digest() for text in texts}

    def check(self, acting: Acting, text: str) -> None:
        """Raise ``ForbiddenError`` when a header token asks anything else."""
        if acting.reach is Reach.HEADER and sha256(text.encode()).digest() not in self._digests:
            message = "A header token may only ask the header's own document, unchanged."
            raise ForbiddenError("token.reach", message)


def citizen(who: Acting | Caller | None) -> Acting:
    """Return the citizen who asks, else raise what a client must mend."""
    if isinstance(who, Caller):
        raise ForbiddenError("token.kind", "This is an application's token. Ask /provider/graphql with it.")
    if who is None:
        raise UnauthenticatedError("token.missing", "Send a citizen's access token.", headers=_CHALLENGE)
    return who


def program(who: Acting | Caller | None) -> Caller:
    """Return the provider's program that asks, else raise what a client must mend."""
    if isinstance(who, Acting):
        raise ForbiddenError("token.kind", "This is a citizen's session or token. Ask /graphql with it.")
    if who is None:
        message = "Send an access token that your application got by client credentials."
        raise UnauthenticatedError("token.missing", message, headers=_CHALLENGE)
    return who
