"""The worker with the tests' own listeners as a process: ``python -m tests.worker.work hears chokes ...``."""

import sys

from profile_core.kit import log
from profile_core.kit.settings import Settings
from profile_core.worker.process import run
from profile_core.worker.settings import WorkerSettings
from tests.gateway.platforms import played
from tests.worker import hearing

if __name__ == "__main__":
    settings = Settings()
    log.configure(settings.log_format)
    parts = [getattr(hearing, name.upper()) for name in sys.argv[1:]]
    run(played(settings, hearing.block(*parts)), WorkerSettings())
