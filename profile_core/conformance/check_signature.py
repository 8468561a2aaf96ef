"""Who may ask: each call has one thing wrong with its signature, and must be refused with 401."""

from collections.abc import Callable

from profile_core.conformance.asking import Asker
from profile_core.conformance.calling import Reply
from profile_core.conformance.model import Check, Group, NotLookedError, Run
from profile_core.conformance.signing import LIFETIME, TYP, Sign, Signer, new_key

_HOUR = 3600
_ELSEWHERE = "https://somewhere.else.example"
Claims = dict[str, object]
Signs = Callable[[Signer], Sign]


def _changed(change: Callable[[Claims], Claims], *, typ: str = TYP) -> Signs:
    """Sign claims of which some are others than they should be."""

    def signs(signer: Signer) -> Sign:
        def sign(address: str, body: bytes) -> str:
            claims = signer.claims(address, body)
            return signer.signed(claims | change(claims), typ=typ)

        return sign

    return signs


def _nothing(_: Signer) -> Sign:
    return lambda _address, _body: None


def _unprotected(signer: Signer) -> Sign:
    return lambda address, body: signer.unprotected(signer.claims(address, body))


def _stranger(signer: Signer) -> Sign:
    key = new_key()
    return lambda address, body: signer.signed(signer.claims(address, body), key=key)


def _other_body(signer: Signer) -> Sign:
    return lambda address, body: signer.token(address, body + b" ")


def _earlier(seconds: int) -> Callable[[Claims], Claims]:
    def change(claims: Claims) -> Claims:
        now = int(str(claims["iat"]))
        return {"iat": now - seconds, "exp": now - seconds + LIFETIME}

    return change


def _for_an_hour(claims: Claims) -> Claims:
    return {"exp": int(str(claims["iat"])) + _HOUR}


def _refuses(*ways: tuple[str, Signs]) -> Run:
    """Look whether each way of signing is refused."""

    async def run(asker: Asker) -> list[str]:
        path, body = await asker.plain()
        replies = [(what, await asker.send(path, body, signs(asker.signer))) for what, signs in ways]
        return [line for what, reply in replies for line in _refused(what, reply)]

    return run


def _refused(what: str, reply: Reply) -> list[str]:
    return [] if reply.status == 401 else [f"{what}: {reply.said}"]


async def _replayed(asker: Asker) -> list[str]:
    path, body = await asker.plain()
    token = asker.signer.token(f"{asker.target.url}{path}", body)
    first = await asker.send(path, body, lambda _address, _body: token)
    if first.status != 200:
        raise NotLookedError(f"The first of two equal calls was not answered: {first.said}.")
    return _refused("the same token a second time", await asker.send(path, body, lambda _a, _b: token))


async def _quiet(asker: Asker) -> list[str]:
    path, body = await asker.plain()
    reply = await asker.send(path, body, _nothing(asker.signer))
    if reply.status != 401:
        raise NotLookedError("A call without a signature is not refused.")
    said = reply.document() or {}
    wrong = ["items come with a refusal"] if "items" in said else []
    return wrong if reply.media_type == "application/problem+json" else [*wrong, _kind(reply)]


def _kind(reply: Reply) -> str:
    return f"a refusal is {reply.media_type or 'of no content type'} and not application/problem+json"


def _check(code: str, claims: str, remedy: str, run: Run) -> Check:
    return Check(code=code, group=Group.SIGNATURE, claims=claims, remedy=remedy, section="signature", run=run)


CHECKS = (
    _check(
        "signature-missing",
        "A call without a signature is refused.",
        "Answer 401 to a call without Authorization: Bearer, before you read its body.",
        _refuses(("no Authorization header", _nothing)),
    ),
    _check(
        "signature-none",
        "A token with the algorithm none is refused.",
        "Allow ES256 alone, and never take the algorithm from the token.",
        _refuses(("a token with alg none", _unprotected)),
    ),
    _check(
        "signature-key",
        "A token that another key signed is refused, whatever kid it names.",
        "Verify the signature with the keys at the issuer's jwks_uri; use no key that comes with a token.",
        _refuses(("a token that a stranger's key signed", _stranger)),
    ),
    _check(
        "signature-issuer",
        "A token of another issuer is refused.",
        "Compare iss with the issuer's address that you were given.",
        _refuses(("a token of another iss", _changed(lambda _: {"iss": _ELSEWHERE}))),
    ),
    _check(
        "signature-audience",
        "A token for another address is refused, also one for another address of the same source.",
        "Compare aud with the whole address that was called: scheme, host, port and path.",
        _refuses(
            ("a token for another host", _changed(lambda _: {"aud": f"{_ELSEWHERE}/notifications/query"})),
            ("a token for the address with /other", _changed(lambda said: {"aud": f"{said['aud']}/other"})),
        ),
    ),
    _check(
        "signature-expired",
        "A token that has expired is refused.",
        "Refuse a token whose exp is past; allow 30 seconds for clocks and no more.",
        _refuses(
            ("a token that expired an hour ago", _changed(_earlier(_HOUR))),
            ("a token that expired 90 seconds ago", _changed(_earlier(LIFETIME + 90))),
        ),
    ),
    _check(
        "signature-early",
        "A token from the future is refused.",
        "Refuse a token whose iat is ahead of your clock; allow 30 seconds and no more.",
        _refuses(("a token of the next hour", _changed(_earlier(-_HOUR)))),
    ),
    _check(
        "signature-lifetime",
        "A token that is good for longer than a minute is refused.",
        "Refuse a token whose exp is more than 60 seconds after its iat.",
        _refuses(("a token that is good for an hour", _changed(_for_an_hour))),
    ),
    _check(
        "signature-digest",
        "A token for another body is refused.",
        "Compare digest with the unpadded base64url of the SHA-256 of the very bytes that came.",
        _refuses(("a token for another body", _other_body)),
    ),
    _check(
        "signature-replay",
        "A token is good for one call.",
        "Remember each jti until its token has expired, in what all your processes share; refuse it again.",
        _replayed,
    ),
    _check(
        "signature-typ",
        "A token of another kind is refused.",
        "Look for typ source-request+jwt in the header of the token.",
        _refuses(("a token with typ JWT", _changed(lambda _: {}, typ="JWT"))),
    ),
    _check(
        "signature-quiet",
        "A refusal is a problem document that gives nothing away.",
        "Answer 401 as application/problem+json (RFC 9457), without items.",
        _quiet,
    ),
)
