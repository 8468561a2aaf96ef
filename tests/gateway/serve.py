"""A gateway as a process of its own: ``python -m tests.gateway.serve``.

It serves the played block; with the argument ``real`` the blocks that the settings name, with the tokens of the
notifications' tests in the place of sign-on.
"""

import sys
from dataclasses import replace

from profile_core.contract import Platform, open_platform
from profile_core.gateway.app import build
from profile_core.gateway.server import run
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit import log
from profile_core.kit.settings import Settings
from tests.gateway.platforms import played
from tests.notifications import tokens


def real(settings: Settings) -> Platform:
    platform = open_platform(settings)
    return replace(platform, blocks=(tokens.block, *platform.blocks))


if __name__ == "__main__":
    settings, gateway = Settings(), GatewaySettings()
    log.configure(settings.log_format)
    platform = real(settings) if "real" in sys.argv else played(settings)
    run(build(platform, gateway), settings, gateway)
