"""The list of settings is complete and its defaults are true."""

import re

import pytest
from pydantic_settings import BaseSettings

from blocks.notifications.settings import NotificationsSettings
from embed_header.settings import HeaderSettings
from profile_core.cli.demo.plan import DemoSettings
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit.settings import Settings
from profile_core.worker.settings import WorkerSettings
from sso.settings import SsoSettings
from tests.operations.pages import OPERATIONS

KINDS = (
    Settings,
    GatewaySettings,
    WorkerSettings,
    SsoSettings,
    HeaderSettings,
    DemoSettings,
    NotificationsSettings,
)
_LINE = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.+) \|$", re.MULTILINE)


def _written() -> dict[str, str]:
    return {name: default for name, default, _ in _LINE.findall((OPERATIONS / "environment.md").read_text())}


def _true(kind: type[BaseSettings]) -> dict[str, str]:
    prefix = kind.model_config.get("env_prefix", "")
    defaults = {prefix + name.upper(): field.default for name, field in kind.model_fields.items()}
    return {name: "" if default is None else str(default) for name, default in defaults.items()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_setting_is_listed_with_its_default(kind: type[BaseSettings]) -> None:
    written = _written()
    assert {name: written.get(name) for name in _true(kind)} == _true(kind)


def test_nothing_is_listed_that_is_no_setting() -> None:
    assert set(_written()) == {name for kind in KINDS for name in _true(kind)}
