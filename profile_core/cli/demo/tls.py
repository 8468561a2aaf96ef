"""Certificates for a demo on https: an authority that signs one, and is gone when the demo starts.

Its private key is never written, and it can vouch for names of this machine alone (RFC 5280 section 4.2.1.10): to trust
it in a browser risks nothing.
"""

from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from profile_core.cli.demo.plan import LOOPBACK, Plan
from profile_core.cli.keys import write_secret
from profile_core.kit import clock

_LIFETIME = timedelta(days=30)
_AUTHORITY = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Citizen Profile demo authority")])
_SERVER = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Citizen Profile demo server")])
_MACHINE = (x509.DNSName("localhost"), x509.IPAddress(IPv4Network(f"{LOOPBACK}/32")))
"""What the authority may vouch for: ``localhost``, every name under it, and the address behind them."""


def write(plan: Plan) -> None:
    """Write the authority, and one key and certificate for all host names of the demo."""
    signer, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    hosts = ["localhost", *(site.host for site in plan.municipalities)]
    signed = _server(hosts, key.public_key(), signer)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_secret(plan.authority_file, _pem(_authority(signer)))
    write_secret(plan.certificate_file, secret + _pem(signed))


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    usage = _usage(signs_certificates=True)
    limits = x509.NameConstraints(permitted_subtrees=_MACHINE, excluded_subtrees=None)
    return (
        _certificate(_AUTHORITY, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(limits, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _server(
    hosts: list[str], key: ec.EllipticCurvePublicKey, signer: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    names = [*map(x509.DNSName, hosts), x509.IPAddress(IPv4Address(LOOPBACK))]
    of_signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return (
        _certificate(_SERVER, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(of_signer, critical=False)
        .sign(signer, hashes.SHA256())
    )


def _certificate(subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_AUTHORITY)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _LIFETIME)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
