"""systemd and nginx accept what we ship; only paths that belong to the machine are replaced."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operations.pages import OPERATIONS
from tests.region import PROGRAM

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
    _certificate(tmp_path)
    ours = (OPERATIONS / "nginx" / "citizen-profile.conf").read_text()
    for theirs in ("/etc/ssl/citizen-profile", "/var/log/nginx"):
        ours = ours.replace(theirs, str(tmp_path))
    ours = re.sub(r"listen (\[::\]:)?(80|443)", r"listen \g<1>1\2", ours)
    scratch = "".join(
        f"{name}_temp_path {tmp_path}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{scratch}{ours}}}\n")
    done = subprocess.run(
        [nginx, "-t", "-e", str(tmp_path / "error.log"), "-c", str(conf)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def _certificate(folder: Path) -> None:
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=profile.example.org"
    )
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
