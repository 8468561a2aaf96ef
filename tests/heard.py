"""What a test run hears, kept for `tools/scan`: what tests and their processes print, and addresses.

CITIZEN_PROFILE_TEST_HEARD names the folder; `tools/run-tests` makes it, and gives each process' own log a place
in it. A line of ours is the test, a tab, and what was heard. Addresses are heard where all go by: the transports
of the HTTP client and the start of browsers, so that no test has to think of it.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Request

_FOLDER = "CITIZEN_PROFILE_TEST_HEARD"


class Output:
    """Keeps what was captured of each test, that of processes which inherit our outputs included."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"output-{os.getpid()}.tsv"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write down what a step of a test printed; each step repeats what came before it."""
        lines = [
            line
            for title, text in report.sections
            if title.startswith("Captured") and title.endswith(report.when or "")
            for line in text.splitlines()
        ]
        _write(self._file, report.nodeid, lines)


def listen(config: pytest.Config) -> None:
    """Keep what is heard from now on, when somebody asked for it."""
    if _FOLDER not in os.environ:
        return
    if not hasattr(config, "workerinput"):  # the process that shares out the tests gets all reports
        config.pluginmanager.register(Output(Path(os.environ[_FOLDER])))
    for transport in (httpx2.AsyncHTTPTransport, httpx2.ASGITransport):
        _wrap(transport, "handle_async_request", _hearing_async)
    _wrap(httpx2.HTTPTransport, "handle_request", _hearing)
    for start in ("launch", "launch_persistent_context"):
        _wrap(BrowserType, start, _followed)


def keep_address(what: str, address: str) -> None:
    """Write down where a program of others goes, which only tells us afterwards."""
    if _FOLDER in os.environ:
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
        _write(Path(os.environ[_FOLDER]) / f"addresses-{os.getpid()}.tsv", test, [f"{what} {address}"])


def _wrap(kind: type, name: str, wrapper: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    setattr(kind, name, wrapper(getattr(kind, name)))


def _hearing_async(handle: Callable[..., Any]) -> Callable[..., Any]:
    async def _handle(self: object, request: httpx2.Request) -> httpx2.Response:
        answer = await handle(self, request)
        _exchanged(request, answer)
        return answer

    return _handle


def _hearing(handle: Callable[..., Any]) -> Callable[..., Any]:
    def _handle(self: object, request: httpx2.Request) -> httpx2.Response:
        answer = handle(self, request)
        _exchanged(request, answer)
        return answer

    return _handle


def _followed(start: Callable[..., Any]) -> Callable[..., Any]:
    def _start(self: BrowserType, *arguments: Any, **named: Any) -> Browser | BrowserContext:
        started = start(self, *arguments, **named)
        if isinstance(started, Browser):
            started.on("context", _follow)
        else:
            _follow(started)
        return started

    return _start


def _follow(browser: BrowserContext) -> None:
    """Keep every address to which a browser goes, redirected or by itself."""

    def _keep(request: Request) -> None:
        keep_address(request.method, request.url)

    browser.on("request", _keep)


def _exchanged(request: httpx2.Request, answer: httpx2.Response) -> None:
    keep_address(request.method, str(request.url))
    if "location" in answer.headers:
        keep_address("Location", answer.headers["location"])


def _write(file: Path, test: str, lines: list[str]) -> None:
    with file.open("a", errors="replace") as out:
        out.write("".join(f"{test}\t{line}\n" for line in lines))
