"""The site kit is a distribution of its own: it builds, installs alone, and brings nothing of ours."""

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.testing.processes import ROOT

_KIT = ROOT / "embed_header" / "site_kit"
_ASK = """
import json, sys
import citizen_profile_site as kit
from importlib.metadata import metadata
print(json.dumps({
    "from": kit.__file__,
    "names": kit.__all__,
    "imported": sorted({name.split(".")[0] for name in sys.modules}),
    "needs": metadata("citizen-profile-site").get_all("Requires-Dist"),
}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of a copy and install it in a second environment, beside the dependencies of this one."""
    folder = tmp_path_factory.mktemp("kit")
    shutil.copytree(_KIT, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=folder / "source", check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(folder / "venv")})
    (Path(packages) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    [wheel] = folder.glob("*.whl")
    uv = Path(sys.executable).with_name("uv")
    into = ["--offline", "--no-deps", "--python", folder / "venv" / "bin" / "python"]
    subprocess.run([uv, "pip", "install", "--quiet", *into, wheel], check=True)
    return folder / "venv"


def test_kit_stands_alone(installed: Path):
    python = installed / "bin" / "python"
    done = subprocess.run([python, "-I", "-c", _ASK], check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    assert told["from"].startswith(str(installed))
    assert set(told["needs"]) == {"httpx2<3,>=2.16", "joserfc<2,>=1.8"}
    ours = {"profile_core", "blocks", "sso", "embed_header"}
    frameworks = {"starlette", "django", "flask"}
    assert set(told["imported"]) & (ours | frameworks) == set()
    assert {"AsgiHeaderToken", "WsgiHeaderToken", "Site", "answer", "answer_async"} <= set(told["names"])
    assert (Path(told["from"]).parent / "py.typed").exists()
