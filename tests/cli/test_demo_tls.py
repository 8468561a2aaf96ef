"""`citizen-profile demo --tls`: all of it on https, by an authority that is limited to this machine and keeps no key."""

import os
import ssl
import subprocess
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.region import PROGRAM, Region, demo

pytestmark = pytest.mark.matrix


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run it in the folder of an earlier demo without TLS, as a person would."""
    folder = tmp_path_factory.mktemp("demo")
    with demo(folder):
        pass
    with demo(folder, "--tls") as running:
        yield running
    assert running.facts["certificate_authority"] in running.log()


def _get(address: str, trusted: ssl.SSLContext) -> httpx2.Response:
    """Ask this machine for what is at a name, and hold the certificate against that name."""
    url = httpx2.URL(address)
    with httpx2.Client(verify=trusted, trust_env=False) as client:
        here = url.copy_with(host="127.0.0.1")
        return client.get(here, headers={"host": url.netloc.decode()}, extensions={"sni_hostname": url.host})


def _tls(region: Region) -> Path:
    return region.folder / "var" / "tls"


def test_one_authority_vouches_for_every_address(region: Region) -> None:
    facts = region.facts
    addresses = [
        f"{facts['gateway']}/ready",
        *(f"{site['url']}/" for site in facts["sites"]),
        *(f"{one['issuer']}/jwks" for one in facts["identity_providers"]),
        *(f"{one['address']}/" for one in facts["registers"]),
    ]
    trusted = ssl.create_default_context(cafile=facts["certificate_authority"])
    assert {httpx2.URL(address).scheme for address in addresses} == {"https"}
    assert {_get(address, trusted).status_code for address in addresses} == {200}
    with pytest.raises(httpx2.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        _get(addresses[0], ssl.create_default_context())


def test_authority_vouches_for_this_machine_alone_and_its_key_is_nowhere(region: Region) -> None:
    authority = x509.load_pem_x509_certificate((_tls(region) / "authority.pem").read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert limits.value.permitted_subtrees == [
        x509.DNSName("localhost"),
        x509.IPAddress(ip_network("127.0.0.1/32")),
    ]
    secrets = [file for file in _tls(region).iterdir() if b"PRIVATE KEY" in file.read_bytes()]
    assert [(file.name, file.stat().st_mode & 0o777) for file in secrets] == [("certificate.pem", 0o600)]
    key = load_pem_private_key(secrets[0].read_bytes(), None)
    assert key.public_key() != authority.public_key()


def test_no_browser_is_told_to_come_to_localhost_by_https_for_a_year(region: Region) -> None:
    trusted = ssl.create_default_context(cafile=region.facts["certificate_authority"])
    for path in ("/", "/ready"):
        assert "strict-transport-security" not in _get(f"{region.gateway}{path}", trusted).headers


def test_provider_gets_a_token_over_it_when_its_environment_names_the_authority(region: Region) -> None:
    environment = {**os.environ, "CITIZEN_PROFILE_PUBLIC_URL": region.gateway}

    def _asked(**more: str) -> subprocess.CompletedProcess[str]:
        command = [PROGRAM, "token", region.facts["providers"][0]["client_id"]]
        return subprocess.run(
            command,
            cwd=region.folder,
            env={**environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    assert _asked().returncode == 1
    given = _asked(SSL_CERT_FILE=region.facts["certificate_authority"])
    assert (given.returncode, given.stdout.count(".")) == (0, 2), given.stderr
