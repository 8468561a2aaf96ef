"""systemd and nginx accept what we ship; only paths that belong to the machine are replaced."""

import re
import shutil
import subprocess
from pathlib import Path

import httpx2
import pytest

from tests.databases import free_port
from tests.operations.pages import OPERATIONS
from tests.region import PROGRAM
from tests.testing.processes import wait_for

UNITS = sorted((OPERATIONS / "systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_the_unit(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed: apt install systemd")
    copy = tmp_path / unit.name.replace("@", "@1")
    text = unit.read_text().replace("/opt/citizen-profile/bin/citizen-profile", str(PROGRAM))
    copy.write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_units_stop_later_than_what_they_run() -> None:
    for unit, setting in (("gateway@", 20), ("worker@", 20)):
        text = (OPERATIONS / "systemd" / f"citizen-profile-{unit}.service").read_text()
        stop = re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)
        assert stop is not None
        assert int(stop[1]) > setting


def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed: apt install nginx-light")
    conf = _configured(tmp_path, 180, 1443)
    done = subprocess.run(
        [nginx, "-t", "-e", str(tmp_path / "error.log"), "-c", str(conf)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_nginx_writes_no_code_where_no_gateway_answers(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed: apt install nginx-light")
    http, port, nobody = free_port(), free_port(), free_port()
    conf = _configured(tmp_path, http, port)
    conf.write_text(re.sub(r"127\.0\.0\.1:840[01]", f"127.0.0.1:{nobody}", conf.read_text()))
    command = [nginx, "-e", str(tmp_path / "error.log"), "-c", str(conf), "-g", "daemon off;"]
    with subprocess.Popen(command) as running:
        try:
            wait_for(f"http://127.0.0.1:{http}/", running)
            answer = httpx2.get(f"https://127.0.0.1:{port}/sso/callback/idp?code=the-code", verify=False)
            assert answer.status_code == 502
        finally:
            running.terminate()
    written = {file.name: file.read_text() for file in tmp_path.glob("*.log")}
    assert "/sso/callback/idp 502" in written["citizen-profile.log"]
    assert [name for name, text in written.items() if "the-code" in text] == []


def _configured(folder: Path, http: int, https: int) -> Path:
    """Write what we ship as a whole configuration, on ports of the test."""
    _certificate(folder)
    ours = (OPERATIONS / "nginx" / "citizen-profile.conf").read_text()
    for theirs in ("/etc/ssl/citizen-profile", "/var/log/nginx"):
        ours = ours.replace(theirs, str(folder))
    ours = re.sub(r"listen (\[::\]:)?80;", rf"listen \g<1>{http};", ours)
    ours = re.sub(r"listen (\[::\]:)?443 ", rf"listen \g<1>{https} ", ours)
    scratch = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = folder / "nginx.conf"
    conf.write_text(f"pid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{scratch}{ours}}}\n")
    return conf


def _certificate(folder: Path) -> None:
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=profile.example.org"
    )
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
