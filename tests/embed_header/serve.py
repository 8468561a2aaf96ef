"""The gateway with the header and one block, as a process: ``python -m tests.embed_header.serve``."""

from profile_core.gateway.app import build
from profile_core.gateway.server import run
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit.settings import Settings
from tests.embed_header.region_of_blocks import Shown, blocks_of
from tests.gateway.platforms import played

if __name__ == "__main__":
    settings = Settings()
    run(build(played(settings, *blocks_of(Shown(name="letters", unread=2)))), settings, GatewaySettings())
