"""WebKitGTK by WebDriver: its own test browser, as it comes, on a screen of its own.

Which certificate each host name has is told by WebDriver; the browser refuses any other.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from selenium.webdriver import WebKitGTK
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

_MISSING = "WebKitGTK is not installed: apt install webkit2gtk-driver xvfb"


class _Options(Options):
    """WebKitGTK's own options, with the one that selenium has no word for."""

    def __init__(self, certificates: dict[str, str]) -> None:
        super().__init__()
        self._certificates = certificates
        self.add_argument("--automation")

    def to_capabilities(self) -> dict[str, Any]:
        capabilities = super().to_capabilities()
        capabilities[self.KEY]["certificates"] = [
            {"host": host, "certificateFile": file} for host, file in self._certificates.items()
        ]
        return capabilities


@contextmanager
def webkit(certificates: dict[str, str]) -> Iterator[WebDriver]:
    """Open the browser; ``certificates`` are files by host name."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    if not driver or not screen:
        pytest.skip(_MISSING)
    with _shown(screen) as display:
        browser = WebKitGTK(_Options(certificates), Service(driver, env={"DISPLAY": display}))
        try:
            yield browser
        finally:
            browser.quit()


@contextmanager
def _shown(program: str) -> Iterator[str]:
    """Serve a screen that nobody sees, under the first number that is free."""
    command = [program, "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        assert screen.stdout
        yield f":{screen.stdout.readline().strip()}"
        screen.terminate()
