"""Client assertions that are made to cost us much; none of them is signed by anybody."""

import base64
import json
from typing import Any

DEEP = "[" * 3000 + "]" * 3000
CLAIMS = {"iss": "parking", "sub": "parking", "aud": "x", "exp": 1, "jti": "j"}


def _part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _token(header: dict[str, Any] | str, claims: dict[str, Any] | str = CLAIMS) -> str:
    parts = [one if isinstance(one, str) else json.dumps(one) for one in (header, claims)]
    return ".".join((*map(_part, parts), _part("s" * 64)))


BOMBS = {
    "larger than 16 KiB": _token({"alg": "ES256"}, CLAIMS | {"x": "x" * 17_000}),
    "deep header": _token(f'{{"alg":"ES256","x":{DEEP}}}'),
    "deep key in the header": _token(f'{{"alg":"ES256","jwk":{{"x":{DEEP}}}}}'),
    "deep claims": _token({"alg": "ES256"}, f'{{"sub":"parking","x":{DEEP}}}'),
    "thousands of crit": _token({"alg": "ES256", "crit": [f"x{number}" for number in range(1000)]}),
    "crit that is no list": _token({"alg": "ES256", "crit": {"b64": {"b64": 1}}}),
    "payload that is not encoded": _token({"alg": "ES256", "b64": False, "crit": ["b64"]}),
    "thousands of unencoded": _token({"alg": "ES256", "b64": False, "crit": ["b64"] * 1500}),
    "unknown algorithm": _token({"alg": "X" * 10_000}),
    "no algorithm": _token({"alg": "none"}),
    "encrypted by a password": _token(
        {"alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 2**31, "p2s": "x"}
    ),
    "encrypted and deflated": _token({"alg": "dir", "enc": "A128GCM", "zip": "DEF"}) + ".e.t",
    "number of ten thousand figures": _token({"alg": "ES256"}, '{"sub":"parking","exp":%s}' % ("9" * 10_000)),
    "key of our choice": _token({"alg": "RS256", "jku": "http://127.0.0.1/", "x5u": "http://127.0.0.1/"}),
}
