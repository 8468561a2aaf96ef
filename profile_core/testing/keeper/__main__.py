"""Start them: ``python -m profile_core.testing.keeper --config F``."""

import asyncio

from profile_core.kit import log
from profile_core.testing import process
from profile_core.testing.keeper.keep import Config, keep_forever

_NAME = "keeper"


def _main() -> None:
    process.refuse_production(_NAME)
    config, _ = process.read_config(_NAME, Config)
    log.configure()
    try:
        asyncio.run(keep_forever(config))
    except KeyboardInterrupt:
        return


_main()
