"""The gateway with the played block as a process of its own: ``python -m tests.gateway.serve``."""

from profile_core.gateway.app import build
from profile_core.gateway.server import run
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit import log
from profile_core.kit.settings import Settings
from tests.gateway.platforms import played

if __name__ == "__main__":
    settings, gateway = Settings(), GatewaySettings()
    log.configure(settings.log_format)
    run(build(played(settings), gateway), settings, gateway)
