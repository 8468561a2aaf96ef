"""Web push is encrypted as RFC 8291 says, to the byte."""

import os

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings, strategies as st

from blocks.notifications.channels.web_push.encryption import LARGEST, encrypted, is_point, padded, raw
from tests.notifications.push_service import raw as read, text

UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
    "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(written: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(read(written)), ec.SECP256R1())


def test_appendix_a_of_rfc_8291_comes_out_as_printed():
    body = encrypted(
        b"When I grow up, I want to be a watermelon\x02",
        browser=read(UA_PUBLIC),
        secret=read(AUTH),
        ours=private(AS_PRIVATE),
        salt=read(SALT),
    )
    assert text(body) == BODY


@settings(max_examples=25)
@given(st.binary(max_size=LARGEST))
def test_whatever_fits_is_read_by_the_browser_and_its_length_is_a_step(plain: bytes):
    browser, secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    body = encrypted(
        padded(plain),
        browser=raw(browser.public_key()),
        secret=secret,
        ours=ec.generate_private_key(ec.SECP256R1()),
        salt=os.urandom(16),
    )
    assert http_ece.decrypt(body, private_key=browser, auth_secret=secret, version="aes128gcm") == plain
    assert len(body) in {86 + 16 + size for size in (1024, 2048, 3072, LARGEST + 1)}
    assert len(body) <= 4096


def test_only_points_of_the_curve_are_keys():
    assert is_point(read(UA_PUBLIC))
    assert not any(map(is_point, (b"", b"\x04" * 65, read(UA_PUBLIC)[:-1], b"\x02" + read(UA_PUBLIC)[1:33])))
