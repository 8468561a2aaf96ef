"""Encrypting a message for one browser (RFC 8291), as one record of aes128gcm (RFC 8188)."""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LARGEST = 3993
"""Bytes that a push service must be able to take (RFC 8291 section 4)."""
PUBLIC_BYTES = 65
_RECORD_SIZE = 4096
_LAST = b"\x02"
_STEP = 1024


def padded(plain: bytes) -> bytes:
    """Fill a message up, so that its length does not tell what it is (RFC 8291 section 6): to 1 KiB or a multiple."""
    record = plain + _LAST
    return record.ljust(min(-(-len(record) // _STEP) * _STEP, LARGEST + 1), b"\x00")


def encrypted(
    record: bytes, *, browser: bytes, secret: bytes, ours: ec.EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """Return the body of a push message; ``record`` ends with its delimiter and padding.

    ``browser`` is the subscription's ``p256dh``, ``secret`` its ``auth``; ``ours`` and ``salt`` (16 bytes) are new
    for each message (sections 3.3 and 3.4). What is no point of the curve raises ``ValueError``.
    """
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser)
    public = raw(ours.public_key())
    shared = ours.exchange(ec.ECDH(), theirs)
    material = _derived(secret, shared, b"WebPush: info\x00" + browser + public, 32)
    key = _derived(salt, material, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(salt, material, b"Content-Encoding: nonce\x00", 12)
    head = salt + _RECORD_SIZE.to_bytes(4) + bytes([len(public)]) + public
    return head + AESGCM(key).encrypt(nonce, record, None)


def is_point(public: bytes) -> bool:
    """Tell whether bytes are a public key that can be encrypted for: an uncompressed point of P-256."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    except ValueError:
        return False
    return len(public) == PUBLIC_BYTES


def raw(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as Web Push writes it: an uncompressed point of 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)
