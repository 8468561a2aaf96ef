"""The processes of a demo: started one after another, watched, and stopped together."""

import signal
import ssl
import subprocess
import sys
import time
from functools import cached_property
from types import FrameType
from typing import Self

import httpx2

from profile_core.cli.demo import keepers
from profile_core.cli.demo.plan import LOOPBACK, Plan
from profile_core.cli.demo.prepare import write_site_config
from profile_core.cli.failures import CommandError
from profile_core.kit.environment import with_values

_PATIENCE = 60.0
_STOP_WITHIN = 25.0
STYLE_PATH = "/citizen-profile/fallback.css"
"""Where the demo's sites serve their copy of the header's style sheet, as web teams are advised to."""


class StoppedError(Exception):
    """Somebody asked the demo to stop."""


class Region:
    """The running processes. Leaving the ``with`` block stops every one of them, whatever happened."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        """From here on SIGINT, SIGTERM and a terminal that closes stop the region in good order."""
        for number in _asked_to_stop():
            signal.signal(number, _stop)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        """Ask all to stop, wait, and end what does not listen. Being asked to stop is no failure."""
        for number in _asked_to_stop():
            signal.signal(number, signal.SIG_IGN)
        for process in self._running.values():
            process.terminate()
        until = time.monotonic() + _STOP_WITHIN
        for process in self._running.values():
            _await_end(process, until)
        return kind is not None and issubclass(kind, StoppedError)

    def start(self) -> None:
        """Start everything and return when everything answers."""
        plan = self._plan
        for provider in plan.identity_providers:
            self._simulator(provider.process, "identity_provider", provider.port)
        for register in plan.registers:
            self._simulator(register.data, "registers", register.port)
        self._simulator("mailbox", "mailbox", plan.mailbox_port)
        self._simulator(keepers.PROCESS, "source", plan.sources_port)
        self._command("gateway", "serve")
        self._command("worker", "worker")
        self._wait_for("gateway", f"{plan.scheme}://{LOOPBACK}:{plan.port}/ready")
        for site in plan.municipalities:
            write_site_config(plan, site, self._snippet(site.name), self._style())
            self._simulator(site.code, "municipality", site.port)
        for site in plan.municipalities:
            self._wait_for(site.code, f"{site.scheme}://{LOOPBACK}:{site.port}/")
        for provider in plan.identity_providers:
            self._wait_for(provider.process, f"{provider.issuer}/jwks")
        for register in plan.registers:
            self._wait_for(register.data, f"{register.address}/")
        self._wait_for("mailbox", f"{plan.mailbox}/")
        for keeper in keepers.keepers():
            self._wait_for(keepers.PROCESS, keepers.control(plan, keeper))
        self._simulator("provider", "provider", 0)
        self._simulator("keeper", "keeper", 0)

    def wait(self) -> None:
        """Wait until somebody stops the demo; a process that ends by itself ends it with its last words."""
        while True:
            for name in self._running:
                self._check(name)
            time.sleep(1)

    def _snippet(self, organisation: str) -> str:
        """Ask for what a web team pastes into its pages, as a web team would."""
        options = {"organisation": organisation, "style_url": STYLE_PATH}
        return self._of_header("snippet", options)

    def _style(self) -> str:
        """Take the copy of the style sheet that the sites serve themselves."""
        return self._of_header("fallback.css", {})

    def _of_header(self, name: str, options: dict[str, str]) -> str:
        address = f"{self._plan.scheme}://{LOOPBACK}:{self._plan.port}/header/v1/{name}"
        return self._get(address, params=options).raise_for_status().text

    def _simulator(self, name: str, module: str, port: int) -> None:
        config = str(self._plan.config_file(name))
        arguments = [f"profile_core.testing.{module}", "--config", config, "--port", str(port)]
        if self._plan.tls:
            arguments += ["--certificate", str(self._plan.certificate_file)]
        self._start(name, arguments)

    def _command(self, name: str, command: str) -> None:
        self._start(name, ["profile_core.cli", command])

    def _start(self, name: str, arguments: list[str]) -> None:
        """In a session of its own, so that Ctrl-C reaches the demo alone and it ends them in order.

        The pipe at its standard input ends a process whose demo could not do that any more.
        """
        file = self._plan.log_file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 (our own modules)
                [sys.executable, "-m", "profile_core.cli.demo.tethered", *arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=with_values(self._plan.environment),
                start_new_session=True,
            )

    def _wait_for(self, name: str, address: str) -> None:
        until = time.monotonic() + _PATIENCE
        while not self._answers(address):
            self._check(name)
            if time.monotonic() > until:
                raise CommandError(f"{name} does not answer at {address}: {self._last_words(name)}")
            time.sleep(0.05)

    def _answers(self, address: str) -> bool:
        try:
            return self._get(address).status_code == 200
        except httpx2.TransportError:
            return False

    def _get(self, address: str, params: dict[str, str] | None = None) -> httpx2.Response:
        """Ask one of the processes; proxies of the environment do not know them."""
        return httpx2.get(address, params=params, timeout=2.0, verify=self._trusted, trust_env=False)

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Read the authorities once: it takes longer than most answers."""
        return ssl.create_default_context(cafile=self._plan.authority_file if self._plan.tls else None)

    def _check(self, name: str) -> None:
        status = self._running[name].poll()
        if status is not None:
            raise CommandError(f"{name} ended with status {status}: {self._last_words(name)}")

    def _last_words(self, name: str) -> str:
        file = self._plan.log_file(name)
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
        return "\n".join([*lines, f"The whole of it is in {file}."])


def _asked_to_stop() -> list[signal.Signals]:
    """Return the signals that stop the demo; SIGHUP is not one of them under ``nohup``."""
    is_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if is_nohup else [signal.SIGHUP])]


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise StoppedError


def _await_end(process: subprocess.Popen[bytes], until: float) -> None:
    try:
        process.wait(max(0.1, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
